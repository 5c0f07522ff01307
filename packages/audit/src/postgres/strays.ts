import type { AuditRow } from '../audit-record.ts';
import type { EvidenceSource } from '../seal-store.ts';
import { timeOfId } from '../time-of-id.ts';
import type { Runner } from './client.ts';
import { SELECTED, toAuditRow } from './rows.ts';
import { arrayOf } from './values.ts';

/** Records looked at in one statement. */
const PAGE = 20_000;

const LEAST = '00000000-0000-0000-0000-000000000000';

const msOf = (id: string): string => String(timeOfId(id));

/** Bounds of a page; the first one begins with its lower bound, the others behind it. */
const within = (id: string): string => `(${id} > $1::text::uuid OR ($3::text = 'too' AND ${id} = $1::text::uuid))
  AND ${id} <= $2::text::uuid`;

/**
 * Records of a page that are in no seal and not in the queue, by one statement and so as of one moment. Only the seals that
 * reach into the page are opened, and what has no number of a seal is none. `EXCEPT` is a hash or a sort for any guess of
 * the planner, who knows nothing of the arrays, and a null among their IDs hides nothing.
 */
const inPage = (at: string): string => `SELECT id::text AS id FROM (
  SELECT l.id FROM ${at}.audit_log l WHERE l.id >= $1::text::uuid AND ${within('l.id')}
  EXCEPT SELECT u.id FROM ${at}.audit_unsealed u WHERE ${within('u.id')}
  EXCEPT SELECT s.id FROM ${at}.audit_seals seal CROSS JOIN LATERAL pg_catalog.unnest(seal.ids) AS s (id)
    WHERE seal.seal_no > 0 AND seal.span OPERATOR(pg_catalog.&&)
      pg_catalog.int8range($4::text::bigint, $5::text::bigint, '[]') AND ${within('s.id')}
) stray ORDER BY stray.id LIMIT $6::text::bigint`;

const endOfPage = (at: string): string => `SELECT page.id::text AS id FROM (
  SELECT l.id FROM ${at}.audit_log l WHERE l.id >= $1::text::uuid AND ($2::text = 'too' OR l.id > $1::text::uuid)
  ORDER BY l.id LIMIT ${PAGE}
) page ORDER BY page.id DESC LIMIT 1`;

/**
 * Records that neither a seal covers nor the queue holds, in pages of the log, so that memory does not grow with the trail.
 * Asked of the tables alone: a function that did it could be replaced by one that finds none.
 */
export function createStrays({ at, query }: Runner): EvidenceSource['strays'] {
  const rowsOf = async (ids: readonly string[]): Promise<AuditRow[]> => {
    if (ids.length === 0) return [];
    const sql = `SELECT ${SELECTED} FROM ${at}.audit_log WHERE id IN (SELECT pg_catalog.unnest($1::text::uuid[])) ORDER BY audit_log.id`;
    return (await query(sql, [arrayOf(ids)])).map(toAuditRow);
  };
  return async ({ after, limit }) => {
    const strays: string[] = [];
    let low = after ?? LEAST;
    for (let lowToo = after === undefined ? 'too' : 'not'; strays.length < limit; lowToo = 'not') {
      const [end] = await query(endOfPage(at), [low, lowToo]);
      if (end === undefined) break;
      const high = String(end['id']);
      const params = [low, high, lowToo, msOf(low), msOf(high), String(limit - strays.length)];
      strays.push(...(await query(inPage(at), params)).map((row) => String(row['id'])));
      low = high;
    }
    return rowsOf(strays);
  };
}
