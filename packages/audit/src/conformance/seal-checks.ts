import type { KeeperStore } from '../seal-store.ts';
import type { Anchor, Seal } from '../seal/seal.ts';
import { sealHash } from '../seal/seal-header.ts';
import { expectList, expectRefusal, expectSame } from './expect.ts';
import { leavesOf, rowsAt, sealOver } from './made-up-trail.ts';
import { type EvidenceStoreSubject, openedBoth, type StoreCheck } from './subject.ts';

const LONG_MS = 60_000;
const ALL = { from: 1, limit: 1_000 } as const;

/** Buffers and arrays of bytes are the same here. */
const plain = (seals: readonly Seal[]): Seal[] =>
  seals.map((seal) => ({ ...seal, signature: Uint8Array.from(seal.signature) }));

async function expectNothingAdded(evidence: KeeperStore, seals: number, waiting: number): Promise<void> {
  expectSame('seals after a refused one', (await evidence.seals(ALL)).length, seals);
  expectSame('waiting after a refused seal', (await evidence.totals()).waiting, waiting);
}

/** How seals and anchors are added. */
export const sealChecks: readonly StoreCheck<EvidenceStoreSubject>[] = [
  {
    name: 'seals come back to the letter, in order and in pages',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      const leaves = leavesOf(rowsAt(0, 12));
      await store.append(rowsAt(0, 12));
      await evidence.acquire('a', LONG_MS);
      const seals = [
        sealOver(1, leaves.slice(0, 7)),
        sealOver(2, [], 'plumbline-audit-prune v1\nseal 1 all\né "\\"\n'),
        sealOver(3, leaves.slice(7), 'x\n'.repeat(30_000)),
      ];
      for (const seal of seals) await evidence.addSeal(seal, 'a');
      expectList('seals', plain(await evidence.seals(ALL)), seals);
      expectList('seals from 2', plain(await evidence.seals({ from: 2, limit: 1 })), seals.slice(1, 2));
      expectList('seals from 4', await evidence.seals({ from: 4, limit: 10 }), []);
      expectSame('totals', await evidence.totals(), { records: 12, waiting: 0 });
    },
  },
  {
    name: 'a seal of another number, or over a record that does not wait, is refused whole',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      const leaves = leavesOf(rowsAt(0, 6));
      await store.append(rowsAt(0, 6));
      await evidence.acquire('a', LONG_MS);
      const refuse = async (what: string, seal: Seal): Promise<void> =>
        expectRefusal(what, () => evidence.addSeal(seal, 'a'), 'PLB_AUDIT_SEAL');
      await refuse('seal 2 as the first', sealOver(2, leaves.slice(0, 2)));
      await expectNothingAdded(evidence, 0, 6);
      await evidence.addSeal(sealOver(1, leaves.slice(0, 2)), 'a');
      await refuse('seal 1 again', sealOver(1, leaves.slice(2, 4)));
      await refuse('seal 3 after seal 1', sealOver(3, leaves.slice(2, 4)));
      await refuse('a seal over a sealed record', sealOver(2, leaves.slice(1, 4)));
      await refuse('a seal over an unknown record', sealOver(2, [...leaves.slice(2, 4), ...leavesOf(rowsAt(9, 10))]));
      await refuse('a seal over one record twice', sealOver(2, [...leaves.slice(2, 4), ...leaves.slice(3, 4)]));
      await expectNothingAdded(evidence, 1, 4);
      await evidence.addSeal(sealOver(2, leaves.slice(2)), 'a');
    },
  },
  {
    name: 'of several seals with one number, added at the same time, one is taken',
    async run(subject) {
      const { store, evidence } = await openedBoth(subject);
      const leaves = leavesOf(rowsAt(0, 8));
      await store.append(rowsAt(0, 8));
      await evidence.acquire('a', LONG_MS);
      const others = [evidence, await subject.openEvidence(), await subject.openEvidence()];
      const results = await Promise.allSettled(
        others.map((each, n) => each.addSeal(sealOver(1, leaves.slice(n, n + 2)), 'a')),
      );
      expectSame('seals taken', results.filter(({ status }) => status === 'fulfilled').length, 1);
      await expectNothingAdded(evidence, 1, 6);
    },
  },
  {
    name: 'anchors come back to the letter, in the order they were added in',
    async run(subject) {
      const { evidence, store } = await openedBoth(subject);
      const leaves = leavesOf(rowsAt(0, 6));
      await store.append(rowsAt(0, 6));
      await evidence.acquire('a', LONG_MS);
      const seals = [sealOver(1, leaves.slice(0, 2)), sealOver(2, leaves.slice(2))];
      for (const seal of seals) await evidence.addSeal(seal, 'a');
      const trail = await evidence.trail();
      const [first, second] = seals.map(({ header, no }, index): Anchor => {
        const at = '2026-11-21T10:00:00.000Z';
        const where = '/mnt/other/é "anchors".jsonl';
        return { kind: 'file', trail, seal: no, hash: sealHash(header), records: [2, 6][index] ?? 0, at, where };
      }) as [Anchor, Anchor];
      const anchors = [second, { ...second, kind: 'rfc3161', receipt: 'A'.repeat(8_000) }, first];
      for (const each of anchors) await evidence.addAnchor(each);
      expectList('anchors', await evidence.anchors(), anchors);
    },
  },
];
