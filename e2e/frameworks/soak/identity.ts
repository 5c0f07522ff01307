// Run by `npm run test:soak -- frameworks`, after a build: a million requests, and the jobs they start, over all servers in
// rounds. Arguments: requests of one service in one round, rounds, and the names of the services where it is not all.
import path from 'node:path';
import process from 'node:process';
import { faultsOf, LOAD_APPS, prepareNext, runApp } from '../src/load/load.ts';
import type { LoadResult } from '../src/load/run.ts';

const [, , each = '25000', rounds = '5', ...names] = process.argv;
const isWanted = (name: string): boolean => names.length === 0 || names.includes(name);
const next = isWanted('next') && (await prepareNext(path.resolve(import.meta.dirname, '../temp/next-load/soak')));
const runs: readonly (readonly [name: string, run: () => Promise<LoadResult>])[] = [
  ...LOAD_APPS.filter(isWanted).map((name) => [name, () => runApp(name, Number(each))] as const),
  ...(next ? [['next', () => next(Number(each))] as const] : []),
];
const total = { requests: 0, jobs: 0, records: 0, leaks: 0, failed: 0, passed: 0 };

async function report(name: string, run: () => Promise<LoadResult>): Promise<void> {
  const result = await run();
  const faults = faultsOf(result);
  total.requests += result.client.asked;
  total.jobs += result.counts.job;
  total.records += Object.values(result.counts).reduce((sum, count) => sum + count, 0);
  total.leaks += result.leaks + result.client.wrongCount;
  total[faults.length === 0 ? 'passed' : 'failed'] += 1;
  const lost = JSON.stringify(result.missing);
  process.stdout.write(
    `${faults.length === 0 ? 'ok' : 'FAILED'} ${name}: ${result.client.asked} in ${result.seconds.toFixed(0)} s, lost ${lost}; so far ${JSON.stringify(total)}\n`,
  );
  for (const fault of faults) process.stdout.write(`  ${fault}\n`);
}

for (let round = 0; round < Number(rounds); round += 1) {
  const waiting = [...runs];
  const lane = async (): Promise<void> => {
    for (let one = waiting.shift(); one; one = waiting.shift()) await report(...one);
  };
  await Promise.all([lane(), lane()]);
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
if (total.failed > 0) process.exitCode = 1;
