/** What decides the name of a metric in Prometheus. */
export interface NamedMetric {
  readonly name: string;
  /** UCUM, as the instrument says it. */
  readonly unit: string;
  readonly kind: 'counter' | 'updowncounter' | 'gauge' | 'histogram';
}

/** Units whose names Prometheus spells out; any other stays as it is, and `{annotated}` ones disappear. */
const UNITS: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  TiBy: 'tibibytes',
  KBy: 'kilobytes',
  MBy: 'megabytes',
  GBy: 'gigabytes',
  TBy: 'terabytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '1': '',
  '%': 'percent',
};

/** The same behind a slash. */
const PER_UNITS: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};

const spelt = (names: Readonly<Record<string, string>>, unit: string): string => {
  const trimmed = unit.trim();
  if (/[{}]/.test(trimmed)) return '';
  return Object.hasOwn(names, trimmed) ? (names[trimmed] ?? '') : trimmed;
};

const asToken = (unit: string): string => unit.replaceAll(/[^\da-zA-Z:]+/g, '_').replace(/^_/, '');

function unitTokens(unit: string, have: readonly string[]): readonly string[] {
  const slash = unit.indexOf('/');
  const main = asToken(spelt(UNITS, slash < 0 ? unit : unit.slice(0, slash)));
  const below = slash < 0 ? '' : spelt(PER_UNITS, unit.slice(slash + 1));
  const per = below === '' ? '' : asToken(`per_${below}`).replace(/_$/, '');
  const added = [have.includes(main) ? '' : main, have.includes(per) || per === 'per' ? '' : per];
  return added.map((token, index) => (index === 0 && per !== '' ? token.replace(/_$/, '') : token)).filter(Boolean);
}

const moveToEnd = (tokens: readonly string[], last: string): readonly string[] => [
  ...tokens.filter((token) => token !== last),
  last,
];

/**
 * The name that Prometheus' own receiver of OTLP gives a metric, by its default strategy (underscores with suffixes): unit,
 * then `total` of counters and `ratio` of gauges without a unit. Follows the normative text of OpenTelemetry's
 * specification, "Prometheus and OpenMetrics compatibility".
 */
export function prometheusName({ name, unit, kind }: NamedMetric): string {
  const words = name.split(/[^\da-zA-Z:]+/).filter((token) => token !== '');
  const tokens = [...words, ...unitTokens(unit, words)];
  const ended =
    kind === 'counter'
      ? moveToEnd(tokens, 'total')
      : kind === 'gauge' && unit === '1'
        ? moveToEnd(tokens, 'ratio')
        : tokens;
  const joined = ended.join('_');
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

/**
 * The name of an attribute as a label, by the same receiver's defaults. Names with two underscores in front are Prometheus'
 * own and stay so. Empty where nothing is left of it.
 */
export function prometheusLabel(name: string): string {
  const label = name.replaceAll(/[^\w]/gu, '_');
  if (/^\d/.test(label)) return `key_${label}`;
  if (/^_+$/.test(label) && label !== '_') return '';
  return label.startsWith('_') && !label.startsWith('__') ? `key${label}` : label;
}
