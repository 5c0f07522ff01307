import { setTimeout as wait } from 'node:timers/promises';
import type { KeeperStore } from '../seal-store.ts';
import { expectRefusal, expectSame } from './expect.ts';
import { leavesOf, rowsAt, sealOver } from './made-up-trail.ts';
import { type EvidenceStoreSubject, openedBoth, type StoreCheck } from './subject.ts';

const LONG_MS = 60_000;
const SHORT_MS = 1;
/** A lease of {@link SHORT_MS} has run out by then, whatever the resolution of the store's clock. */
const LATER_MS = 50;
const ATTEMPTS = 500;

/** Asks until the lease of somebody else has run out. */
async function acquireInTime(evidence: KeeperStore, holder: string): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await evidence.acquire(holder, LONG_MS)) return true;
    await wait(2);
  }
  return false;
}

/** One sealer at a time. */
export const leaseChecks: readonly StoreCheck<EvidenceStoreSubject>[] = [
  {
    name: 'one of several holders has the lease, renews it, and gives it back',
    async run(subject) {
      const { evidence } = await openedBoth(subject);
      const other = await subject.openEvidence();
      const names = ['a', 'b', 'c', 'd'];
      const taken = await Promise.all(names.map((name, n) => (n % 2 === 0 ? evidence : other).acquire(name, LONG_MS)));
      expectSame('holders that got the lease', taken.filter(Boolean).length, 1);
      const holder = names[taken.indexOf(true)] ?? '';
      const loser = names[taken.indexOf(false)] ?? '';
      expectSame('that the holder may renew it', await evidence.acquire(holder, LONG_MS), true);
      expectSame('that another may take it', await other.acquire(loser, LONG_MS), false);
      await other.release(loser);
      expectSame('that another may take it after its own release', await other.acquire(loser, LONG_MS), false);
      await evidence.release(holder);
      expectSame('that another may take it after release', await other.acquire(loser, LONG_MS), true);
    },
  },
  {
    name: 'a lease that ran out goes to another holder, and who lost it adds no seal',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      await store.append(rowsAt(0, 2));
      const seal = sealOver(1, leavesOf(rowsAt(0, 2)));
      const add = (holder: string) => (): Promise<void> => evidence.addSeal(seal, holder);
      await expectRefusal('a seal without a lease', add('a'), 'PLB_AUDIT_SEAL');
      await evidence.acquire('a', SHORT_MS);
      await wait(LATER_MS);
      await expectRefusal('a seal after the lease ran out, before another took it', add('a'), 'PLB_AUDIT_SEAL');
      expectSame('that another got the lease that ran out', await acquireInTime(evidence, 'b'), true);
      await expectRefusal('a seal of who lost the lease', add('a'), 'PLB_AUDIT_SEAL');
      expectSame('that who lost it may renew it', await evidence.acquire('a', LONG_MS), false);
      await add('b')();
      expectSame('totals', await evidence.totals(), { records: 2, waiting: 0 });
    },
  },
];
