import { defineMetric } from '../define-metric.ts';
import type { Metric } from '../metric.ts';
import { checkNames, inId, type OwnedBy, PEOPLE, SOMEBODY, USE, WITHIN } from './statement.ts';

const NOT_HERE =
  'What ingest refused (unknown events, wrong values, wrong clocks) is not stored, so it is not in here: its counters are in the metrics of the service.';

/** Sessions in which the page failed for somebody. */
export const clientErrorSessions = ({ owner, validFrom }: OwnedBy): Metric =>
  defineMetric({
    id: 'client_error_session_share',
    title: 'Sessions in which the page failed',
    version: 1,
    question: 'In which share of browser sessions did the page fail?',
    owner,
    audience: ['product', 'leadership', 'operator'],
    unit: 'share',
    query: `
      SELECT
          if(sessions = 0, NULL, failed / sessions) AS value,
          people
      FROM
      (
          SELECT
              uniqExact(session_id) AS sessions,
              uniqExactIf(session_id, name = 'client_error') AS failed,
              ${PEOPLE} AS people
          FROM product_telemetry_events
          WHERE ${WITHIN.replace('\n', '\n          ')}
            AND source = 'web'
            AND session_id != ''
      )`,
    caveats: [
      'An error counts when it reached an error boundary of the page; one that was swallowed before is not seen.',
      'A session that was cut off before it could tell of its error counts as one without.',
    ],
    validFrom,
    periods: ['day', 'week', 'month', 'quarter'],
  });

/** Events that came late, so that numbers of yesterday were not whole yet. */
export const lateEvents = ({ owner, validFrom }: OwnedBy): Metric =>
  defineMetric({
    id: 'late_event_share',
    title: 'Events that came late',
    version: 1,
    question: 'Which share of browser events arrived more than an hour after they happened?',
    owner,
    audience: ['leadership', 'operator'],
    unit: 'share',
    query: `
      SELECT
          if(count() = 0, NULL, countIf(ingested_at > occurred_at + INTERVAL 1 HOUR) / count()) AS value,
          ${PEOPLE} AS people
      FROM product_telemetry_events
      WHERE ${WITHIN.replace('\n', '\n      ')}
        AND source = 'web'`,
    caveats: [
      NOT_HERE,
      'When something happened is told by the browser, corrected by the answer of the server: a clock that was changed in between makes it wrong.',
    ],
    validFrom,
    periods: ['day', 'week', 'month', 'quarter'],
  });

/** Events whose value of a dimension is not in the catalog's list: the list is older than the organisation. */
export function unlistedShare(name: string, { owner, validFrom }: OwnedBy): Metric {
  checkNames('unlistedShare', {}, { name });
  return defineMetric({
    id: `unlisted_${inId(name)}_share`,
    title: `Unlisted ${name}`,
    version: 1,
    question: `Which share of what signed-in people did has a ${name} that the catalog does not list?`,
    owner,
    audience: ['leadership', 'operator'],
    unit: 'share',
    query: `
      SELECT
          if(count() = 0, NULL, countIf(JSONExtractString(payload_json, '${name}') = 'other') / count()) AS value,
          uniqExact(anonymous_user_id) AS people
      FROM product_telemetry_events
      WHERE ${WITHIN.replace('\n', '\n      ')}
        AND ${SOMEBODY}
        AND ${USE}
        AND JSONExtractString(payload_json, '${name}') != ''`,
    caveats: [NOT_HERE, 'Where `other` is a value of the list itself, that counts too.'],
    validFrom,
    periods: ['month', 'quarter'],
  });
}
