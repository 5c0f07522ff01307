import { isPropagationEntry, nearestWord } from '@plumbline/core';
import { instrumentationFault } from '@plumbline/otel';
import * as z from 'zod';

const LINE_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const LEVELS = [...LINE_LEVELS, 'silent'] as const;

const positive = z.int('must be a whole number above 0').positive('must be a whole number above 0');
const text = z.string('must be a text').min(1, 'must not be empty');
const names = z.array(z.string('must be a text'), 'must be a list of names');
const HOST = 'must be `host`, `host:port` or `env:NAME`, without scheme or path';
const host = z.string(HOST).refine(isPropagationEntry, HOST);

const LISTEN = 'must be an address or a name to listen at, without scheme and port';
const PORT = 'must be a port, 0 to 65535';
const PATH = 'must be a path, such as /metrics';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const section = <T extends z.core.$ZodLooseShape>(shape: T) => z.strictObject(shape, 'must be an object');
const made = (method: string, error: string) =>
  z.custom((value) => isObject(value) && typeof value[method] === 'function', error);

/** Whether an entry of `events.adapters` can be asked for an adapter, or is one. */
export const isAdapterEntry = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['kind'] === 'string' &&
  (value['role'] === 'source' || value['role'] === 'mirror') &&
  (typeof value['send'] === 'function' || typeof value['fromEnvironment'] === 'function');

const level = z.enum(LEVELS, `must be one of ${LEVELS.join(', ')}`);
const lineLevel = z.enum(LINE_LEVELS, `must be one of ${LINE_LEVELS.join(', ')}`);
const share = z
  .number('must be a number from 0 to 1')
  .min(0, 'must be a number from 0 to 1')
  .max(1, 'must be a number from 0 to 1');

const hook = z.custom((value) => typeof value === 'function', 'must be a function');

/** As `@plumbline/events`, whose message says less about the configuration. */
const MIN_SPOOL_BYTES = 65_536;

const ORIGIN = 'must be scheme, host and port alone, such as https://errors.example';
const party = z.enum(['first-party', 'third-party'], "must be 'first-party' or 'third-party'");
const day = z.iso.date('must be a day, YYYY-MM-DD');

/** As in the lockfile: the variable decides who it is, and the team wrote that down itself. */
const ANY_DSN = 'env:SENTRY_DSN';

const isOrigin = (value: string): boolean => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === value;
};

const egress = section({
  lock: z
    .custom(
      // Not a path: where it would be looked for depends on the folder that the process was started in.
      (value) => (value instanceof URL ? value.protocol === 'file:' : String(value).startsWith('egress-lock ')),
      "must be `new URL('./plumbline.egress.lock', import.meta.url)`, or the text of that file",
    )
    .optional(),
  gates: z
    .record(
      z.string(),
      section({
        owner: text.optional(),
        review: text.optional(),
        expires: day.optional(),
        consent: z.enum(['essential', 'analytics'], "must be 'essential' or 'analytics'").optional(),
      }),
      'must give each destination its terms',
    )
    .optional(),
  // A union would say of both forms at once that neither fits.
  errors: z
    .preprocess(
      (value) => (value === false ? undefined : value),
      section({
        origin: z.string(ORIGIN).refine((value) => value === ANY_DSN || isOrigin(value), ORIGIN),
        party: party.optional(),
      }).optional(),
    )
    .optional(),
  propagation: section({ party: party.optional() }).optional(),
  collector: section({ party: party.optional() }).optional(),
});

const logs = section({
  level: level.optional(),
  levels: z.record(z.string(), level, 'must give each module its level').optional(),
  pretty: z.literal([true, false, 'auto'], "must be true, false or 'auto'").optional(),
  repeat: section({
    burst: positive,
    perMs: z.number('must be a number above 0').positive('must be a number above 0'),
    levels: z.array(lineLevel, 'must be a list of levels').min(1, 'must name a level').optional(),
  }).optional(),
  sampling: z.partialRecord(lineLevel, share, 'must give each level its share').optional(),
  keep: z.array(z.string('must be a text'), 'must be a list of messages').optional(),
  fileMode: z.int('must be a mode, such as 0o640').min(0, 'must be a mode, such as 0o640').optional(),
  onLost: hook.optional(),
}).refine((given) => given.level === undefined || given.levels?.['*'] === undefined, {
  path: ['levels', '*'],
  error: 'says the same as logs.level; give one of them',
});

