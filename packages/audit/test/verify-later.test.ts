import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportTrail, judgeVerification, verifyTrail } from '../src/evidence.ts';
import { leafHash, toRow } from '../src/index.ts';
import { makeSeal, sealHash } from '../src/seal.ts';
import { useFolder } from './support.ts';
import {
  addSeal,
  clock,
  editLines,
  idOf,
  linesOf,
  named,
  newSigner,
  NOW,
  putSeal,
  rowOf,
  type TamperTrail,
  tamperTrail,
  verifyFolder,
} from './tamper-support.ts';

const folder = useFolder();
const hex = (texts: readonly string[]): Buffer => Buffer.from(texts.join('').replaceAll('-', ''), 'hex');

describe('behind a rotation, where verification begins', () => {
  /** Seal 5 introduces the next key and seal 6 is signed with it, or made anew with the replaced one. */
  async function rotated(isForged: boolean) {
    const trail = await tamperTrail();
    const next = newSigner();
    const five = await addSeal(trail.evidence, trail.signer, { next });
    await trail.add(26, 28);
    await addSeal(trail.evidence, next);
    const leaves = [26, 27].map((n) => rowOf(n)).map(({ id, leaf }) => ({ id, leaf }));
    const content = {
      trail: await trail.evidence.trail(),
      no: 6,
      sealedAt: NOW,
      previous: sealHash(five.header),
      leaves,
    };
    if (isForged) {
      trail.sql('DELETE FROM audit_personal');
      for (const n of [26, 27])
        trail.sql(
          'UPDATE audit_log SET body = ?, leaf_hash = ? WHERE id = ?',
          rowOf(n).body,
          hex([rowOf(n).leaf]),
          idOf(n),
        );
      putSeal(trail, 6, await makeSeal(content, trail.signer));
    }
    const verify = async (...keys: (typeof next)[]) =>
      named(await trail.verify({ from: 6, publicKeys: keys.map(({ publicKey }) => publicKey) })).filter(
        (finding) => 'seal' in finding && !('id' in finding),
      );
    return { trail, next, verify };
  }

  test('a seal with the replaced key is named', async () => {
    const { next, trail, verify } = await rotated(true);
    expect(await verify(trail.signer, next)).toEqual([{ problem: 'key_retired', seal: 6 }]);
    expect(await verify(trail.signer)).toEqual([{ problem: 'key_differs', seal: 6 }]);
  });

  test('a seal with the right one is not', async () => {
    const { next, trail, verify } = await rotated(false);
    expect(await verify(trail.signer, next)).toEqual([]);
    expect(await verify(next)).toEqual([]);
    expect(await verify(trail.signer)).toEqual([{ problem: 'key_unknown', seal: 6 }]);
  });

  test('neither is one with a given key behind that of a lost one', async () => {
    const trail = await tamperTrail();
    const next = newSigner();
    await addSeal(trail.evidence, next);
    const keys = [trail.signer, next].map(({ publicKey }) => publicKey);
    expect(named(await trail.verify({ from: 5, publicKeys: keys }))).toEqual([]);
  });
});

test('a key that was replaced does not come back, whatever the seal of its successor says', async () => {
  const trail = await tamperTrail();
  const second = newSigner();
  await addSeal(trail.evidence, trail.signer, { next: second });
  await trail.add(26, 28);
  await addSeal(trail.evidence, second, { next: trail.signer });
  await trail.add(28, 30);
  await addSeal(trail.evidence, trail.signer);
  const publicKeys = [trail.signer, second].map(({ publicKey }) => publicKey);
  const named7 = named(await trail.verify({ publicKeys })).filter((finding) => 'seal' in finding && !('id' in finding));
  expect(named7).toContainEqual({ problem: 'key_retired', seal: 7 });
});

describe('an export of later seals', () => {
  test.each([1, 2, 4])('with a record under a seal line of number %i that nobody signed names that', async (no) => {
    const trail = await tamperTrail();
    const target = path.join(folder(), 'export');
    await exportTrail(trail.evidence, target, { clock, from: 3 });
    const { body, id, leaf } = rowOf(12, 'u_forged', idOf(100));
    const line = `{"id":"${id}","leaf":"${leaf}","record":${body}}`;
    const [first = ''] = linesOf(target, 'seals.jsonl');
    const { records } = JSON.parse(first) as { records: [number, number] };
    const at = records[0] + records[1];
    const signature = Buffer.alloc(64).toString('base64');
    const length = Buffer.byteLength(line) + 1;
    const seal = { no, header: 'forged', signature, records: [at, length], ids: [id], leaves: [leaf] };
    editLines(target, 'records.jsonl', (lines) => [...lines.slice(0, 6), line, ...lines.slice(6)]);
    editLines(target, 'seals.jsonl', ([one = '', two = '']) => {
      const behind = JSON.parse(two) as { records: [number, number] };
      return [one, JSON.stringify(seal), JSON.stringify({ ...behind, records: [at + length, behind.records[1]] })];
    });
    const manifest = path.join(target, 'manifest.json');
    const said = JSON.parse(readFileSync(manifest, 'utf8')) as { records: number };
    writeFileSync(manifest, JSON.stringify({ ...said, records: said.records + 1 }));
    const result = await verifyFolder(trail, target);
    expect(named(result)).toContainEqual({ problem: 'header_unreadable', seal: no });
    expect(judgeVerification(result, { acceptPartial: true }).exitCode).toBe(1);
  });
});

/** A record that was put in the log past the queue. */
async function slipIn(trail: TamperTrail): Promise<string> {
  const row = rowOf(8, 'u_forged', idOf(100));
  trail.sql('CREATE TABLE kept AS SELECT * FROM audit_unsealed');
  await trail.store.append([row]);
  trail.sql('DELETE FROM audit_unsealed');
  trail.sql('INSERT INTO audit_unsealed SELECT * FROM kept');
  trail.sql('DELETE FROM audit_personal WHERE id = ?', row.id);
  return row.id;
}

test.each([1, 2])('a row of audit_seals that has no number of a seal hides no record (from %i)', async (from) => {
  const trail = await tamperTrail();
  const id = await slipIn(trail);
  expect(named(await trail.verify({ from }))).toContainEqual({ problem: 'unsealed', id });
  trail.sql(
    'INSERT INTO audit_seals (no, header, ids, leaves, signature, first_id, last_id) VALUES (0, ?, ?, ?, ?, ?, ?)',
    'x',
    hex([id]),
    Buffer.alloc(32),
    Buffer.alloc(64),
    id,
    id,
  );
  expect(named(await trail.verify({ from }))).toContainEqual({ problem: 'unsealed', id });
});

test.each(['2900-01-01T00:00:00.000Z', new Date(NOW).toISOString()])(
  'records that wait too long are named, whatever record has the first ID (of %s)',
  async (recordedAt) => {
    const trail = await tamperTrail();
    const id = '00000000-0000-7000-8000-000000000001';
    const body = rowOf(1, 'u_1', id).body.replace(/"recorded_at":"[^"]*"/, `"recorded_at":"${recordedAt}"`);
    await trail.store.append([toRow(body, leafHash(body))]);
    const later = { ...clock, now: () => NOW + 2 * 3_600_000 };
    const publicKeys = [trail.signer.publicKey];
    const result = await verifyTrail(trail.evidence, { publicKeys, clock: later, maxWaitingAgeMs: 2 * 3_600_000 });
    expect(named(result)).toEqual([{ problem: 'sealer_behind', id: idOf(24) }]);
  },
);
