import { beforeEach, describe, expect, test } from 'vitest';
import { createOwnRecords, leafHash, toRow, type AuditRow } from '../src/index.ts';
import { createSealer, createSigner, generateSealKey, makeSeal, sealHash, type SealSigner } from '../src/seal.ts';
import { clock, DAY, dyingStore, idOf, keptTrail, type KeptTrail, NOW, rowOf, service, START } from './keep-support.ts';
import { dropTriggers } from './tamper-support.ts';

let trail: KeptTrail;
beforeEach(async () => {
  trail = await keptTrail();
});

const before = START + 10 * DAY;
const asked = { before, classes: ['access'] as const };
const statementOf = (time: number): string =>
  `plumbline-audit-prune v1\nbefore ${new Date(time).toISOString()}\nclasses access\nseal 5 all\n`;
const OLD = statementOf(START + 40 * DAY);

const newSigner = (): SealSigner => createSigner(generateSealKey().privateKey);

/** What a role that may add seals, and has no key, can put behind the last one. */
async function addForged(signer: SealSigner, change: { readonly header?: string; readonly signature?: Uint8Array }) {
  const [last] = await trail.store.seals({ from: 5, limit: 1 });
  const previous = sealHash(last?.header ?? '');
  const content = { trail: await trail.store.trail(), no: 6, sealedAt: NOW, previous, leaves: [], statement: OLD };
  await trail.store.acquire('forger', 60_000);
  await trail.store.addSeal({ ...(await makeSeal(content, signer)), ...change }, 'forger');
  await trail.store.release('forger');
}

const forgeries: [string, () => Promise<unknown>][] = [
  ['with a header that is none', () => addForged(newSigner(), { header: 'junk', signature: new Uint8Array(64) })],
  ['that bears the name of the key and no signature', () => addForged(trail.signer, { signature: new Uint8Array(64) })],
  ['of another key', () => addForged(newSigner(), {})],
  ['of records that were less than a day old', () => trail.sealer.seal({ statement: statementOf(NOW - DAY / 2) })],
  ['that cannot be read', () => trail.sealer.seal({ statement: OLD.replace('access', 'nosuchclass') })],
  [
    'that was put beside a seal',
    async () => {
      await trail.sealer.seal({ statement: statementOf(START) });
      dropTriggers(trail.database);
      trail.database.prepare('UPDATE audit_seals SET statement = ? WHERE no = 6').run(OLD);
    },
  ],
  [
    'behind a seal that was changed',
    async () => {
      await trail.sealer.seal({ statement: OLD });
      dropTriggers(trail.database);
      trail.database.exec('UPDATE audit_seals SET leaves = zeroblob(length(leaves)) WHERE no = 2');
    },
  ],
];

describe('an earlier statement', () => {
  test.each(forgeries)('%s is not obeyed, and nothing is deleted', async (_what, forge) => {
    const ids = await trail.ids();
    await forge();
    await expect(trail.keeper().prune(asked)).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    expect(await trail.ids()).toEqual(ids);
  });

  test('of before a rotation is obeyed where the key of before is given', async () => {
    const dying = dyingStore(trail.store, 1, 'before', ['deleteRows']);
    await expect(trail.keeper({ store: dying }).prune(asked)).rejects.toThrow('killed');
    const next = newSigner();
    await trail.keeper().rotate(next);
    const { publicKey } = trail.signer;
    const sealer = createSealer({ store: trail.store, signer: next, clock });
    const keyless = trail.keeper({ sealer });
    await expect(keyless.prune(asked)).rejects.toMatchObject({
      code: 'PLB_AUDIT_SEAL',
      fix: expect.stringContaining('--public-key') as string,
    });
    expect(await trail.ids()).toContain(idOf(0));
    expect(await trail.keeper({ sealer, publicKeys: [publicKey] }).prune(asked)).toMatchObject({ deleted: 10 });
    const informed = createSealer({ store: trail.store, signer: next, publicKeys: [publicKey], clock });
    expect(await trail.keeper({ sealer: informed }).prune(asked)).toMatchObject({ deleted: 0 });
    expect(await trail.verify()).toMatchObject({ findings: [], pruned: 10 });
  });

  test('is not looked for in vain: a trail that was never pruned needs no key of before', async () => {
    const next = newSigner();
    await trail.keeper().rotate(next);
    const sealer = createSealer({ store: trail.store, signer: next, clock });
    expect(await trail.keeper({ sealer }).prune(asked)).toMatchObject({ deleted: 10 });
  });

  test('needs keys that are some', () => {
    expect(() => trail.keeper({ publicKeys: ['none'] })).toThrow(/PLB_AUDIT_KEY/);
  });
});

