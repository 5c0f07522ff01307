import { instrumentJob } from '@plumbline/metrics/instrument';
import type { Queryable } from './platform/database.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

const EXPIRE_EVERY_MS = 3_600_000;

/** An invite is good for thirty days. Run twice it does the same, so that every replica may. */
async function expireInvites(database: Queryable): Promise<number> {
  const { rows } = await database.query(
    `UPDATE invites SET status = 'expired'
     WHERE status = 'pending' AND created_at < now() - interval '30 days' RETURNING id`,
  );
  return rows.length;
}

/** Starts what nobody asks for; what comes back stops it. The configuration says how often each runs, for the alert. */
export function startJobs(database: Queryable, { metrics, logger }: Pick<Telemetry, 'metrics' | 'logger'>): () => void {
  const expire = instrumentJob(metrics, 'expire_invites', () => expireInvites(database));
  const run = (): void =>
    void expire().then(
      (expired) => logger.info({ expired }, 'old invites expired'),
      (error: unknown) => logger.error({ err: error }, 'invites could not be expired'),
    );
  run();
  const timer = setInterval(run, EXPIRE_EVERY_MS).unref();
  return () => clearInterval(timer);
}
