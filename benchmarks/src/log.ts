import { defineBenchmark, type Metric, type Side } from './harness/benchmark.ts';
import { HEAP_FLAGS } from './harness/heap.ts';
import { type LogScale, measureCpu, measureHeap, type OpenLog } from './log/measure.ts';
import { bunyan, evlog, evlogNames, logtape, winston } from './log/peers.ts';
import { type Kind, KINDS } from './log/records.ts';
import { barePino, pinoFormatter, pinoPaths, pinoWildcards, plumbline, stringify } from './log/sides.ts';

const LABEL: Readonly<Record<Kind, string>> = { small: '2 fields', request: '20 fields', large: '200 fields' };

const metricsOf = (kind: Kind): Readonly<Record<string, Metric>> => ({
  [`${kind}Nanos`]: { unit: 'ns', what: `${LABEL[kind]}: CPU`, better: 'less' },
  [`${kind}PlantedNanos`]: { unit: 'ns', what: `${LABEL[kind]} with secrets: CPU`, better: 'less' },
  [`${kind}FileNanos`]: { unit: 'ns', what: `${LABEL[kind]} with secrets: CPU, file`, better: 'less' },
  [`${kind}PipeNanos`]: { unit: 'ns', what: `${LABEL[kind]} with secrets: CPU, pipe`, better: 'less' },
  [`${kind}Bytes`]: { unit: 'B', what: `${LABEL[kind]}: allocated`, better: 'less' },
  [`${kind}PlantedBytes`]: { unit: 'B', what: `${LABEL[kind]} with secrets: allocated`, better: 'less' },
  [`${kind}Leaks`]: { unit: '%', what: `${LABEL[kind]} with secrets: in the lines`, better: 'less', ratio: false },
  [`${kind}Missing`]: { unit: '%', what: `${LABEL[kind]}: harmless texts gone`, better: 'less', ratio: false },
});

/** What the README shows. */
const COLUMNS: Readonly<Record<string, string>> = {
  smallNanos: 'CPU, 2 fields',
  requestNanos: '20 fields',
  largeNanos: '200 fields',
  requestPlantedNanos: '20 fields with 5 secrets',
  requestFileNanos: 'the same, to a file',
  requestBytes: 'bytes allocated, 20 fields',
  leaks: 'secrets left',
  missing: 'harmless texts lost',
};

const METRICS: Readonly<Record<string, Metric>> = {
  ...Object.assign({}, ...KINDS.map(metricsOf)),
  leaks: { unit: '%', what: 'all records with secrets: in the lines', better: 'less', ratio: false },
  missing: { unit: '%', what: 'all records: harmless texts gone', better: 'less', ratio: false },
};

const withColumns = (metrics: Readonly<Record<string, Metric>>): Readonly<Record<string, Metric>> =>
  Object.fromEntries(
    Object.entries(metrics).map(([name, metric]) => {
      const column = COLUMNS[name];
      return [name, column === undefined ? metric : { ...metric, column }];
    }),
  );

const side = (what: string, open: OpenLog): Side<LogScale> => ({
  what,
  run: (scale, pass) => (pass === 'heap' ? measureHeap(open, scale) : measureCpu(open, scale)),
});

export const log = defineBenchmark<LogScale>({
  name: 'log',
  question: 'What does one redacted log line cost, against bare pino?',
  metrics: withColumns(METRICS),
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
