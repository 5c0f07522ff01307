import type { StackOptions } from './model/stack-options.ts';

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members of an object that have to be lists. */
const missingLists = (at: string, value: Readonly<Record<string, unknown>>, names: readonly string[]): string[] =>
  names.filter((name) => !Array.isArray(value[name])).map((name) => `\`${at}.${name}\` must be a list`);

function proofFaults(at: string, proof: unknown): string[] {
  if (!isObject(proof)) return [`\`${at}\` must be an object with \`title\`, \`series\`, \`fires\` and \`quiet\``];
  const missing = missingLists(at, proof, ['series', 'fires', 'quiet']);
  if (missing.length > 0) return missing;
  const { fires, quiet, series } = proof as Readonly<Record<string, readonly unknown[]>>;
  const isText = (value: unknown): boolean => typeof value === 'string';
  return [
    ...(series?.every((line) => isObject(line) && isText(line['series']) && isText(line['values'])) === true
      ? []
      : [`\`${at}.series\` must be a list of \`{ series, values }\`, both texts`]),
    ...(fires?.every((fire) => isObject(fire) && isText(fire['at']) && isTexts(fire['labels'])) === true
      ? []
      : [`\`${at}.fires\` must be a list of \`{ at, labels }\`, a length of time and texts by their label`]),
    ...(quiet?.every(isText) === true ? [] : [`\`${at}.quiet\` must be a list of lengths of time such as \`6m\``]),
    ...(proof['interval'] === undefined || isText(proof['interval']) ? [] : [`\`${at}.interval\` must be a text`]),
  ];
}

/** Texts by their name, as labels are; also none. */
const isTexts = (value: unknown): boolean =>
  value === undefined || (isObject(value) && Object.values(value).every((each) => typeof each === 'string'));

/** What is there has to be of its kind; what is missing is for whoever checks runbooks to say. */
function runbookFaults(at: string, runbook: unknown): string[] {
  if (runbook === undefined) return [];
  if (!isObject(runbook)) return [`\`${at}\` must be an object`];
  const { diagnosis, meaning, impact, mitigation } = runbook;
  return [
    ...Object.entries({ meaning, impact }).flatMap(([name, value]) =>
      value === undefined || typeof value === 'string' ? [] : [`\`${at}.${name}\` must be a text`],
    ),
    ...Object.entries({ diagnosis, mitigation }).flatMap(([name, value]) =>
      value === undefined || (Array.isArray(value) && value.every((step) => typeof step === 'string'))
        ? []
        : [`\`${at}.${name}\` must be a list of texts`],
    ),
  ];
}

function alertFaults(at: string, alert: unknown): string[] {
  if (!isObject(alert)) return [`\`${at}\` must be an object`];
  const texts = ['name', 'expr', 'for', 'summary', 'description', 'board'].filter(
    (name) => typeof alert[name] !== 'string',
  );
  const proofs: unknown = alert['proofs'];
  return [
    ...texts.map((name) => `\`${at}.${name}\` must be a text`),
    ...['logs', 'traces']
      .filter((name) => alert[name] !== undefined && typeof alert[name] !== 'string')
      .map((name) => `\`${at}.${name}\` must be a text`),
    ...(isTexts(alert['labels']) ? [] : [`\`${at}.labels\` must be an object of texts`]),
    ...runbookFaults(`${at}.runbook`, alert['runbook']),
    // That there are none is for whoever checks proofs to say.
    ...(proofs === undefined || Array.isArray(proofs) ? [] : [`\`${at}.proofs\` must be a list`]),
    ...(Array.isArray(proofs) ? proofs.flatMap((proof, index) => proofFaults(`${at}.proofs[${index}]`, proof)) : []),
  ];
}

const sloFault = (at: string, slo: unknown): string[] =>
  isObject(slo) && isObject(slo['indicator']) ? [] : [`\`${at}\` must be what \`defineSlo\` returned`];

