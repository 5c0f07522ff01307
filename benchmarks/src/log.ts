import process from 'node:process';
import { defineBenchmark } from './harness/benchmark.ts';

type LogScale = Readonly<Record<'lines', number>>;

type Fields = Readonly<Record<string, unknown>>;

type Write = (fields: Fields, message: string) => void;

const small = { order_id: 'o_17', rows: 3 };

/** A request as services log it: 20 fields, three deep, one of them a secret. */
const request = {
  method: 'POST',
  route: '/workspaces/:workspaceId/items',
  status: 201,
  duration_ms: 12.345,
  request_id: '0af7651916cd43dd8448eb211c80319c',
  client: { version: '4.18.2', platform: 'web', locale: 'de-DE' },
  headers: {
    host: 'approvals.example',
    accept: 'application/json',
    authorization: 'Bearer 3f1c9a7d5b2e4f60a1b2c3d4e5f60718',
    'content-type': 'application/json',
    'content-length': '312',
  },
  actor: { role: 'editor', organisation: { plan: 'team', seats: 25, region: 'eu' } },
  database: { queries: 4, rows: 17, duration_ms: 6.2 },
};

/** Paths that name what the request record may hold; without wildcards, which cost most. */
const PATHS = [
  'password',
  'token',
  'secret',
  'apiKey',
  'authorization',
  'cookie',
  'headers.authorization',
  'headers.cookie',
  'headers["set-cookie"]',
  'headers["x-api-key"]',
  'actor.email',
  'actor.password',
  'actor.token',
  'client.token',
  'database.password',
  'database.url',
  'req.headers.authorization',
  'req.headers.cookie',
  'body.password',
  'body.token',
];

const nullSink = { write: (): boolean => true };

/** CPU nanoseconds of one line, after as many unmeasured ones as a tenth. */
function cpuOfLine(write: Write, record: Fields, lines: number): number {
  for (let index = 0; index < lines / 10; index += 1) write(record, 'request');
  const before = process.cpuUsage();
  for (let index = 0; index < lines; index += 1) write(record, 'request');
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / lines;
}

const measure = (write: Write, { lines }: LogScale): Record<string, number> => ({
  smallNanos: cpuOfLine(write, small, lines),
  requestNanos: cpuOfLine(write, request, lines),
});

async function withPino(scale: LogScale, options: object): Promise<Record<string, number>> {
  const { pino } = await import('pino');
  const logger = pino(options, nullSink);
  return measure((fields, message) => logger.info(fields, message), scale);
}

async function withPlumbline(scale: LogScale): Promise<Record<string, number>> {
  const { createLogger } = await import('@plumbline/logger');
  const logger = createLogger({ service: 'bench', destination: nullSink });
  return measure((fields, message) => logger.info(fields, message), scale);
}

export const log = defineBenchmark<LogScale>({
  name: 'log',
  question: 'What does one redacted log line cost, against bare pino?',
  metrics: {
    smallNanos: { unit: 'ns', what: 'CPU of a line with two fields', better: 'less' },
    requestNanos: { unit: 'ns', what: 'CPU of a request of 20 fields', better: 'less' },
  },
  baseline: 'pino',
  sides: {
    pino: { what: 'pino without redaction', run: (scale) => withPino(scale, {}) },
    'pino redact': { what: 'pino with 20 redact paths', run: (scale) => withPino(scale, { redact: PATHS }) },
    logger: { what: '@plumbline/logger: every key and value, and the record format', run: withPlumbline },
  },
  peers: ['pino'],
  rounds: 11,
  scale: { lines: 200_000 },
  tiny: { lines: 200 },
});
