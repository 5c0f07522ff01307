import { beforeEach, expect, test } from 'vitest';
import { createSealer, sealHash, type SealSigner } from '../src/seal.ts';
import { makeRows, newSigner, openTrail, type Trail } from './seal-support.ts';
import { keepLog } from './support.ts';

let trail: Trail;
let signer: SealSigner;
beforeEach(async () => {
  trail = await openTrail();
  signer = newSigner();
});

const sealed = (log: ReturnType<typeof keepLog>) =>
  log.lines.filter(({ message }) => message === 'audit records sealed');

test('each seal is one line, with what witnesses it, and nothing is written where nothing was sealed', async () => {
  const log = keepLog();
  const sealer = createSealer({ store: trail.store, signer, log, maxRecords: 4 });
  await trail.records.append(makeRows(10));
  await sealer.sealNow();
  await sealer.sealNow();
  await sealer.flush();
  const seals = await trail.store.seals({ from: 1, limit: 10 });
  expect(seals.map(({ ids }) => ids.length)).toEqual([4, 4, 2]);
  expect(log.lines).toEqual(
    seals.map(({ header, ids, no }) => ({
      level: 'info',
      fields: { seal: no, records: ids.length, seal_hash: sealHash(header), key_id: signer.keyId },
      message: 'audit records sealed',
    })),
  );
});

test('a statement and a rotation are seals, too, by the key that signed them', async () => {
  const log = keepLog();
  const next = newSigner();
  const sealer = createSealer({ store: trail.store, signer, log });
  await sealer.seal({ statement: 'said\n' });
  await sealer.rotate(next);
  await sealer.seal({ statement: 'said again\n' });
  expect(sealed(log).map(({ fields }) => [fields['seal'], fields['records'], fields['key_id']])).toEqual([
    [1, 0, signer.keyId],
    [2, 0, signer.keyId],
    [3, 0, next.keyId],
  ]);
});

test('a seal whose answer was lost has its line once; one of another sealer has none here', async () => {
  const log = keepLog();
  let isLost = true;
  const store = {
    ...trail.store,
    async addSeal(...seal: Parameters<typeof trail.store.addSeal>) {
      await trail.store.addSeal(...seal);
      if (isLost) throw new Error('connection reset');
    },
  };
  await trail.records.append(makeRows(2));
  await createSealer({ store, signer, log }).sealNow();
  isLost = false;
  await createSealer({ store: trail.store, signer, log: keepLog() }).seal({ statement: 'elsewhere\n' });
  await createSealer({ store, signer, log }).sealNow();
  const [first] = await trail.store.seals({ from: 1, limit: 1 });
  expect(sealed(log).map(({ fields }) => fields['seal_hash'])).toEqual([sealHash(first?.header ?? '')]);
});
