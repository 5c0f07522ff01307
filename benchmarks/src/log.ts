import { defineBenchmark, type Metric, type Side } from './harness/benchmark.ts';
import { HEAP_FLAGS } from './harness/heap.ts';
import { type LogScale, measureCpu, measureHeap, type OpenLog } from './log/measure.ts';
import { bunyan, evlog, evlogNames, logtape, winston } from './log/peers.ts';
import { type Kind, KINDS } from './log/records.ts';
import { barePino, pinoFormatter, pinoPaths, pinoWildcards, plumbline, stringify } from './log/sides.ts';

const LABEL: Readonly<Record<Kind, string>> = { small: '2 fields', request: '20 fields', large: '200 fields' };

/** One quantity of each of the three records. */
const ofEach = (
  suffix: string,
  metric: Omit<Metric, 'better' | 'column'>,
  columns: Partial<Record<Kind, string>> = {},
): Readonly<Record<string, Metric>> =>
  Object.fromEntries(
    KINDS.map((kind) => {
      const column = columns[kind];
      const what = `${LABEL[kind]}${metric.what}`;
      return [`${kind}${suffix}`, { ...metric, what, better: 'less', ...(column !== undefined && { column }) }];
    }),
  );

const METRICS: Readonly<Record<string, Metric>> = {
  ...ofEach(
    'Nanos',
    { unit: 'ns', what: ': CPU' },
    { small: 'CPU, 2 fields', request: '20 fields', large: '200 fields' },
  ),
  ...ofEach('PlantedNanos', { unit: 'ns', what: ' with secrets: CPU' }, { request: '20 fields with 5 secrets' }),
  ...ofEach('FileNanos', { unit: 'ns', what: ': CPU, file' }),
  ...ofEach('PlantedFileNanos', { unit: 'ns', what: ' with secrets: CPU, file' }, { request: 'the same, to a file' }),
  ...ofEach('PipeNanos', { unit: 'ns', what: ': CPU, pipe' }),
  ...ofEach('PlantedPipeNanos', { unit: 'ns', what: ' with secrets: CPU, pipe' }),
  ...ofEach('Bytes', { unit: 'B', what: ': allocated' }, { request: 'allocated, 20 fields' }),
  ...ofEach('PlantedBytes', { unit: 'B', what: ' with secrets: allocated' }),
  ...ofEach('Leaks', { unit: '%', what: ' with secrets: in the lines', ratio: false }),
  ...ofEach('Missing', { unit: '%', what: ': harmless texts gone', ratio: false }),
  leaks: { unit: '%', what: 'all with secrets: in the lines', better: 'less', ratio: false, column: 'secrets left' },
  missing: { unit: '%', what: 'all: harmless texts gone', better: 'less', ratio: false, column: 'harmless texts lost' },
};

const side = (what: string, open: OpenLog): Side<LogScale> => ({
  what,
  run: (scale, pass) => (pass === 'heap' ? measureHeap(open, scale) : measureCpu(open, scale)),
});

export const log = defineBenchmark<LogScale>({
  name: 'log',
  question: 'What does one redacted log line cost, against bare pino?',
  metrics: METRICS,
  baseline: 'pino',
  sides: {
    pino: side('pino without redaction', barePino),
    stringify: side('JSON.stringify and write, no logger: the floor', stringify),
    logger: side('@plumbline/logger with its defaults: every name and every value', plumbline),
    'pino + formatter': side('pino with a recursive formatter of 20 names, by hand', pinoFormatter),
    'pino + 20 paths': side('pino with 20 redact paths that fit these records', pinoPaths),
    'pino + 60 paths': side('pino with ten names at six depths as redact paths', pinoWildcards),
    logtape: side('LogTape with field and pattern redaction, its own lists', logtape),
    evlog: side('evlog with its default redaction in production: seven built-in patterns', evlog),
    'evlog + names': side('evlog with the same and 20 names at any depth', evlogNames),
    winston: side('winston with a recursive redaction format of 20 names', winston),
    bunyan: side('bunyan, which has no redaction', bunyan),
  },
  passes: { cpu: ['--expose-gc'], heap: HEAP_FLAGS },
  peers: ['pino', '@logtape/logtape', '@logtape/redaction', 'evlog', 'winston', 'bunyan'],
  rounds: 7,
  scale: { small: 50_000, request: 12_000, large: 1_000 },
  tiny: { small: 40, request: 20, large: 4 },
});
