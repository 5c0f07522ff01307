import process from 'node:process';
import { parseArgs } from 'node:util';
import { profileSides } from './harness/profile.ts';
import { reportOf } from './harness/report.ts';
import { runBenchmark } from './harness/run.ts';
import { saveResult } from './harness/save.ts';
import { benchmarks } from './list.ts';

const out = (text: string): void => void process.stdout.write(`${text}\n`);

const usage = (): string =>
  [
    'npm run bench -- NAME [--json] [--rounds N] [--sides A,B] [--source] [--tiny] [--profile] [--save]',
    '',
    ...benchmarks.map(({ name, question }) => `  ${name.padEnd(9)} ${question}`),
    '',
    '  --json     one JSON object on stdout: values and ratios as quartiles, the machine, the versions',
    '  --rounds   samples of each side',
    '  --sides    these sides and the baseline',
    '  --source   the packages of this workspace from source instead of their build',
    '  --save     keep the result in benchmarks/results, of which the README is made: npm run generate',
    '  --tiny     the least work that runs every side; its figures mean nothing',
    '  --profile  run each side once more under the profiler and print where its CPU time goes',
  ].join('\n');

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      sides: { type: 'string' },
      source: { type: 'boolean', default: false },
      tiny: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
    },
  });
  const benchmark = benchmarks.find(({ name }) => name === positionals[0]);
  if (benchmark === undefined) {
    out(usage());
    return positionals.length === 0 ? 0 : 1;
  }
  if (values.save && (values.tiny || values.source || values.sides !== undefined)) {
    throw new Error('--save is for the whole benchmark: without --tiny, --source and --sides');
  }
  const rounds = Number(values.rounds ?? benchmark.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error('--rounds must be a whole number from 1');
  const scale = values.tiny ? benchmark.tiny : benchmark.scale;
  const chosen = {
    scale,
    fromSource: values.source,
    ...(values.sides !== undefined && { sides: values.sides.split(',').map((name) => name.trim()) }),
  };
  const result = await runBenchmark(benchmark, {
    ...chosen,
    rounds,
    onSample: (round, side) => process.stderr.isTTY && process.stderr.write(`\r\u001B[K${round}/${rounds} ${side}`),
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  if (values.save) process.stderr.write(`kept in ${saveResult(result)}\n`);
  const profile = values.profile ? await profileSides(benchmark, chosen) : undefined;
  if (values.json) out(JSON.stringify(profile === undefined ? result : { ...result, profile }));
  else {
    out(reportOf(result));
    for (const [side, lines] of Object.entries(profile ?? {})) out(`\n${side}, self time\n${lines.join('\n')}`);
  }
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
