import { defineGauges } from '@plumbline/metrics/gauges';
import type pg from 'pg';

/** Seconds of an interval: a takeover of 3.6 leaves 1.2 of them for timers and queries of a busy machine. */
export const EVERY_SECONDS = 2;

/** Sampled by a function that leaves a line in the database, so that the database's clock tells when. */
export const workflow = (replica: string) =>
  defineGauges({
    name: 'workflow',
    everySeconds: EVERY_SECONDS,
    gauges: { content_items: { help: 'Content items by status.', labels: { status: ['draft', 'approved'] } } },
    sample: async (database: pg.Pool) => {
      await database.query('INSERT INTO sample_log (replica) VALUES ($1)', [replica]);
      const sql = 'SELECT status, count(*) AS content_items FROM item GROUP BY status';
      return (await database.query<Record<string, unknown>>(sql)).rows;
    },
  });

/** Sampled by a query in which everything that a query can say comes. */
export const reports = defineGauges({
  name: 'reports',
  everySeconds: EVERY_SECONDS,
  gauges: {
    feedback_reports: { help: 'Reports by status.', labels: { status: ['open', 'closed'] } },
    pending_invites: { help: 'Invites that wait for an answer.' },
    oldest_invite: { help: 'Age of the oldest of them.', unit: 's' },
  },
  sample: `WITH counted AS (SELECT status, count(*) AS feedback_reports FROM report GROUP BY status)
    SELECT status, feedback_reports, NULL::bigint AS pending_invites, NULL::numeric AS oldest_invite FROM counted
    UNION ALL SELECT NULL, NULL, count(*), extract(epoch FROM max(clock_timestamp() - made)) FROM invite -- as of now`,
});

/** A query that would run for an hour, were it not ended. */
export const slow = defineGauges({
  name: 'slow',
  everySeconds: EVERY_SECONDS,
  timeoutMs: 500,
  gauges: { slow_items: { help: 'Never counted.' } },
  sample: 'SELECT 1 AS slow_items FROM pg_sleep(3600)',
});
