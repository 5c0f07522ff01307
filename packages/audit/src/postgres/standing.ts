import type { TrailStanding } from '../audit-store.ts';
import type { Runner } from './client.ts';
import { numberOf, optional } from './values.ts';

/** What the function of the schema says, which needs no right on queue, seals and anchors. */
export async function standingOf({ at, query }: Runner): Promise<TrailStanding> {
  const sql = `SELECT waiting::text AS waiting, oldest::text AS oldest, anchored::text AS anchored,
  behind_since::text AS behind_since FROM ${at}.audit_standing()`;
  const [row = {}] = await query(sql);
  const [oldest, anchored, behindSince] = ['oldest', 'anchored', 'behind_since'].map((name) => optional(row[name]));
  return {
    waiting: numberOf(row['waiting']),
    ...(oldest !== undefined && { waitingSince: Number(oldest) }),
    ...(anchored !== undefined && {
      anchored: behindSince === undefined ? {} : { behindSince: Number(behindSince) },
    }),
  };
}