test('nothing is deleted where the clock was set back before the statement was sealed, and the trail stays intact', async () => {
  const ids = await trail.ids();
  let now = NOW;
  const moved = { ...clock, now: () => now };
  const sealer = createSealer({ store: trail.store, signer: trail.signer, clock: moved });
  const slow: typeof sealer = {
    ...sealer,
    publicKeys: sealer.publicKeys,
    async sealNow() {
      now = START + 5 * DAY;
      return sealer.sealNow();
    },
  };
  const keeper = trail.keeper({ sealer: slow, clock: moved });
  await expect(keeper.prune(asked)).rejects.toMatchObject({
    code: 'PLB_AUDIT_SEAL',
    fix: expect.stringContaining('clock') as string,
  });
  expect(await trail.ids()).toEqual(ids);
  expect(await trail.verify()).toMatchObject({ findings: [], pruned: 0 });
  now = NOW;
  expect(await trail.keeper().prune(asked)).toMatchObject({ deleted: 10 });
  expect(await trail.verify()).toMatchObject({ findings: [], pruned: 10 });
  // A sealer that looks at no time: the keeper looks at what it made.
  const careless = { ...slow, seal: async ({ statement }: { statement: string }) => sealer.seal({ statement }) };
  const next = trail.keeper({ sealer: careless, clock: moved }).prune({ ...asked, before: START + 12 * DAY });
  await expect(next).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
  expect(await trail.ids()).toContain(idOf(11));
});

describe('the record of a prune', () => {
  /** As whoever may add records makes it: with the service's name, and the number that the statement is going to have. */
  const forge = (seal: number): Promise<unknown> => {
    const metadata = { before: new Date(START).toISOString(), classes: ['access' as const], seal };
    return trail.records.append([
      createOwnRecords({ service, clock })('audit.pruned', { counts: { records: 1 }, metadata }),
    ]);
  };
  const counted = async (): Promise<unknown[]> =>
    (await trail.own('audit.pruned')).map(({ counts }) => counts?.['records']);

  test('is made by the keeper where somebody made one beforehand', async () => {
    await forge(7);
    expect(await trail.keeper().prune(asked)).toMatchObject({ statements: [7] });
    expect(await counted()).toEqual(expect.arrayContaining([1, 10]));
  });

  test.each([
    ['before its statement', 7, () => forge(7), async () => undefined],
    ['of a statement that there is not', 6, async () => undefined, () => forge(99)],
  ])('%s keeps no call that was cut off from being finished and recorded', async (_what, statement, early, late) => {
    await early();
    await trail.sealer.sealNow();
    const dying = dyingStore(trail.records, 1, 'before', ['append']);
    await expect(trail.keeper({ auditStore: dying }).prune(asked)).rejects.toThrow('killed');
    await late();
    expect(await trail.keeper().prune(asked)).toMatchObject({ deleted: 10, statements: [statement] });
    expect(new Set(await counted())).toEqual(new Set([1, 10]));
    expect(await trail.verify()).toMatchObject({ findings: [], pruned: 10 });
  });
});

/** Rows with their personal values, as a spool would deliver them again. */
async function spooled(count: number): Promise<AuditRow[]> {
  const rows = await trail.records.read({ limit: count });
  const values = await trail.store.personalOf(rows.map(({ id }) => id));
  return rows.map(({ body, id, leaf }) => {
    const personal = values.flatMap(({ field, id: of, salt, value }) =>
      of === id && salt !== null && value !== null ? [{ field, salt, value }] : [],
    );
    return toRow(body, leaf, personal.length > 0 ? personal : undefined);
  });
}

describe('records that a spool delivers again after they were pruned', () => {
  test.each([
    ['and that were sealed again', () => trail.sealer.sealNow()],
    ['and that wait for their second seal', () => undefined],
  ])('%s go under a statement about both seals', async (_what, seal) => {
    const rows = await spooled(10);
    await trail.keeper().prune(asked);
    await trail.records.append(rows);
    await seal();
    expect(await trail.store.personalOf(rows.map(({ id }) => id))).toHaveLength(4);
    expect(await trail.keeper().prune(asked)).toMatchObject({ deleted: 10, statements: [8], suspicious: 0 });
    const [sealed] = await trail.store.seals({ from: 8, limit: 1 });
    expect(sealed?.statement).toMatch(/\nseal 1 all\nseal 2 Dw==\nseal 7 /);
    expect(await trail.store.personalOf(rows.map(({ id }) => id))).toEqual([]);
    const { findings, pruned } = await trail.verify();
    expect([...new Set(findings.map(({ problem }) => problem))]).toEqual(['sealed_twice']);
    expect(pruned).toBe(20);
    expect(await trail.keeper().prune(asked)).toMatchObject({ deleted: 0 });
  });

  test('are left where they are not what one of the seals has', async () => {
    await trail.keeper().prune(asked);
    const { body } = rowOf(1, { personal: false });
    const other = body.replace('u_admin', 'u_other');
    await trail.records.append([toRow(other, leafHash(other))]);
    expect(await trail.keeper().prune(asked)).toMatchObject({ deleted: 0, suspicious: 1 });
  });
});

test('a record whose ID is of later than its time is pruned when its ID is old enough, so that verification agrees', async () => {
  const { body } = rowOf(15, { personal: false });
  const early = body
    .replaceAll(new Date(START + 15 * DAY).toISOString(), new Date(START + DAY).toISOString())
    .replace(idOf(15), idOf(15).replace('7000', '7001'));
  await trail.records.append([toRow(early, leafHash(early))]);
  await trail.sealer.sealNow();
  await trail.sealer.seal({ statement: statementOf(before).replace('seal 5', 'seal 6') });
  expect(await trail.keeper().prune(asked)).toMatchObject({ deleted: 10, suspicious: 0, unsealed: 0 });
  expect(await trail.keeper().prune({ ...asked, before: START + 16 * DAY })).toMatchObject({ deleted: 7 });
  expect(await trail.verify()).toMatchObject({ findings: [], pruned: 17 });
});
