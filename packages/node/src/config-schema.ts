import { isPropagationEntry } from '@plumbline/core';
import { instrumentationFault } from '@plumbline/otel';
import { type Check, is, isNumber, isObject, isText, list, optional, type Section, section, text } from './checks.ts';
import { egress, errors } from './egress-section.ts';
import { ingest } from './ingest-section.ts';
import { logs } from './logs-section.ts';
import { metrics } from './metrics-section.ts';
import { meantBy, placeOf, wholeFault } from './misplaced.ts';
import { above0, between, flag, hook, positive, share, words } from './plain-checks.ts';
import { isRoutePattern } from './route-patterns.ts';

const routes = list(
  is(isRoutePattern, 'must be a route pattern, such as `/admin/*` or `DELETE /users/:id`'),
  'must be a list of route patterns',
);
const host = text('must be `host`, `host:port` or `env:NAME`, without scheme or path', isPropagationEntry);

const NAME = 'must be 1 to 100 letters, digits, `.`, `_` or `-`';

const made = (method: string, error: string): Check =>
  is((value) => isObject(value) && typeof value[method] === 'function', error);

/** Whether an entry of `events.adapters` can be asked for an adapter, or is one. */
export const isAdapterEntry = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['kind'] === 'string' &&
  (value['role'] === 'source' || value['role'] === 'mirror') &&
  (typeof value['send'] === 'function' || typeof value['fromEnvironment'] === 'function');

/** As `@plumbline/events`, whose message says less about the configuration. */
const MIN_SPOOL_BYTES = 65_536;

const folder = section({
  directory: words,
  maxBytes: optional(
    between(MIN_SPOOL_BYTES, Number.MAX_SAFE_INTEGER, `must be a whole number of at least ${MIN_SPOOL_BYTES}`),
  ),
});

const service = section(
  {
    name: text(NAME, (value) => /^[\w.-]{1,100}$/.test(value)),
    version: optional(words),
    environment: optional(words),
  },
  "{ name: 'orders' }",
);

/** The one option that nobody can go without is named where all of it is missing. */
const namedService: Section = Object.assign(
  (value: unknown, path: readonly string[]) =>
    value === undefined
      ? [{ path: [...path, 'name'], message: "is missing; write `service: { name: 'orders' }` with the name of yours" }]
      : service(value, path),
  { shape: service.shape },
);

/** The plain values of a configuration. What is code (catalog, adapters, actions) is checked by the package that made it. */
export const configSchema: Section = section({
  service: namedService,
  catalog: optional(made('check', 'must be what `defineCatalog` of @plumbline/schema returned')),
  events: optional(
    section({
      adapters: optional(
        list(is(isAdapterEntry, 'must be an adapter, such as `clickhouse.fromEnv()`'), 'must be a list'),
      ),
      consent: optional(hook),
      spool: optional(folder),
      ledger: optional(section({ directory: words })),
      quarantine: optional(folder),
      ingest: optional(ingest),
      maxQueued: optional(positive),
      maxQueuedBytes: optional(positive),
      maxBatch: optional(positive),
      flushIntervalMs: optional(positive),
    }),
  ),
  egress: optional(egress),
  audit: optional(
    section(
      {
        actions: made('find', 'must be what `defineActions` of @plumbline/audit returned'),
        spoolDirectory: optional(words),
        adminRoutes: optional(routes),
        unaudited: optional(routes),
      },
      '{ actions: defineActions(starterActions) }',
    ),
  ),
  errors: optional(errors),
  logs: optional(logs),
  metrics: optional(metrics),
  trace: optional(
    section({
      sampleRatio: optional(share),
      keep: optional(
        section({
          errors: optional(flag),
          slowerThanMs: optional(above0('must be a number of ms above 0')),
          maxPerSecond: optional(positive),
        }),
      ),
      propagateTo: optional(list(host, 'must be a list of hosts')),
      http2Client: optional(flag),
    }),
  ),
  identity: optional(
    section({
      key: optional(
        text(
          'must be a text',
          (value) => value.length >= 32,
          'must have at least 32 characters, such as `openssl rand -base64 32` prints',
        ),
      ),
    }),
  ),
  reporting: optional(
    section(
      {
        metrics: list(
          is(
            (value) => isObject(value) && isText(value['fingerprint']),
            'must be what `defineMetric` of @plumbline/dashboard/reporting returned',
          ),
          'must be a list of metrics',
        ),
        source: optional(hook),
      },
      '{ metrics: coreMetrics({ … }) }',
    ),
  ),
  shutdown: optional(
    section({
      drainMs: optional(between(0, Number.MAX_SAFE_INTEGER, 'must be a whole number of ms, 0 or more')),
      timeoutMs: optional(positive),
      graceMs: optional(positive),
    }),
  ),
});

const instrumentation: Check = (value, path) => {
  // The baseline binds HTTP itself, always.
  const message = instrumentationFault(value, true);
  return message === undefined ? [] : [{ path, message }];
};

const gaugeDatabase = is(
  (value) => isObject(value) && (typeof value['query'] === 'function' || typeof value['prepare'] === 'function'),
  'must be a pool of `pg` or a `DatabaseSync` of `node:sqlite`',
);

/** What is handed to `start` beside the configuration. Checks are read by `@plumbline/health`. */
export const liveSchema: Section = section({
  checks: optional(is(isObject, 'must be an object of checks by name')),
  audit: optional(
    section({ store: optional(made('append', 'must be an audit store, such as `postgresStore(pool)`')) }),
  ),
  gauges: optional(section({ database: gaugeDatabase, schema: optional(words) })),
  instrumentations: optional(list(instrumentation, 'must be a list')),
  environment: optional(is(isObject, 'must be an object of variables')),
  signals: optional(flag),
  shutdownTimeoutMs: optional(positive),
  logDestination: optional(
    is(
      (value) => isText(value) || isNumber(value) || (isObject(value) && typeof value['write'] === 'function'),
      'must be a path, a file descriptor, or an object with `write`',
    ),
  ),
});

/** Every option by its path, each section before what is in it. */
const knownPaths = (): readonly (readonly string[])[] =>
  [configSchema, liveSchema].flatMap(({ shape }) =>
    Object.entries(shape).flatMap(([name, check]) => [
      [name],
      ...Object.keys(check.shape ?? {}).map((inner) => [name, inner]),
    ]),
  );

/** Every fault of a value under its schema, each with the path of its option and what it must be; never the value. */
export function faultsOf(schema: Section, root: string, value: unknown): string[] {
  const whole = root === 'config' ? wholeFault(value) : undefined;
  if (whole !== undefined) return [`${root}: ${whole}`];
  return schema(value, [root]).map((fault) => {
    const at = fault.path.join('.');
    if ('message' in fault) return `${at}: ${fault.message}`;
    const place = placeOf([...fault.path, fault.unknownKey], { config: configSchema.shape, options: liveSchema.shape });
    if (place !== undefined) return `${at}.${fault.unknownKey}: ${place}`;
    const meant = meantBy([...fault.path.slice(1), fault.unknownKey], knownPaths());
    return `${at}.${fault.unknownKey}: is no option; ${meant === undefined ? 'remove it' : `did you mean \`${meant}\`?`}`;
  });
}
