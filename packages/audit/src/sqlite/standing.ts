import { MOST_WAITING, type TrailStanding } from '../audit-store.ts';
import { timeOfId } from '../time-of-id.ts';
import type { Connections } from './connection.ts';

const STANDING = `SELECT (SELECT count(*) FROM (SELECT 1 FROM audit_unsealed LIMIT ${MOST_WAITING})) AS waiting,
  (SELECT min(id) FROM audit_unsealed) AS oldest,
  (SELECT seal FROM audit_anchors ORDER BY no DESC LIMIT 1) AS anchored`;

/** The table of seals keeps no time beside the header. One without a time is no sealer's: behind since ever. */
const sealedAt = (header: unknown): number => Date.parse(/^sealed_at (\S+)$/m.exec(String(header))?.[1] ?? '') || 0;

/** Looks at the ends of queue, anchors and seals; nothing of it grows with the trail. */
export async function standingOf({ select }: Connections): Promise<TrailStanding> {
  const [row = {}] = await select(STANDING);
  const { anchored, oldest, waiting } = row;
  const standing = {
    waiting: Number(waiting),
    ...(typeof oldest === 'string' && { waitingSince: timeOfId(oldest) }),
  };
  if (typeof anchored !== 'number') return standing;
  const [behind] = await select('SELECT header FROM audit_seals WHERE no > ? ORDER BY no LIMIT 1', [anchored]);
  return { ...standing, anchored: behind === undefined ? {} : { behindSince: sealedAt(behind['header']) } };
}
