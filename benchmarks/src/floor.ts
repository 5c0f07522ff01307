import { joinOnly, readAndJoin, readOnly } from './floor/parts.ts';
import { defineBenchmark, type Metric, type Side } from './harness/benchmark.ts';
import { type LogScale, measureClean, type OpenLog } from './log/measure.ts';
import { barePino, plumbline, stringify } from './log/sides.ts';

const cpu = (what: string): Metric => ({ unit: 'ns', what: `${what}: CPU`, better: 'less' });

const side = (what: string, open: OpenLog): Side<LogScale> => ({
  what,
  run: (scale) => measureClean(open, scale),
});

export const floor = defineBenchmark<LogScale>({
  name: 'floor',
  question: 'What of the cost of a clean log line could no redactor in JavaScript save?',
  metrics: { smallNanos: cpu('2 fields'), requestNanos: cpu('20 fields'), largeNanos: cpu('200 fields') },
  baseline: 'pino',
  sides: {
    pino: side('pino without redaction', barePino),
    stringify: side('JSON.stringify and write, no logger', stringify),
    read: side('every character of the values read once', readOnly),
    join: side('names and values joined', joinOnly),
    'read + join': side('both', readAndJoin),
    logger: side('@plumbline/logger with its defaults', plumbline),
  },
  passes: { cpu: ['--expose-gc'] },
  peers: ['pino'],
  rounds: 7,
  scale: { small: 50_000, request: 12_000, large: 1_000 },
  tiny: { small: 40, request: 20, large: 4 },
});
