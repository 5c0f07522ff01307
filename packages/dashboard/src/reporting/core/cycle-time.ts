import { PlumblineError } from '@plumbline/core';
import { defineMetric } from '../define-metric.ts';
import { type Metric, titleOf } from '../metric.ts';
import { checkNames, type OwnedBy, PEOPLE, WITHIN } from './statement.ts';

export interface CycleTimeOptions extends OwnedBy {
  /** First part of the IDs: `approval_cycle_time` gives `approval_cycle_time_median` and `approval_cycle_time_p90`. */
  readonly id: string;
  /** What takes the time, as it ends a question: `from submission to decision`. */
  readonly what: string;
  /** The event that ends it, as the catalog names it: `approval_decided`. */
  readonly event: string;
  /** Its field of class `duration`, in milliseconds: `cycleMs`. */
  readonly field: string;
}

const QUANTILES = [
  { suffix: 'median', level: 0.5, ask: 'How long do half of them take at most' },
  { suffix: 'p90', level: 0.9, ask: 'How long do nine of ten take at most' },
] as const;

/**
 * How long something takes, as the event that ends it says in a duration field: half of them, and nine of ten. Two events are
 * never joined by an ID, because none is kept.
 */
export function cycleTime(options: CycleTimeOptions): readonly Metric[] {
  const { id, what, event, field, owner, validFrom } = options;
  checkNames('cycleTime', { event }, { field });
  if (typeof what !== 'string' || what.trim() === '') {
    throw new PlumblineError('PLB_REPORTING_METRIC', 'cycleTime: `what` must say what takes the time, in plain words');
  }
  return QUANTILES.map(({ suffix, level, ask }) =>
    defineMetric({
      id: `${id}_${suffix}`,
      title: `${titleOf(id)}, ${suffix}`,
      version: 1,
      question: `${ask}, ${what}?`,
      owner,
      audience: ['product', 'leadership'],
      unit: 'milliseconds',
      query: `
        SELECT
            if(count() = 0, NULL, quantileExact(${level})(JSONExtractFloat(payload_json, '${field}'))) AS value,
            ${PEOPLE} AS people
        FROM product_telemetry_events
        WHERE ${WITHIN.replace('\n', '\n        ')}
          AND name = '${event}'
          AND JSONHas(payload_json, '${field}')`,
      caveats: [
        'It knows what was finished in the period: what is still open is not in it, however long it has waited.',
        'Calendar time, nights and weekends with it.',
      ],
      validFrom,
      periods: ['week', 'month', 'quarter'],
    }),
  );
}
