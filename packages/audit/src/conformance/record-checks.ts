import type { AuditRow } from '../audit-record.ts';
import type { AuditStore } from '../audit-store.ts';
import { expectList, expectRefusal, expectSame } from './expect.ts';
import { rowAt, rowsAt } from './made-up-trail.ts';
import { type AuditStoreSubject, opened, type StoreCheck } from './subject.ts';

const ENOUGH = 1_000_000;

const all = (store: AuditStore): Promise<readonly AuditRow[]> => store.read({ limit: ENOUGH });

/** What a store does with records that are handed to it. */
export const recordChecks: readonly StoreCheck<AuditStoreSubject>[] = [
  {
    name: 'rows come back to the letter, in the order of their IDs, whatever order they came in',
    async run(subject) {
      const store = await opened(subject);
      const rows = rowsAt(0, 40);
      await store.append(rows.slice(25).toReversed());
      await store.append(rows.slice(0, 25));
      await store.append([]);
      expectList('rows read back', await all(store), rows);
      expectSame('count', await store.count(), rows.length);
    },
  },
  {
    name: 'a row that comes alone is stored to the letter, whatever its subjects are called',
    async run(subject) {
      const store = await opened(subject);
      const names = ['NULL', ' ', '\\', 'a\\"b', '"', ',', '{}', "'", '$1', 'é 🙂'];
      const subjects = names.map((id) => ({ id, type: 'user' }));
      const rows = [rowAt(0, { subjects: [] }), rowAt(1, { subjects }), ...rowsAt(2, 9)];
      for (const row of rows) {
        const { text, params } = store.statement([row]);
        await subject.transaction(async (tx) => void (await tx.query(text, params)));
        await store.append([row]);
      }
      expectList('rows read back', await all(store), rows);
    },
  },
  {
    name: 'a row whose ID is there already is left as it was',
    async run(subject) {
      const store = await opened(subject);
      const rows = rowsAt(0, 10);
      await store.append(rows.slice(0, 6));
      await store.append([...rows, rowAt(3, { outcome: 'failed' })]);
      await store.append(rows);
      expectList('rows after repeated calls', await all(store), rows);
    },
  },
  {
    name: 'several stores may append the same rows at the same time',
    async run(subject) {
      const stores = [await opened(subject), await subject.open(), await subject.open()];
      const rows = rowsAt(0, 300);
      await Promise.all(stores.map((store, n) => store.append(n === 1 ? rows.toReversed() : rows)));
      for (const store of stores) expectSame('count', await store.count(), rows.length);
    },
  },
  {
    name: 'either every row of a call is stored or it rejects, and the call can be repeated',
    async run(subject) {
      const store = await opened(subject);
      const broken = { ...rowAt(1), leaf: 'abcd' };
      await expectRefusal('append of a row whose leaf is no SHA-256', () => store.append([rowAt(0), broken, rowAt(2)]));
      await store.append(rowsAt(0, 3));
      expectList('rows after the repeated call', await all(store), rowsAt(0, 3));
    },
  },
  {
    name: 'it takes as many rows at once as it says',
    async run(subject) {
      const store = await opened(subject);
      const many = Array.from({ length: store.maxBatch }, (_, n) => rowAt(n, { metadata: {} }));
      await store.append(many);
      expectSame('count', await store.count(), many.length);
    },
  },
  {
    name: 'migrate may be repeated and run at the same time, and keeps what is there',
    async run(subject) {
      const [store, other] = [await subject.open(), await subject.open()];
      await Promise.all([store.migrate(), other.migrate(), store.migrate()]);
      await store.append(rowsAt(0, 2));
      await Promise.all([store.migrate(), other.migrate()]);
      expectList('rows after migrate', await all(other), rowsAt(0, 2));
      const faults = (await store.check()).filter(({ severity }) => severity === 'error');
      expectList('errors found by check', faults, []);
    },
  },
  {
    name: 'its statement adds the rows within the transaction of an application, once',
    async run(subject) {
      const store = await opened(subject);
      const { text, params } = store.statement(rowsAt(0, 3));
      const undone = async (): Promise<void> =>
        subject.transaction(async (tx) => {
          await tx.query(text, params);
          throw new Error('the mutation failed');
        });
      await expectRefusal('a transaction that fails', undone);
      expectSame('count after it was rolled back', await store.count(), 0);
      for (const rows of [rowsAt(0, 3), rowsAt(3, 5)]) {
        const statement = store.statement(rows);
        await subject.transaction(async (tx) => void (await tx.query(statement.text, statement.params)));
      }
      expectList('rows after two transactions', await all(store), rowsAt(0, 5));
    },
  },
];