const LISTS = ['scrapeTargets'] as const;
const TEXTS = ['environment', 'namespace', 'bugReport'] as const;
/** Options within options, and what each of them is; what has a rule of its own is not here. */
const NESTED: Readonly<Record<string, Readonly<Record<string, 'text' | 'number' | 'list' | 'true or false'>>>> = {
  urls: {},
  roles: { email: 'text', blob: 'text', database: 'text' },
  usage: { core: 'list' },
  thresholds: {
    errorRatio: 'number',
    p95Seconds: 'number',
    minEvents: 'number',
    queueAgeSeconds: 'number',
    authFailureRatio: 'number',
  },
  compose: { application: 'text', service: 'text' },
  exporters: {
    host: 'true or false',
    containers: 'true or false',
    kubernetes: 'true or false',
    postgres: 'true or false',
  },
  signoz: { keyFile: 'text' },
  retention: {},
};

const FITS = {
  text: (value: unknown): boolean => typeof value === 'string' && value !== '',
  number: (value: unknown): boolean => typeof value === 'number',
  list: (value: unknown): boolean => Array.isArray(value),
  'true or false': (value: unknown): boolean => typeof value === 'boolean',
} as const;

function nestedFaults(name: string, value: unknown): string[] {
  if (!isObject(value)) return [`\`${name}\` must be an object`];
  return Object.entries(NESTED[name] ?? {}).flatMap(([member, kind]) =>
    value[member] === undefined || FITS[kind](value[member])
      ? []
      : [`\`${name}.${member}\` must be ${kind === 'true or false' ? kind : `a ${kind}`}`],
  );
}

/** What a board needs of a definition, of whatever version of its package. */
const METRIC_TEXTS = ['id', 'title', 'question', 'owner', 'unit', 'fingerprint', 'slices', 'validFrom'] as const;
const METRIC_LISTS = ['audience', 'caveats', 'periods'] as const;

/** Panels are known by their titles. */
function sameTitles(metrics: unknown): string[] {
  const titles = Array.isArray(metrics)
    ? metrics.map((metric: unknown) => (isObject(metric) ? metric['title'] : ''))
    : [];
  return new Set(titles).size === titles.length ? [] : ['`reporting.metrics` has two metrics of one title'];
}

function reportingFaults(reporting: unknown): string[] {
  if (!isObject(reporting)) return ['`reporting` must be an object'];
  const { metrics, table } = reporting;
  const isMetric = (metric: unknown): boolean =>
    isObject(metric) &&
    /^[a-z][a-z0-9_]*$/.test(String(metric['id'])) &&
    METRIC_TEXTS.every((name) => typeof metric[name] === 'string') &&
    METRIC_LISTS.every((name) => Array.isArray(metric[name])) &&
    typeof metric['version'] === 'number' &&
    typeof metric['minPeople'] === 'number';
  return [
    ...(Array.isArray(metrics) && metrics.every(isMetric)
      ? []
      : ['`reporting.metrics` must list what `defineMetric` of @plumbline/dashboard/reporting returned']),
    ...sameTitles(metrics),
    ...(table === undefined || FITS.text(table) ? [] : ['`reporting.table` must be a text']),
  ];
}

const listOf = (name: string, value: unknown, each: (at: string, one: unknown) => string[]): string[] =>
  Array.isArray(value) ? value.flatMap((one, index) => each(`${name}[${index}]`, one)) : [`\`${name}\` must be a list`];

function routeFaults(receivers: unknown): string[] {
  if (!isObject(receivers)) return ['`receivers` must be an object of routes'];
  return Object.entries(receivers).flatMap(([name, value]) =>
    Array.isArray(value) && value.every(isObject) ? [] : [`\`receivers.${name}\` must be a list of receivers`],
  );
}

function faultsOf(name: string, value: unknown): string[] {
  if (name === 'alerts') return listOf(name, value, alertFaults);
  if (name === 'slos') return listOf(name, value, sloFault);
  if (name === 'receivers') return routeFaults(value);
  if (name === 'reporting') return reportingFaults(value);
  if (LISTS.some((list) => list === name)) return listOf(name, value, () => []);
  if (TEXTS.some((text) => text === name)) return FITS.text(value) ? [] : [`\`${name}\` must be a text`];
  return Object.hasOwn(NESTED, name) ? nestedFaults(name, value) : [];
}

/** Options that are not of their shape, each with its faults: nothing after this can read them as their types say. */
export function shapeFaults(options: StackOptions): ReadonlyMap<string, readonly string[]> {
  const found = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, faultsOf(name, value)] as const);
  return new Map(found.filter(([, faults]) => faults.length > 0));
}
