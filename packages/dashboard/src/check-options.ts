import { isPlumblineError, originFault, PlumblineError, unknownOptions } from '@plumbline/core';
import type { DashboardOptions } from './dashboard-options.ts';
import { parseLock } from './reporting/lock.ts';

const KNOWN = [
  'source',
  'authorize',
  'audit',
  'events',
  'catalog',
  'reports',
  'metrics',
  'metricsLock',
  'reliability',
  'trail',
  'title',
  'basePath',
  'authorizeTimeoutMs',
  'panelTimeoutMs',
  'maxConcurrentPanels',
  'cacheMs',
  'log',
  'meter',
  'clock',
] as const satisfies readonly (keyof DashboardOptions)[];

const RELIABILITY = ['prometheus', 'grafana', 'loki', 'tempo', 'service', 'environment', 'logs', 'spans', 'errors'];

/** Segments of a path without anything that a browser or a proxy would rewrite. */
const BASE_PATH = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/;

/** A page that nobody waits for is no answer; a minute is the longest that servers and proxies keep one open. */
const MAX_TIMEOUT_MS = 60_000;

const within = (name: string, value: unknown, min: number, max: number): string[] =>
  value === undefined || (Number.isInteger(value) && Number(value) >= min && Number(value) <= max)
    ? []
    : [`\`${name}\` must be an integer from ${min} to ${max}`];

const has = (value: unknown, method: string): boolean =>
  (typeof value === 'object' || typeof value === 'function') &&
  value !== null &&
  typeof (value as Readonly<Record<string, unknown>>)[method] === 'function';

const optional = (name: string, value: unknown, method: string, what: string): string[] =>
  value === undefined || has(value, method) ? [] : [`\`${name}\` must be ${what}`];

function lockFaults(text: unknown): string[] {
  if (text === undefined) return [];
  if (typeof text !== 'string') return ['`metricsLock` must be the text of plumbline.metrics.lock'];
  try {
    parseLock(text);
    return [];
  } catch (error) {
    if (!isPlumblineError(error)) throw error;
    return [
      `\`metricsLock\` cannot be read: ${error.message.split('\n')[0]}; \`npx plumbline metrics --check\` says more`,
    ];
  }
}

/** Addresses inside the own network are often plain http, and may have the path of a proxy; what they hold is no secret. */
function addressFaults(name: string, value: unknown): string[] {
  const text: unknown = (value as { readonly url?: unknown } | null)?.url;
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || originFault(url.origin) === 'no-origin')
    return [`\`${name}.url\` must be an address of http or https`];
  return url.username + url.password + url.search + url.hash === ''
    ? []
    : [`\`${name}.url\` must have neither credentials nor a query; put credentials into \`${name}.headers\``];
}

function reliabilityFaults(given: unknown): string[] {
  if (given === undefined) return [];
  if (typeof given !== 'object' || given === null) return ['`reliability` must be an object'];
  const options = given as Readonly<Record<string, unknown>>;
  return [
    ...unknownOptions(options, RELIABILITY, 'reliability.'),
    ...['prometheus', 'grafana', 'loki', 'tempo'].flatMap((name) =>
      options[name] === undefined ? [] : addressFaults(`reliability.${name}`, options[name]),
    ),
    ...['logs', 'spans', 'errors'].flatMap((name) =>
      options[name] === undefined || typeof options[name] === 'function'
        ? []
        : [`\`reliability.${name}\` must be a function`],
    ),
    ...['service', 'environment'].flatMap((name) =>
      options[name] === undefined || (typeof options[name] === 'string' && options[name] !== '')
        ? []
        : [`\`reliability.${name}\` must be a name`],
    ),
  ];
}

/** Options of which one is nothing without the other, and a catalog that would refuse every view. */
function pairFaults({ catalog, events, metrics, reports }: Partial<DashboardOptions>): string[] {
  const isCounted = events === undefined || !has(catalog, 'check') || catalog?.events['dashboard_viewed'] !== undefined;
  return [
    ...(isCounted
      ? []
      : [
          '`catalog` has no event dashboard_viewed, so `events` would count no view: spread `dashboardEvents` of @plumbline/schema into its events, or leave `events` out',
        ]),
    ...(Array.isArray(metrics) && metrics.length > 0 && reports === undefined
      ? [
          '`metrics` has no number without `reports`: pass a report store, such as what `createProductQueries` returned, or leave `metrics` out',
        ]
      : []),
  ];
}

/**
 * Throws for options that cannot work, with every fault at once.
 *
 * @throws PlumblineError `PLB_DASHBOARD_OPTION`
 */
export function checkDashboardOptions(options: DashboardOptions): void {
  const given = (options ?? {}) as Partial<DashboardOptions>;
  const faults = [
    ...(has(given.source, 'answer') && has(given.source, 'values')
      ? []
      : ['`source` must be a product source, such as `createProductQueries` of @plumbline/adapter-clickhouse']),
    ...(typeof given.authorize === 'function'
      ? []
      : ['`authorize` is missing: without it nobody may look; return `{ actor, audiences }` for who may']),
    ...unknownOptions(given, KNOWN),
    ...optional('audit', given.audit, 'record', 'what `createAudit` returned'),
    ...optional('events', given.events, 'accept', 'what `createEvents` returned'),
    ...optional('catalog', given.catalog, 'check', 'what `defineCatalog` returned'),
    ...optional('reports', given.reports, 'readReports', 'a report store'),
    ...optional('meter', given.meter, 'createCounter', 'a meter, such as `metrics.getMeter(name)` of OpenTelemetry'),
    ...optional('trail', given.trail, 'reader', '`{ reader: (actor) => createAuditReader(…) }`'),
    ...(given.metrics === undefined || Array.isArray(given.metrics) ? [] : ['`metrics` must be a list of definitions']),
    ...lockFaults(given.metricsLock),
    ...pairFaults(given),
    ...(typeof (given.basePath ?? '') === 'string' && BASE_PATH.test(given.basePath ?? '')
      ? []
      : ['`basePath` must look like `/telemetry`: it begins with a slash and does not end with one']),
    ...(typeof (given.title ?? '') === 'string' && (given.title ?? '').length <= 80
      ? []
      : ['`title` must be a text of at most 80 characters']),
    ...within('authorizeTimeoutMs', given.authorizeTimeoutMs, 1, MAX_TIMEOUT_MS),
    ...within('panelTimeoutMs', given.panelTimeoutMs, 1, MAX_TIMEOUT_MS),
    ...within('maxConcurrentPanels', given.maxConcurrentPanels, 1, 100),
    ...within('cacheMs', given.cacheMs, 0, 600_000),
    ...reliabilityFaults(given.reliability),
  ];
  if (faults.length > 0) throw new PlumblineError('PLB_DASHBOARD_OPTION', `dashboard:\n  - ${faults.join('\n  - ')}`);
}
