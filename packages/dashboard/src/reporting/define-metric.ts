import { PlumblineError } from '@plumbline/core';
import { fingerprintOf, layOut } from './fingerprint.ts';
import { type Metric, type MetricSpec, titleOf } from './metric.ts';
import { metricFaults } from './metric-faults.ts';

/** Fewer people than this behind a value, and it is left out, where the definition does not say otherwise. */
const MIN_PEOPLE = 5;

/** An ID that can be shown; anything else may be anything. */
const nameOf = ({ id }: MetricSpec): string => (typeof id === 'string' && /^\w{1,60}$/.test(id) ? ` ${id}` : '');

/**
 * Declares a reported number, so that it means the same next year: what it asks, how it is counted, what it does not say,
 * and from when on. A definition is spread into another one to make its next version.
 *
 * @throws PlumblineError `PLB_REPORTING_METRIC`, with every fault at once.
 */
export function defineMetric(given: MetricSpec | Metric): Metric {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new PlumblineError('PLB_REPORTING_METRIC', 'metric: `defineMetric` takes one object, `{ id, version, … }`');
  }
  const { fingerprint: _made, ...written } = given as Metric;
  // A checked definition that is spread has empty texts where nothing was said.
  const { slices, change, ...rest } = written;
  const spec: MetricSpec = { ...rest, ...(slices && { slices }), ...(change && { change }) };
  const faults = metricFaults(spec);
  if (faults.length > 0) {
    throw new PlumblineError('PLB_REPORTING_METRIC', `metric${nameOf(spec)}:\n  - ${faults.join('\n  - ')}`);
  }
  const audience = typeof spec.audience === 'string' ? [spec.audience] : [...spec.audience];
  const metric = {
    id: spec.id,
    version: spec.version,
    title: spec.title ?? titleOf(spec.id),
    question: spec.question,
    owner: spec.owner,
    audience: Object.freeze(audience),
    unit: spec.unit,
    query: layOut(spec.query),
    caveats: Object.freeze([...spec.caveats]),
    validFrom: spec.validFrom,
    periods: Object.freeze([...spec.periods]),
    slices: spec.slices ?? '',
    minPeople: spec.minPeople ?? MIN_PEOPLE,
    change: spec.change ?? '',
    readsDaysBefore: spec.readsDaysBefore ?? 0,
    readsDaysAfter: spec.readsDaysAfter ?? 0,
  };
  return Object.freeze({ ...metric, fingerprint: fingerprintOf(metric) });
}
