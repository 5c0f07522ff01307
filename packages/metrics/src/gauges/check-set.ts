import { PlumblineError, prometheusName, unknownOptions } from '@plumbline/core';
import { OTHER } from '../label-guard.ts';
import { DEFAULT_UNIT, type GaugeSetSpec, instrumentOf } from './gauge-set.ts';

/** Every combination of values is exported with each sample, so these are what every replica in turn sends and stores keep. */
const MAX_SERIES = 500;
const MAX_SET_SERIES = 2_000;
const MAX_SECONDS = 86_400;
const MAX_NAME = 63;

const SNAKE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const VALUE = /^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,99}$/;
/** Prometheus' own labels, those of the resource, and the two columns that name no label. */
const RESERVED = /^(?:job|instance|le|quantile|gauge|value)$|^(?:service|deployment|exported|telemetry|otel|target)_/;

const isName = (name: unknown): name is string =>
  typeof name === 'string' && name.length <= MAX_NAME && SNAKE.test(name);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

const NAME_RULE = `must be 1 to ${MAX_NAME} lower-case letters, digits and single underscores, starting with a letter`;

function labelFaults(at: string, name: string, values: unknown): string[] {
  if (!isName(name)) return [`${at}: the name of a label ${NAME_RULE}`];
  if (RESERVED.test(name)) return [`${at}.${name}: is a name that Prometheus, the resource or the rows use; rename it`];
  if (!Array.isArray(values) || values.length === 0) return [`${at}.${name}: must be a list of its values`];
  const list: readonly unknown[] = values;
  const faults = list.flatMap((value, index) => {
    if (value === OTHER) return [`${at}.${name}[${index}]: \`${OTHER}\` is reserved for values outside the list`];
    return typeof value === 'string' && VALUE.test(value)
      ? []
      : [`${at}.${name}[${index}]: must be 1 to 100 letters, digits or _ . : / -, starting with a letter or digit`];
  });
  return new Set(list).size === list.length ? faults : [...faults, `${at}.${name}: names a value twice`];
}

/** Combinations of a gauge's values, `other` among them. */
const seriesOf = (gauge: unknown): number =>
  Object.values((isObject(gauge) && isObject(gauge['labels']) && gauge['labels']) || {}).reduce<number>(
    (product, values) => product * (Array.isArray(values) ? values.length + 1 : 1),
    1,
  );

function gaugeFaults(name: string, gauge: unknown): string[] {
  const at = `gauges.${name}`;
  if (!isName(name) || name === 'gauge' || name === 'value') return [`gauges: the name of a gauge ${NAME_RULE}`];
  if (!isObject(gauge)) return [`${at}: must be an object, such as \`{ help: 'Items by status.' }\``];
  const { help, labels, unit } = gauge;
  const faults = unknownOptions(gauge, ['help', 'unit', 'labels'], `${at}.`);
  if (!isText(help)) faults.push(`${at}.help: must be one sentence that says what is counted`);
  if (unit !== undefined && !(isText(unit) && /^[\u0021-\u007E]{1,63}$/.test(unit)))
    faults.push(`${at}.unit: must be a UCUM unit such as \`s\`, or counted things such as \`{item}\``);
  if (labels !== undefined && !isObject(labels)) faults.push(`${at}.labels: must name each label with its values`);
  else
    for (const [label, values] of Object.entries(labels ?? {}))
      faults.push(...labelFaults(`${at}.labels`, label, values));
  const series = seriesOf(gauge);
  if (series > MAX_SERIES) faults.push(`${at}: makes ${series} series, at most ${MAX_SERIES} are exported`);
  return faults;
}

/** A column cannot be both, and a name in Prometheus is one metric. */
function clashFaults(gauges: Readonly<Record<string, unknown>>): string[] {
  const names = Object.keys(gauges);
  const labels = new Set(
    Object.values(gauges).flatMap((gauge) =>
      isObject(gauge) && isObject(gauge['labels']) ? Object.keys(gauge['labels']) : [],
    ),
  );
  const both = names.filter((name) => labels.has(name));
  const exported = Object.entries(gauges).map(([name, gauge]) => {
    const unit = isObject(gauge) && typeof gauge['unit'] === 'string' ? gauge['unit'] : DEFAULT_UNIT;
    return prometheusName({ name: instrumentOf(name), unit, kind: 'gauge' });
  });
  return [
    ...both.map((name) => `gauges.${name}: is the name of a label of this set too; a column is one of them`),
    ...(new Set(exported).size === exported.length ? [] : ['gauges: two have the same name in Prometheus; rename one']),
  ];
}

function timeFaults({ everySeconds, timeoutMs }: Readonly<Record<string, unknown>>): string[] {
  const every = Number(everySeconds);
  if (typeof everySeconds !== 'number' || !(every >= 1 && every <= MAX_SECONDS))
    return [`everySeconds: must be a number from 1 to ${MAX_SECONDS}`];
  if (timeoutMs === undefined) return [];
  const fits = Number.isSafeInteger(timeoutMs) && Number(timeoutMs) > 0 && Number(timeoutMs) <= every * 1_000;
  return fits ? [] : [`timeoutMs: must be a whole number of ms, from 1 to the interval (${every * 1_000})`];
}

function faultsOf(spec: unknown): string[] {
  if (!isObject(spec)) return ['must be called with an object'];
  const { gauges, name, sample } = spec;
  const faults = unknownOptions(spec, ['name', 'everySeconds', 'gauges', 'sample', 'timeoutMs']);
  if (!isName(name)) faults.push(`name: ${NAME_RULE}`);
  faults.push(...timeFaults(spec));
  if (!isText(sample) && typeof sample !== 'function')
    faults.push('sample: must be a query or a function that returns rows');
  if (!isObject(gauges) || Object.keys(gauges).length === 0)
    return [...faults, 'gauges: must name each gauge of the set'];
  faults.push(...Object.entries(gauges).flatMap(([gauge, given]) => gaugeFaults(gauge, given)), ...clashFaults(gauges));
  const series = Object.values(gauges).reduce<number>((sum, gauge) => sum + seriesOf(gauge), 0);
  if (series > MAX_SET_SERIES) faults.push(`gauges: make ${series} series, at most ${MAX_SET_SERIES} in one set`);
  return faults;
}

/** Throws PLB_METRICS_OPTION with every fault of a set. */
export function checkGaugeSet(spec: GaugeSetSpec<never>): void {
  const faults = faultsOf(spec);
  if (faults.length > 0) throw new PlumblineError('PLB_METRICS_OPTION', `defineGauges: ${faults.join('; ')}`);
}

/** Throws PLB_METRICS_OPTION where two sets would take each other's lease or series. */
export function checkGaugeSets(sets: readonly { readonly name: string; readonly gauges: object }[]): void {
  const twice = (names: readonly string[]): string[] => names.filter((name, index) => names.indexOf(name) !== index);
  const faults = [
    ...twice(sets.map(({ name }) => name)).map((name) => `two sets are called \`${name}\``),
    ...twice(sets.flatMap(({ gauges }) => Object.keys(gauges))).map((name) => `two sets have the gauge \`${name}\``),
  ];
  if (faults.length > 0) throw new PlumblineError('PLB_METRICS_OPTION', `gauges: ${faults.join('; ')}`);
}
