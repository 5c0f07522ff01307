import type { AuditRow } from '../audit-record.ts';
import type { PersonalValue } from '../seal-store.ts';
import { expectList, expectSame } from './expect.ts';
import { idsOf, rowsAt, withPersonal } from './made-up-trail.ts';
import { type EvidenceStoreSubject, openedBoth, type StoreCheck } from './subject.ts';

const valuesOf = (rows: readonly AuditRow[]): PersonalValue[] =>
  rows.flatMap(({ id, personal = [] }) => personal.map(({ field, salt, value }) => ({ id, field, salt, value })));

const erased = (values: readonly PersonalValue[]): PersonalValue[] =>
  values.map(({ id, field }) => ({ id, field, salt: null, value: null }));

const key = ({ id, field }: PersonalValue): string => `${id} ${field}`;

const sorted = (values: readonly PersonalValue[]): PersonalValue[] =>
  values.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));

/** Personal values, which stand apart from the records. */
export const personalChecks: readonly StoreCheck<EvidenceStoreSubject>[] = [
  {
    name: 'personal values are stored with their record, once, and not given with rows',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      const bare = rowsAt(0, 6);
      const rows = bare.map((row, n) => (n % 2 === 0 ? withPersonal(row, `é "${n}" \u0000 🙂 \ud800`) : row));
      await store.append(rows.slice(0, 3));
      const { text, params } = store.statement(rows.slice(3));
      await subject.transaction(async (tx) => void (await tx.query(text, params)));
      await store.append(bare.map((row) => withPersonal(row, 'of another record')));
      expectList('personal values', sorted(await evidence.personalOf(idsOf(rows))), sorted(valuesOf(rows)));
      expectList('rows', await store.read({ limit: 100 }), bare);
      expectList('personal values of one record', await evidence.personalOf(idsOf(rows.slice(1, 2))), []);
    },
  },
  {
    name: 'erased values are null for good, and their records stay',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      const rows = rowsAt(0, 4).map((row) => withPersonal(row, 'x'));
      await store.append(rows);
      const ids = idsOf(rows.slice(0, 2));
      expectSame('values erased', await evidence.eraseValues(ids), 4);
      expectSame('values erased by a repeated call', await evidence.eraseValues([...ids, ...ids]), 0);
      await store.append(rows);
      const values = valuesOf(rows);
      const expected = [...erased(values.slice(0, 4)), ...values.slice(4)];
      expectList('values after erasure', sorted(await evidence.personalOf(idsOf(rows))), sorted(expected));
      expectSame('totals', await evidence.totals(), { records: 4, waiting: 4 });
    },
  },
];
