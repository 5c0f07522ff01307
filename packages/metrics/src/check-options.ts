import { type Meter, PlumblineError } from '@plumbline/core';
import { OTHER } from './label-guard.ts';

/**
 * Most label combinations of one instrument. The cardinality limit of the OpenTelemetry metrics SDK is 2,000 by default
 * (specification, metrics SDK, cardinality limits); beyond it measurements fall into one overflow series.
 */
export const MAX_SERIES = 2_000;

/** Longest label value; a name in source code that is longer is no name. */
const MAX_VALUE_LENGTH = 100;

/** What survives every exporter and every query unquoted: no space, no quote, no control character. */
const LABEL_VALUE = /^[A-Za-z0-9][A-Za-z0-9_.:/-]*$/;

function checkNames(option: string, names: unknown): string[] {
  if (!Array.isArray(names)) return [`${option}: needs a list of names, got ${typeof names}`];
  const list: readonly unknown[] = names;
  const faults: string[] = [];
  for (const [index, name] of list.entries()) {
    const at = `${option}[${index}]`;
    if (typeof name !== 'string') faults.push(`${at}: needs a string, got ${typeof name}`);
    else if (name === OTHER) faults.push(`${at}: \`${OTHER}\` is reserved for values outside the list`);
    else if (name.length > MAX_VALUE_LENGTH || !LABEL_VALUE.test(name)) {
      faults.push(
        `${at}: needs 1 to ${MAX_VALUE_LENGTH} letters, digits or _ . : / -, starting with a letter or digit`,
      );
    }
  }
  if (new Set(list).size !== list.length) faults.push(`${option}: names a value twice`);
  return faults;
}

function checkMeter(meter: Meter | undefined): string[] {
  const complete = typeof meter?.createCounter === 'function' && typeof meter.createHistogram === 'function';
  return complete ? [] : ['meter: needs an OpenTelemetry meter; pass `metrics.getMeter(name)` or leave metrics out'];
}

/** Each series exists twice: success and failure. */
function checkSeries(option: string, pairs: number): string[] {
  const series = pairs * 2;
  return series > MAX_SERIES ? [`${option}: makes ${series} series, at most ${MAX_SERIES} are kept`] : [];
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new PlumblineError('PLB_METRICS_OPTION', `metrics: ${faults.join('; ')}`);
}

/** Throws `PLB_METRICS_OPTION` with every fault of the closed lists. */
export function checkMetricsOptions(options: {
  readonly meter: Meter;
  readonly catalogActions: readonly string[];
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
  readonly jobs: readonly string[];
}): void {
  const { meter, catalogActions, dependencies, jobs } = options;
  const declared = Object.entries(dependencies);
  refuse([
    ...checkMeter(meter),
    ...checkNames('catalogActions', catalogActions),
    ...checkNames('dependencies', Object.keys(dependencies)),
    // A name that is itself at fault may be personal data, so its operations are named by position.
    ...declared.flatMap(([name, operations], index) =>
      checkNames(LABEL_VALUE.test(name) ? `dependencies.${name}` : `dependencies[${index}]`, operations),
    ),
    ...checkSeries(
      'dependencies',
      declared.reduce((sum, [, operations]) => sum + operations.length + 1, 0),
    ),
    ...checkNames('jobs', jobs),
    ...checkSeries('jobs', jobs.length + 1),
  ]);
}

/** Throws `PLB_METRICS_OPTION` with every fault of the event names. */
export function checkUsageOptions(meter: Meter, names: readonly string[]): void {
  refuse([...checkMeter(meter), ...checkNames('catalog.events', names)]);
}
