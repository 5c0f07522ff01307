import { beforeEach, expect, test } from 'vitest';
import { type EvidenceSource, judgeVerification, type TrailVerification, verifyTrail } from '../src/evidence.ts';
import { addSeal, clock, idOf, named, rowOf, type TamperTrail, tamperTrail } from './tamper-support.ts';

let trail: TamperTrail;
beforeEach(async () => {
  trail = await tamperTrail();
});

/** A database whose owner has put something that finds nothing in the place of the search for strays. */
const blind = (more: Partial<EvidenceSource> = {}): EvidenceSource => ({
  ...trail.evidence,
  strays: async () => [],
  ...more,
});

const verify = (source: EvidenceSource): Promise<TrailVerification> =>
  verifyTrail(source, { publicKeys: [trail.signer.publicKey], clock });

/** Stores a record that is neither queued nor sealed. */
async function slipIn(n: number): Promise<void> {
  await trail.store.append([rowOf(n)]);
  trail.sql('DELETE FROM audit_unsealed WHERE id = ?', idOf(n));
}

/** Something that happens when the records are counted, once. */
function counting(happens: () => Promise<unknown>): Partial<EvidenceSource> {
  let calls = 0;
  return {
    async totals() {
      calls += 1;
      const totals = await trail.evidence.totals();
      // The first count is the one of the beginning, the second one asks whether there is anything to look for.
      if (calls === 3) await happens();
      return totals;
    },
  };
}

test('records that are hidden from the search for them are missed in the count', async () => {
  expect(judgeVerification(await verify(blind())).exitCode).toBe(0);
  await slipIn(50);
  const result = await verify(blind());
  expect(named(result)).toEqual([{ problem: 'unsealed' }]);
  expect(result.findings[0]?.what).toMatch(/counts 1 record more/);
  expect(named(await trail.verify())).toEqual([{ problem: 'unsealed', id: idOf(50) }]);
});

test('records that are stored and sealed while it runs are no strays, and hide none', async () => {
  let n = 100;
  const grow = async (): Promise<void> => {
    await trail.add(n, n + 3);
    await addSeal(trail.evidence, trail.signer, { most: 4 });
    n += 3;
  };
  const living = (): EvidenceSource =>
    blind({
      ...counting(grow),
      async waiting(limit) {
        const queue = await trail.evidence.waiting(limit);
        await grow();
        return queue;
      },
    });
  expect(await verify(living())).toMatchObject({ findings: [], notCovered: [] });
  await slipIn(50);
  expect(named(await verify(living()))).toEqual([{ problem: 'unsealed' }]);
});
