import { defineMetric } from '../define-metric.ts';
import type { Metric } from '../metric.ts';
import { checkNames, dimension, inId, type OwnedBy, SOMEBODY, USE, WITHIN } from './statement.ts';

const ONE_PERSON =
  'A person is an anonymous ID: whoever is not signed in counts once for each browser, and again after the storage is cleared.';

const CONSENT = 'People who refused are in it only through events that the catalog declares essential.';

/** How many people use the product: per day, week, month and quarter. */
export const activePeople = ({ owner, validFrom }: OwnedBy): Metric =>
  defineMetric({
    id: 'active_people',
    version: 1,
    question: 'How many people used the product?',
    owner,
    audience: ['product', 'leadership'],
    unit: 'people',
    query: `
      SELECT
          uniqExact(anonymous_user_id) AS value,
          value AS people
      FROM product_telemetry_events
      WHERE ${WITHIN.replace('\n', '\n      ')}
        AND ${SOMEBODY}
        AND ${USE}`,
    caveats: [
      ONE_PERSON,
      CONSENT,
      'Any event counts as use, an error too; looking at the telemetry dashboard does not.',
    ],
    validFrom,
    periods: ['day', 'week', 'month', 'quarter'],
  });

/** The same for each value of a dimension of the catalog, such as the role or the unit of the organisation. */
export function activePeopleBy(name: string, { owner, validFrom }: OwnedBy): Metric {
  checkNames('activePeopleBy', {}, { name });
  return defineMetric({
    id: `active_people_by_${inId(name)}`,
    version: 1,
    question: `How many people used the product, by ${name}?`,
    owner,
    audience: ['product', 'leadership'],
    unit: 'people',
    slices: name,
    query: `
      SELECT
          slice,
          uniqExact(anonymous_user_id) AS value,
          value AS people
      FROM
      (
          SELECT
              anonymous_user_id,
              ${dimension(name)} AS slice
          FROM product_telemetry_events
          WHERE ${WITHIN.replace('\n', '\n          ')}
            AND ${SOMEBODY}
            AND ${USE}
      )
      GROUP BY GROUPING SETS ((slice), ())`,
    caveats: [
      ONE_PERSON,
      `Whoever had two values of ${name} in the period counts in both, so that the slices add up to more than all.`,
      'A value outside the closed list of the catalog counts as `other`.',
    ],
    validFrom,
    periods: ['day', 'week', 'month', 'quarter'],
  });
}

export interface ActivationOptions extends OwnedBy {
  /** The key action, as the catalog names its event: `item_created`. */
  readonly event: string;
  /** Days from the first use in which it must be done, 1 to 28. @default 7 */
  readonly withinDays?: number;
  /** Days without use after which somebody counts as new, 7 to 45. @default 30 */
  readonly newAfterDays?: number;
}

const plural = (days: number): string => (days === 1 ? 'day' : 'days');

/** Which share of the people who are new did the key action soon. */
export function activation({ event, withinDays = 7, newAfterDays = 30, owner, validFrom }: ActivationOptions): Metric {
  checkNames('activation', { event }, {});
  return defineMetric({
    id: `activation_${event}`,
    title: 'Activation',
    version: 1,
    question: `Which share of new people did ${event} within ${withinDays} ${plural(withinDays)}?`,
    owner,
    audience: ['product', 'leadership'],
    unit: 'share',
    query: `
      SELECT
          if(count() = 0, NULL, countIf(first_action < first_use + INTERVAL ${withinDays} DAY) / count()) AS value,
          count() AS people
      FROM
      (
          SELECT
              min(occurred_at) AS first_use,
              minOrNullIf(occurred_at, name = '${event}') AS first_action
          FROM product_telemetry_events
          WHERE occurred_at >= {from:DateTime64(3)} - INTERVAL ${newAfterDays} DAY
            AND occurred_at < {until:DateTime64(3)} + INTERVAL ${withinDays} DAY
            AND ${SOMEBODY}
            AND ${USE}
          GROUP BY anonymous_user_id
          HAVING first_use >= {from:DateTime64(3)} AND first_use < {until:DateTime64(3)}
      )`,
    caveats: [
      `New is whoever was not seen in the ${newAfterDays} days before: somebody who comes back after longer counts as new once more.`,
      ONE_PERSON,
      `A period is finished ${withinDays} ${plural(withinDays)} later than others, so that everybody had the same time.`,
    ],
    validFrom,
    periods: ['week', 'month', 'quarter'],
    readsDaysBefore: newAfterDays,
    readsDaysAfter: withinDays,
  });
}
