import type { AuditRow } from '../audit-record.ts';
import type { AuditFilters } from '../audit-store.ts';
import { expectList, expectSame } from './expect.ts';
import { APART_MS, BEGINNING, idsOf, rowsAt } from './made-up-trail.ts';
import { type AuditStoreSubject, opened, type StoreCheck } from './subject.ts';

/** Conditions, and the rows that meet them. */
const SEARCHES: readonly (readonly [AuditFilters, (row: AuditRow) => boolean])[] = [
  [{}, () => true],
  [{ actor: 'u_1' }, (row) => row.actorId === 'u_1'],
  [{ actor: '' }, (row) => row.actorId === ''],
  [{ actor: 'u_%' }, () => false],
  [{ action: 'role.changed' }, (row) => row.action === 'role.changed'],
  [{ outcome: 'denied', org: 'o_1' }, (row) => row.outcome === 'denied' && row.org === 'o_1'],
  [{ subject: 's_7' }, (row) => row.subjectIds.includes('s_7')],
  [{ subject: 's_' }, () => false],
  [{ subject: 'a "b", {c}' }, () => true],
  [{ from: BEGINNING + 5 * APART_MS }, (row) => row.recordedAt >= BEGINNING + 5 * APART_MS],
  [{ to: BEGINNING + 5 * APART_MS }, (row) => row.recordedAt < BEGINNING + 5 * APART_MS],
  [
    { from: BEGINNING + 5 * APART_MS, to: BEGINNING + 9 * APART_MS, action: 'user.created' },
    (row) => row.subjectIds.includes('s_6') || row.subjectIds.includes('s_8'),
  ],
  [{ from: BEGINNING + 5 * APART_MS, to: BEGINNING + 5 * APART_MS }, () => false],
];

const ROWS = 40;

/** How a store searches. */
export const searchChecks: readonly StoreCheck<AuditStoreSubject>[] = [
  {
    name: 'a search narrows by each of its conditions, and counts the same rows',
    async run(subject) {
      const store = await opened(subject);
      const rows = rowsAt(0, ROWS);
      await store.append(rows);
      for (const [filters, keep] of SEARCHES) {
        const expected = idsOf(rows.filter(keep));
        const what = `search for ${JSON.stringify(filters)}`;
        expectList(what, idsOf(await store.read({ limit: ROWS + 1, filters })), expected);
        expectSame(`${what}, counted`, await store.count(filters), expected.length);
      }
    },
  },
  {
    name: 'pages follow each other without gaps or repeats, in both orders',
    async run(subject) {
      const store = await opened(subject);
      const rows = rowsAt(0, ROWS);
      await store.append(rows);
      const filters = { action: 'role.changed' };
      const expected = idsOf(rows.filter((row) => row.action === filters.action));
      for (const order of ['asc', 'desc'] as const) {
        const found: string[] = [];
        let page: string[];
        do {
          const after = found.at(-1);
          page = idsOf(await store.read({ limit: 3, order, filters, ...(after !== undefined && { after }) }));
          found.push(...page);
        } while (page.length > 0 && found.length <= ROWS);
        expectList(`pages, ${order}`, found, order === 'asc' ? expected : expected.toReversed());
      }
    },
  },
];
