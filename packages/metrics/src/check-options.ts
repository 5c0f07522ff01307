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
  const complete = (['createCounter', 'createHistogram', 'createObservableGauge'] as const).every(
    (maker) => typeof meter?.[maker] === 'function',
  );
  return complete ? [] : ['meter: needs an OpenTelemetry meter; pass `metrics.getMeter(name)` or leave metrics out'];
}

function checkSeries(option: string, series: number): string[] {
  return series > MAX_SERIES ? [`${option}: makes ${series} series, at most ${MAX_SERIES} are kept`] : [];
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new PlumblineError('PLB_METRICS_OPTION', `metrics: ${faults.join('; ')}`);
}

/** The names of jobs, however they are given. */
export const jobNames = (jobs: readonly string[] | Readonly<Record<string, unknown>> | undefined): readonly string[] =>
  // What is no list and no object is refused as a list.
  Array.isArray(jobs) || typeof jobs !== 'object' || jobs === null ? ((jobs ?? []) as string[]) : Object.keys(jobs);

/** Series for each name of a list in the instrument that has most of them. */
const SERIES = { jobs: 2, queues: 2, syncs: 3, connections: 2, pools: 2, catalogActions: 1 } as const;

/** Every closed list of an application. */
export interface Lists extends Readonly<Record<keyof typeof SERIES, readonly string[]>> {
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}

function checkDependencies(dependencies: Lists['dependencies']): string[] {
  const declared = Object.entries(dependencies);
  return [
    ...checkNames('dependencies', Object.keys(dependencies)),
    // A name that is itself at fault may be personal data, so its operations are named by position.
    ...declared.flatMap(([name, operations], index) =>
      checkNames(LABEL_VALUE.test(name) ? `dependencies.${name}` : `dependencies[${index}]`, operations),
    ),
    ...checkSeries('dependencies', declared.reduce((sum, [, operations]) => sum + operations.length + 1, 0) * 2),
  ];
}

/** Gives the lists back, complete, or throws `PLB_METRICS_OPTION` with every fault of them. */
export function checkMetricsOptions(
  options: { readonly meter: Meter } & { readonly [L in keyof Lists]?: Lists[L] | undefined },
): Lists {
  const {
    dependencies = {},
    jobs = [],
    queues = [],
    syncs = [],
    connections = [],
    pools = [],
    catalogActions = [],
  } = options;
  const lists = { catalogActions, jobs, queues, syncs, connections, pools };
  refuse([
    ...checkMeter(options.meter),
    ...checkDependencies(dependencies),
    ...Object.entries(lists).flatMap(([option, names]) => [
      ...checkNames(option, names),
      // And the one of `other`.
      ...checkSeries(option, (names.length + 1) * SERIES[option as keyof typeof SERIES]),
    ]),
  ]);
  return { ...lists, dependencies };
}

/** Throws `PLB_METRICS_OPTION` with every fault of the event names. */
export function checkUsageOptions(meter: Meter, names: readonly string[]): void {
  refuse([...checkMeter(meter), ...checkNames('catalog.events', names)]);
}