const bytes = `must be a whole number of at least ${MIN_SPOOL_BYTES}`;

const folder = section({ directory: text, maxBytes: z.int(bytes).min(MIN_SPOOL_BYTES, bytes).optional() });

/** The plain values of a configuration. What is code (catalog, adapters, actions) is checked by the package that made it. */
export const configSchema = section({
  service: section({
    name: z
      .string('must be 1 to 100 letters, digits, `.`, `_` or `-`')
      .regex(/^[\w.-]{1,100}$/, 'must be 1 to 100 letters, digits, `.`, `_` or `-`'),
    version: text.optional(),
    environment: text.optional(),
  }),
  catalog: made('check', 'must be what `defineCatalog` of @plumbline/schema returned').optional(),
  events: section({
    adapters: z
      .array(z.custom(isAdapterEntry, 'must be an adapter, such as `clickhouse.fromEnv()`'), 'must be a list')
      .optional(),
    consent: hook.optional(),
    spool: folder.optional(),
    ledger: section({ directory: text }).optional(),
    quarantine: folder.optional(),
    maxQueued: positive.optional(),
    maxQueuedBytes: positive.optional(),
    maxBatch: positive.optional(),
    flushIntervalMs: positive.optional(),
  }).optional(),
  egress: egress.optional(),
  audit: section({
    actions: made('find', 'must be what `defineActions` of @plumbline/audit returned'),
    spoolDirectory: text.optional(),
  }).optional(),
  logs: logs.optional(),
  metrics: section({
    dependencies: z.record(z.string(), names, 'must name each dependency with its operations').optional(),
    jobs: names.optional(),
    prometheus: section({
      host: z
        .string(LISTEN)
        .regex(/^[\w.:-]{1,253}$/, LISTEN)
        .optional(),
      port: z.int(PORT).min(0, PORT).max(65_535, PORT).optional(),
      path: z
        .string(PATH)
        .regex(/^\/[\w./~-]{0,200}$/, PATH)
        .optional(),
    }).optional(),
  }).optional(),
  trace: section({
    sampleRatio: share.optional(),
    keep: section({
      errors: z.boolean('must be true or false').optional(),
      slowerThanMs: z.number('must be a number of ms above 0').positive('must be a number of ms above 0').optional(),
      maxPerSecond: positive.optional(),
    }).optional(),
    propagateTo: z.array(host, 'must be a list of hosts').optional(),
    http2Client: z.boolean('must be true or false').optional(),
  }).optional(),
  identity: section({
    key: z
      .string('must be a text')
      .min(32, 'must have at least 32 characters, such as `openssl rand -base64 32` prints')
      .optional(),
  }).optional(),
});

/** What is handed to `start` beside the configuration. Checks are read by `@plumbline/health`. */
export const liveSchema = section({
  checks: z.custom(isObject, 'must be an object of checks by name').optional(),
  audit: section({
    store: made('append', 'must be an audit store, such as `postgresStore(pool)`').optional(),
  }).optional(),
  instrumentations: z
    .array(
      z.unknown().superRefine((value, context) => {
        // The baseline binds HTTP itself, always.
        const message = instrumentationFault(value, true);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      }),
      'must be a list',
    )
    .optional(),
  environment: z.custom(isObject, 'must be an object of variables').optional(),
  signals: z.boolean('must be true or false').optional(),
  shutdownTimeoutMs: positive.optional(),
  logDestination: z
    .union([z.string(), z.number(), made('write', '')], 'must be a path, a file descriptor, or an object with `write`')
    .optional(),
});

const KNOWN = [configSchema, liveSchema].flatMap(({ shape }) =>
  Object.entries(shape).flatMap(([name, schema]) => [name, ...namesIn(schema)]),
);

function namesIn(schema: unknown): string[] {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

/** Every fault of a value under its schema, each with the path of its option and what it must be; never the value. */
export function faultsOf(schema: z.ZodType, root: string, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).flatMap((issue) => {
    const at = [root, ...issue.path].join('.');
    if (issue.code !== 'unrecognized_keys') return `${at}: ${issue.message}`;
    return issue.keys.map((key) => {
      const meant = nearestWord(key, KNOWN);
      return `${at}.${key}: is no option; ${meant === undefined ? 'remove it' : `did you mean \`${meant}\`?`}`;
    });
  });
}
