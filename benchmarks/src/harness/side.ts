import process from 'node:process';
import { benchmarks } from '../list.ts';
import type { Scale } from './benchmark.ts';
import type { SampleAnswer } from './sample.ts';

/** One side in a process of its own: `side.ts BENCHMARK SIDE PASS SCALE`. The answer goes over the channel to the parent. */

const send = (answer: SampleAnswer): void => {
  process.send?.(answer, () => process.exit());
};

const [name, sideName = '', pass = '', scale = '{}'] = process.argv.slice(2);
const side = benchmarks.find((benchmark) => benchmark.name === name)?.sides[sideName];
try {
  if (side === undefined) throw new Error(`no side ${sideName} of ${name}`);
  send({ values: await side.run(JSON.parse(scale) as Scale, pass) });
} catch (error) {
  send({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
