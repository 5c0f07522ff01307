import type { AuditRow } from '../audit-record.ts';
import { expectList, expectRefusal, expectSame } from './expect.ts';
import { APART_MS, BEGINNING, idsOf, leavesOf, rowsAt, sealOver, withPersonal } from './made-up-trail.ts';
import { type EvidenceStoreSubject, openedBoth, type StoreCheck } from './subject.ts';

const LONG_MS = 60_000;
const END = BEGINNING + 1_000 * APART_MS;
const CLASSES = ['security', 'access'];

/** Retention and legal hold. */
export const keepingChecks: readonly StoreCheck<EvidenceStoreSubject>[] = [
  {
    name: 'prunable records are those of the classes before the time, in pages',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      const rows = rowsAt(0, 20);
      await store.append(rows);
      const before = BEGINNING + 12 * APART_MS;
      const expected = rows
        .filter((row) => row.class === 'access' && row.recordedAt < before)
        .map((row) => ({ id: row.id, class: row.class }));
      const first = await evidence.prunable({ before, classes: ['access'], limit: 3 });
      expectList('first page', first, expected.slice(0, 3));
      const after = first.at(-1)?.id ?? '';
      const rest = await evidence.prunable({ before, classes: ['access'], after, limit: 100 });
      expectList('second page', rest, expected.slice(3));
      expectList('of no class', await evidence.prunable({ before, classes: [], limit: 100 }), []);
    },
  },
  {
    name: 'a hold keeps what meets all of its conditions, until it is released',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      const rows = rowsAt(0, 20);
      await store.append(rows);
      const free = async (): Promise<string[]> =>
        idsOf(await evidence.prunable({ before: END, classes: CLASSES, limit: 100 }));
      const holds = [
        { name: 'case-1', filters: { actor: 'u_1', action: 'role.changed' }, since: BEGINNING + 1 },
        { name: 'case-2', filters: { org: 'o_1', subject: 's_9' }, since: BEGINNING + 2 },
      ];
      for (const hold of holds) await evidence.placeHold(hold);
      expectList('holds', await evidence.holds(), holds);
      const again = { name: 'case-1', filters: {}, since: BEGINNING };
      await expectRefusal('a hold of a name that is taken', () => evidence.placeHold(again), 'PLB_AUDIT_HOLD');
      const isHeld = (row: AuditRow): boolean =>
        (row.actorId === 'u_1' && row.action === 'role.changed') ||
        (row.org === 'o_1' && row.subjectIds.includes('s_9'));
      const held = (): Promise<number> => evidence.held({ before: END, classes: CLASSES });
      expectList('prunable beside the holds', await free(), idsOf(rows.filter((row) => !isHeld(row))));
      expectSame('records that holds keep', await held(), rows.filter((row) => isHeld(row)).length);
      expectSame('held records of before all', await evidence.held({ before: BEGINNING, classes: CLASSES }), 0);
      expectSame('held records of no class', await evidence.held({ before: END, classes: [] }), 0);
      expectSame('that there was a hold to release', await evidence.releaseHold('case-1'), true);
      expectSame('that it can be released again', await evidence.releaseHold('case-1'), false);
      await evidence.releaseHold('case-2');
      expectList('prunable without holds', await free(), idsOf(rows));
      expectSame('records that no hold keeps', await held(), 0);
      await evidence.placeHold({ name: 'all', filters: {}, since: BEGINNING });
      expectList('prunable under a hold without conditions', await free(), []);
    },
  },
  {
    name: 'records are deleted with their personal values, held ones are not, and seals stay',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      const rows = rowsAt(0, 10).map((row) => withPersonal(row, 'x'));
      await store.append(rows);
      await evidence.acquire('a', LONG_MS);
      await evidence.addSeal(sealOver(1, leavesOf(rows)), 'a');
      await evidence.placeHold({ name: 'case-1', filters: { subject: 's_2' }, since: BEGINNING });
      const ids = idsOf(rows.slice(0, 6));
      expectSame('values erased, one record of two held', await evidence.eraseValues(idsOf(rows.slice(2, 4))), 2);
      expectSame('records deleted', await evidence.deleteRows(ids), 5);
      expectSame('records deleted by a repeated call', await evidence.deleteRows(ids), 0);
      const left = [...rows.slice(2, 3), ...rows.slice(6)];
      expectList('records left', idsOf(await store.read({ limit: 100 })), idsOf(left));
      const withValues = new Set(idsOf(await evidence.personalOf(idsOf(rows))));
      expectList('records that have personal values', [...withValues].toSorted(), idsOf(left));
      expectSame('totals', await evidence.totals(), { records: 5, waiting: 0 });
      expectSame('seals', (await evidence.seals({ from: 1, limit: 10 })).length, 1);
      expectList('strays', await evidence.strays({ limit: 10 }), []);
    },
  },
];
