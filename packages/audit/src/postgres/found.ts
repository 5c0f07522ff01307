import type { Query, Row } from './client.ts';
import { arrayOf } from './values.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What is looked for in a table whose key begins with `id`. */
export interface Sought {
  /** `SELECT ... FROM ...`, without a condition. */
  readonly select: string;
  readonly order: string;
  /** Rows of one ID, and those of others between them, that are read before it is asked in another way. */
  readonly each: number;
}

/** So that a few IDs are given some room too. */
const ROOM = 16;

/** Questions until it is tried again to read all between the first and the last ID. */
const PAUSE = 16;

const BOUNDS = 'id >= $1::text::uuid AND id <= $2::text::uuid';

/**
 * Reads the rows of IDs, in order. IDs of one time stand one behind the other and have few others between them: all from the
 * first to the last are read and the others left out, at half of what looking for each costs PostgreSQL. Where there are too
 * many others, each is looked for; then the IDs stand in a subquery, since planning for thousands of constants costs more than
 * reading the rows. The bounds leave one month to plan for instead of all of them.
 */
export function createFinder<T extends { readonly id: string }>(
  query: Query,
  { each, order, select }: Sought,
  toItem: (row: Row) => T,
): (ids: readonly string[]) => Promise<T[]> {
  const between = `${select} WHERE ${BOUNDS} ORDER BY ${order} LIMIT $3::text::bigint`;
  const among = `${select} WHERE id IN (SELECT pg_catalog.unnest($3::text::uuid[])) AND ${BOUNDS} ORDER BY ${order}`;
  let pause = 0;
  return async (ids) => {
    const sorted = ids.toSorted();
    const bounds = [sorted[0], sorted.at(-1)];
    if (pause === 0) {
      const most = ids.length * each + ROOM;
      const rows = (await query(between, [...bounds, String(most)])).map(toItem);
      if (rows.length === ids.length && rows.every(({ id }, index) => id === sorted[index])) return rows;
      // PostgreSQL takes other forms of an ID as well, and gives it back in this one.
      if (rows.length < most && ids.every((id) => UUID.test(id))) {
        const wanted = new Set(ids);
        return rows.filter(({ id }) => wanted.has(id));
      }
      pause = rows.length < most ? 0 : PAUSE;
    }
    pause = Math.max(0, pause - 1);
    return (await query(among, [...bounds, arrayOf(sorted)])).map(toItem);
  };
}
