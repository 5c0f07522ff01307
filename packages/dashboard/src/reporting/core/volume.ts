import { DASHBOARD_VIEW } from '@plumbline/core';
import { defineMetric } from '../define-metric.ts';
import type { Metric } from '../metric.ts';
import { checkNames, dimension, inId, type OwnedBy, PEOPLE, SOMEBODY, USE, WITHIN } from './statement.ts';

const FEW =
  'A count behind which stand fewer than five people is left out, and so may be one more that would give it away.';

/** How much was captured, by a column or expression of the statement. */
const volumeBy = (slice: string): string => `
  SELECT
      slice,
      count() AS value,
      ${PEOPLE} AS people
  FROM
  (
      SELECT
          anonymous_user_id,
          ${slice} AS slice
      FROM product_telemetry_events
      WHERE ${WITHIN.replace('\n', '\n      ')}
        AND ${USE}
  )
  GROUP BY GROUPING SETS ((slice), ())`;

/** How much was captured, in all and by event. */
export const captureVolumeByEvent = ({ owner, validFrom }: OwnedBy): Metric =>
  defineMetric({
    id: 'capture_volume_by_event',
    version: 1,
    question: 'How much was captured, by event?',
    owner,
    audience: ['product', 'leadership'],
    unit: 'count',
    slices: 'event',
    query: volumeBy('toString(name)'),
    caveats: [
      'An event that was sent twice counts once; one that was lost on its way does not count.',
      'A new event, or one that is no longer captured, moves the number in all without any change of use.',
      FEW,
    ],
    validFrom,
    periods: ['day', 'week', 'month', 'quarter'],
  });

/** How much was captured, in all and by a dimension such as the team. */
export function captureVolumeBy(name: string, { owner, validFrom }: OwnedBy): Metric {
  checkNames('captureVolumeBy', {}, { name });
  return defineMetric({
    id: `capture_volume_by_${inId(name)}`,
    version: 1,
    question: `How much was captured, by ${name}?`,
    owner,
    audience: ['product', 'leadership'],
    unit: 'count',
    slices: name,
    query: volumeBy(dimension(name)),
    caveats: [
      `What no signed-in person did has no ${name} and counts as \`not said\`; a value outside the catalog's list as \`other\`.`,
      FEW,
    ],
    validFrom,
    periods: ['day', 'week', 'month', 'quarter'],
  });
}

/** How much of what was captured offline arrived. */
export const offlineRecovery = ({ owner, validFrom }: OwnedBy): Metric =>
  defineMetric({
    id: 'offline_recovery_rate',
    version: 1,
    question: 'Which share of the events that were captured offline arrived?',
    owner,
    audience: ['product', 'leadership', 'operator'],
    unit: 'share',
    query: `
      SELECT
          if(kept + dropped = 0, NULL, kept / (kept + dropped)) AS value,
          people
      FROM
      (
          SELECT
              sum(JSONExtractUInt(payload_json, 'events')) AS kept,
              sum(JSONExtractUInt(payload_json, 'dropped')) AS dropped,
              ${PEOPLE} AS people
          FROM product_telemetry_events
          WHERE ${WITHIN.replace('\n', '\n          ')}
            AND name = 'offline_recovered'
      )`,
    caveats: [
      'It knows browsers that came back: one that never did, or after more than 72 hours, told nobody what it lost.',
      'Without an answer where nothing was captured offline.',
    ],
    validFrom,
    periods: ['week', 'month', 'quarter'],
  });

/** Whether the numbers are looked at. */
export const dashboardEngagement = ({ owner, validFrom }: OwnedBy): Metric =>
  defineMetric({
    id: 'dashboard_engagement',
    title: 'People who look at the dashboards',
    version: 1,
    question: 'How many people looked at the dashboards?',
    owner,
    audience: ['product', 'leadership'],
    unit: 'people',
    slices: 'page',
    query: `
      SELECT
          slice,
          uniqExact(anonymous_user_id) AS value,
          value AS people
      FROM
      (
          SELECT
              anonymous_user_id,
              ${dimension('page')} AS slice
          FROM product_telemetry_events
          WHERE ${WITHIN.replace('\n', '\n          ')}
            AND name = '${DASHBOARD_VIEW}'
            AND ${SOMEBODY}
      )
      GROUP BY GROUPING SETS ((slice), ())`,
    caveats: [
      'It counts the pages of the first-party dashboard. Reports that were printed or sent, and boards of Grafana, are not in it.',
      'Where fewer than five people look, it has no number: it must not tell who.',
    ],
    validFrom,
    periods: ['week', 'month', 'quarter'],
  });
