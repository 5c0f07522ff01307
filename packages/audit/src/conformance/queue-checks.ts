import { expectList, expectRefusal, expectSame } from './expect.ts';
import { idAt, idsOf, leavesOf, rowAt, rowsAt, sealOver } from './made-up-trail.ts';
import { sealHash } from '../seal/seal-header.ts';
import { type EvidenceStoreSubject, opened, openedBoth, type StoreCheck } from './subject.ts';

const LONG_MS = 60_000;

/** What waits for a seal, and what is found when it no longer does. */
export const queueChecks: readonly StoreCheck<EvidenceStoreSubject>[] = [
  {
    name: 'each record waits for its seal once, oldest first, however often it is appended',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      const rows = rowsAt(0, 8);
      await store.append(rows.slice(3));
      await store.append([...rows, ...rows]);
      expectList('waiting', await evidence.waiting(100), leavesOf(rows));
      expectList('the two oldest that wait', await evidence.waiting(2), leavesOf(rows.slice(0, 2)));
      expectList('those behind them', await evidence.waiting(100, rows[1]?.id), leavesOf(rows.slice(2)));
      expectList('one behind them', await evidence.waiting(1, rows[1]?.id), leavesOf(rows.slice(2, 3)));
      await evidence.acquire('a', LONG_MS);
      await evidence.addSeal(sealOver(1, leavesOf(rows.slice(0, 5))), 'a');
      await store.append(rows);
      expectList('waiting after a seal and a repeated append', await evidence.waiting(100), leavesOf(rows.slice(5)));
      expectSame('totals', await evidence.totals(), { records: 8, waiting: 3 });
    },
  },
  {
    name: 'a record of a rolled back transaction does not wait, one of a committed transaction does',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      const { text, params } = store.statement(rowsAt(0, 2));
      const undone = (): Promise<void> =>
        subject.transaction(async (tx) => {
          await tx.query(text, params);
          throw new Error('the mutation failed');
        });
      await expectRefusal('a transaction that fails', undone);
      expectSame('totals after it was rolled back', await evidence.totals(), { records: 0, waiting: 0 });
      await subject.transaction(async (tx) => void (await tx.query(text, params)));
      expectList('waiting after the commit', await evidence.waiting(100), leavesOf(rowsAt(0, 2)));
    },
  },
  {
    name: 'says how much waits for a seal and since when, and whether an anchor covers every seal, where it says it at all',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      if (store.standing === undefined) return;
      expectSame('of an empty trail', await store.standing(), { waiting: 0 });
      const rows = rowsAt(0, 5);
      await store.append(rows);
      const since = (n: number): number => rows[n]?.recordedAt ?? 0;
      expectSame('of a trail without a seal', await store.standing(), { waiting: 5, waitingSince: since(0) });
      await evidence.acquire('a', LONG_MS);
      const seal = sealOver(1, leavesOf(rows.slice(0, 2)));
      await evidence.addSeal(seal, 'a');
      const trail = await evidence.trail();
      const anchor = { kind: 'file', trail, seal: 1, hash: sealHash(seal.header), records: 2 };
      expectSame('of a trail without an anchor', await store.standing(), { waiting: 3, waitingSince: since(2) });
      await evidence.addAnchor({ ...anchor, at: new Date(since(4)).toISOString(), where: '/mnt/other' });
      const covered = { waiting: 3, waitingSince: since(2), anchored: {} };
      expectSame('where the anchor covers all', await store.standing(), covered);
      for (const no of [2, 3]) await evidence.addSeal(sealOver(no, leavesOf(rows.slice(no, no + 1))), 'a');
      const { anchored, ...waits } = await store.standing();
      expectSame('behind the anchor', waits, { waiting: 1, waitingSince: since(4) });
      expectSame('that it says since when', typeof anchored?.behindSince, 'number');
    },
  },
  {
    name: 'the trail has one ID, a UUID, that migrate leaves alone',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      const id = await evidence.trail();
      expectSame('that the ID is a lower-case UUID', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id), true);
      await store.migrate();
      await opened(subject);
      expectSame('ID after migrate', await (await subject.openEvidence()).trail(), id);
    },
  },
  {
    name: 'rows are found by their IDs, in any number, and absent ones are passed over',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      const rows = Array.from({ length: 1_200 }, (_, n) => rowAt(n, { metadata: {} }));
      for (let at = 0; at < rows.length; at += 400) await store.append(rows.slice(at, at + 400));
      const found = await evidence.rowsOf([...idsOf(rows), idAt(5_000)].toReversed());
      expectList(
        'rows by ID',
        found.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        rows,
      );
      expectList('rows of no ID', await evidence.rowsOf([]), []);
    },
  },
  {
    name: 'strays are the records that neither wait nor are sealed, also between seals that overlap, in pages',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      const rows = rowsAt(0, 30);
      await store.append(rows);
      await evidence.acquire('a', LONG_MS);
      const strays = rows.filter((_, n) => n % 10 === 4 || n === 29);
      await subject.unqueue(idsOf(strays));
      // Every seal reaches over most of the trail, as those of late records do.
      for (const no of [1, 2]) {
        const some = rows.filter((row, n) => n % 3 === no && n < 25 && !strays.includes(row));
        await evidence.addSeal(sealOver(no, leavesOf(some)), 'a');
      }
      expectList('strays', await evidence.strays({ limit: 100 }), strays);
      const [first] = await evidence.strays({ limit: 1 });
      expectSame('first page of strays', first, strays[0]);
      const next = await evidence.strays({ limit: 100, after: first?.id ?? '' });
      expectList('strays behind it', next, strays.slice(1));
    },
  },
];
