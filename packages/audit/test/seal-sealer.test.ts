import { beforeEach, describe, expect, test } from 'vitest';
import {
  createSealer,
  createSigner,
  generateSealKey,
  lastSeal,
  parseSealHeader,
  type Seal,
  type Sealer,
  type SealerOptions,
  sealHash,
  type SealSigner,
  type SealStore,
} from '../src/seal.ts';
import { judgeChain, keepMeter, makeRows, manualClock, newSigner, openTrail, type Trail } from './seal-support.ts';
import { keepLog } from './support.ts';

let trail: Trail;
let signer: SealSigner;
beforeEach(async () => {
  trail = await openTrail();
  signer = newSigner();
});

const sealerOf = (options: Partial<SealerOptions> = {}): Sealer =>
  createSealer({ store: trail.store, signer, ...options });
const judge = (): ReturnType<typeof judgeChain> => judgeChain(trail.store, signer.publicKey);
const add = (count: number): Promise<void> => trail.records.append(makeRows(count));

/** The store with some of its methods in other hands. */
const storeWith = (change: Partial<SealStore>): SealStore => ({ ...trail.store, ...change });

describe('sealing', () => {
  test('seals what waits, oldest first, in seals of the size allowed, and leaves nothing', async () => {
    await add(25);
    const sealer = sealerOf({ maxRecords: 10 });
    expect(await sealer.sealNow()).toEqual({ seals: 3, records: 25 });
    expect(await sealer.sealNow()).toEqual({ seals: 0, records: 0 });
    expect(await judge()).toMatchObject({ faults: [], seals: 3, records: 25 });
    expect(await trail.store.totals()).toEqual({ records: 25, waiting: 0 });
    const seals = await trail.store.seals({ from: 1, limit: 10 });
    expect(seals.map((seal) => seal.ids.length)).toEqual([10, 10, 5]);
    const ids = seals.flatMap((seal) => seal.ids);
    expect(ids).toEqual(ids.toSorted());
  });

  test('a sealer that begins later goes on where the last one ended', async () => {
    for (let run = 0; run < 9; run += 1) {
      await add(2);
      await sealerOf().sealNow();
    }
    expect(await judge()).toMatchObject({ faults: [], seals: 9, records: 18 });
  });

  test('says in the header when it was sealed, of which trail and with which key', async () => {
    await add(1);
    await sealerOf({ clock: manualClock(1_767_322_812_345) }).sealNow();
    const [seal] = await trail.store.seals({ from: 1, limit: 1 });
    expect(parseSealHeader(seal?.header ?? '')).toMatchObject({
      trail: await trail.store.trail(),
      sealedAt: 1_767_322_812_345,
      key: signer.keyId,
    });
  });

  test('a statement is a seal over no records', async () => {
    const sealer = sealerOf();
    await add(3);
    const seal = await sealer.seal({ statement: 'said\n' });
    expect(seal).toMatchObject({ no: 1, ids: [], statement: 'said\n' });
    await sealer.sealNow();
    expect(await judge()).toMatchObject({ faults: [], seals: 2, records: 3 });
  });

  test('calls at the same time make one seal after the other', async () => {
    await add(5);
    const sealer = sealerOf({ maxRecords: 2 });
    await Promise.all([
      sealer.sealNow(),
      sealer.seal({ statement: 'a\n' }),
      sealer.sealNow(),
      sealer.rotate(newSigner()),
    ]);
    expect(await judge()).toMatchObject({ faults: [], seals: 5, records: 5 });
  });

  test('two sealers of one process never fork the chain', async () => {
    const sealers = [sealerOf({ maxRecords: 7 }), sealerOf({ maxRecords: 7 })];
    const work = Array.from({ length: 40 }, async (_, n) => {
      await add(5);
      await sealers[n % 2]?.sealNow();
    });
    await Promise.all(work);
    expect(await judge()).toMatchObject({ faults: [], records: 200 });
  });

  test('only what the queue gives is sealed', async () => {
    await add(2);
    trail.database.exec('DELETE FROM audit_unsealed WHERE id = (SELECT min(id) FROM audit_unsealed)');
    expect(await sealerOf().sealNow()).toEqual({ seals: 1, records: 1 });
    expect(await trail.store.strays({ limit: 10 })).toHaveLength(1);
  });

  test('tells of each seal in order, and goes on when that fails', async () => {
    await add(6);
    const log = keepLog();
    const told: number[] = [];
    const onSeal = async (seal: Seal): Promise<void> => {
      await new Promise(setImmediate);
      told.push(seal.no);
      if (seal.no === 2) throw new Error('no anchor today');
    };
    const sealer = sealerOf({ maxRecords: 2, onSeal, log });
    await sealer.start();
    await sealer.sealNow();
    await sealer.shutdown();
    expect(told).toEqual([1, 2, 3]);
    expect(log.lines.filter((line) => line.level === 'error')).toMatchObject([{ fields: { seal: 2 } }]);
  });
});

describe('in the background', () => {
  test('it looks at its interval, and counts', async () => {
    const clock = manualClock();
    const meter = keepMeter();
    const sealer = sealerOf({ clock, meter, everyMs: 1_000 });
    await sealer.start();
    await clock.pass(0);
    expect(meter.read()).toEqual({ unsealed: 0 });
    await add(3);
    await clock.pass(999);
    expect((await judge()).records).toBe(0);
    await clock.pass(1);
    expect(await judge()).toMatchObject({ faults: [], records: 3 });
    expect(meter.read()).toEqual({ sealed: 3, unsealed: 0 });
    await add(1);
    expect(await sealer.shutdown()).toEqual({ delivered: 4, lost: {}, pending: 0 });
    expect(clock.due).toEqual([]);
    await expect(sealer.sealNow()).rejects.toMatchObject({ code: 'PLB_LIFECYCLE_CLOSED' });
  });

  test('nothing is written while nothing waits, and the lease is free between two rounds', async () => {
    const clock = manualClock();
    let asked = 0;
    const store = storeWith({
      acquire(holder, ttlMs) {
        asked += 1;
        return trail.store.acquire(holder, ttlMs);
      },
    });
    const sealer = sealerOf({ clock, store });
    await sealer.start();
    await clock.pass(10_000);
    expect(asked).toBe(0);
    await add(1);
    await clock.pass(1_000);
    expect(asked).toBeGreaterThan(0);
    expect(await trail.store.acquire('somebody else', 1_000)).toBe(true);
    await sealer.shutdown({ timeoutMs: 0 });
  });

  test('a store that fails is asked again after pauses that grow, told once, and nothing is lost', async () => {
    const clock = manualClock();
    const meter = keepMeter();
    const log = keepLog();
    let down = true;
    const tries: number[] = [];
    const store = storeWith({
      async addSeal(seal, holder) {
        tries.push(clock.now());
        if (down) throw new Error('the store is down');
        return trail.store.addSeal(seal, holder);
      },
    });
    const sealer = sealerOf({ clock, meter, log, store });
    await add(4);
    await sealer.start();
    await clock.pass(300_000);
    const pauses = tries.slice(1).map((at, n) => at - (tries[n] ?? 0));
    expect(pauses.length).toBeGreaterThan(5);
    expect(Math.max(...pauses.slice(0, 2))).toBeLessThanOrEqual(4_000);
    expect(Math.min(...pauses.slice(6))).toBeGreaterThanOrEqual(15_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000);
    expect(meter.read()).toEqual({ 'seal_failures store': tries.length, unsealed: 4 });
    expect(log.lines.filter((line) => line.level === 'error')).toHaveLength(1);
    down = false;
    await clock.pass(30_000);
    expect(await judge()).toMatchObject({ faults: [], seals: 1, records: 4 });
    expect(log.lines.at(-1)?.message).toBe('audit records are sealed again');
    await sealer.shutdown();
  });

  test('an answer that is lost after the commit is not taken for a failure', async () => {
    await add(2);
    const meter = keepMeter();
    const store = storeWith({
      async addSeal(seal, holder) {
        await trail.store.addSeal(seal, holder);
        throw new Error('connection reset');
      },
    });
    expect(await sealerOf({ store, meter }).sealNow()).toEqual({ seals: 1, records: 2 });
    expect(meter.read()).toEqual({ sealed: 2 });
  });

  test('an answer that comes too late is counted when the seal is found', async () => {
    await add(2);
    const clock = manualClock();
    const meter = keepMeter();
    let late: (() => void) | undefined;
    const store = storeWith({
      addSeal: (seal, holder) =>
        late
          ? trail.store.addSeal(seal, holder)
          : new Promise((resolve, reject) => {
              late = () => void trail.store.addSeal(seal, holder).then(resolve, reject);
            }),
      // What hangs in the database holds on to its lease.
      release: (holder) => (late ? Promise.resolve() : trail.store.release(holder)),
    });
    const sealer = sealerOf({ store, meter, clock, leaseMs: 400 });
    await expect(sealer.sealNow()).rejects.toMatchObject({ code: 'PLB_AUDIT_STORE' });
    await trail.store.acquire(
      (trail.database.prepare('SELECT holder FROM audit_lease').get()?.['holder'] ?? '') as string,
      5_000,
    );
    late?.();
    await sealer.start();
    await add(1);
    await clock.pass(1_000);
    expect(meter.read()).toMatchObject({ sealed: 3, 'seal_failures store': 1 });
    expect(await judge()).toMatchObject({ faults: [], seals: 2, records: 3 });
    await sealer.shutdown();
  });

  test('a lease that was lost before the seal was stored counts as such, and nothing is stored', async () => {
    await add(2);
    const meter = keepMeter();
    const store = storeWith({
      async addSeal(seal, holder) {
        await trail.store.release(holder);
        await trail.store.acquire('another', 60_000);
        return trail.store.addSeal(seal, holder);
      },
    });
    await expect(sealerOf({ store, meter }).sealNow()).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    expect(meter.read()).toEqual({ 'seal_failures lease_lost': 1 });
    expect((await judge()).seals).toBe(0);
    expect((await trail.store.totals()).waiting).toBe(2);
  });

  test('a lease that is lost between two seals ends the work, and does not pass for having done it', async () => {
    await add(4);
    let tries = 0;
    const store = storeWith({
      async addSeal(seal, holder) {
        tries += 1;
        await trail.store.addSeal(seal, holder);
        await trail.store.release(holder);
        await trail.store.acquire('another', 60_000);
      },
    });
    await expect(sealerOf({ store, maxRecords: 2 }).sealNow()).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    expect(tries).toBe(1);
    expect(await judge()).toMatchObject({ faults: [], seals: 1, records: 2 });
  });

  test('a database that was set back is not sealed on until somebody has looked', async () => {
    const sealer = sealerOf({ maxRecords: 2 });
    await add(4);
    await sealer.sealNow();
    trail.database.exec('DROP TRIGGER audit_seals_no_delete; DELETE FROM audit_seals WHERE no = 2');
    await add(1);
    await expect(sealer.sealNow()).rejects.toThrow(/no longer holds seal 2/);
    // Whoever restarts it goes on from what is there, and the one that remembers still does not.
    await sealerOf().sealNow();
    await add(1);
    await expect(sealer.sealNow()).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    await sealerOf().sealNow();
    expect(await judge()).toMatchObject({ faults: [], seals: 3, records: 4 });
  });

  test('while another holder keeps the lease it waits, and says so to whoever asked', async () => {
    await add(1);
    const clock = manualClock();
    await trail.store.acquire('another', 3_600_000);
    const sealer = sealerOf({ clock });
    const asked = sealer.sealNow().catch((error: unknown) => error);
    await clock.pass(40_000);
    expect(await asked).toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    await sealer.start();
    await clock.pass(5_000);
    expect((await judge()).seals).toBe(0);
    await trail.store.release('another');
    await clock.pass(1_000);
    expect((await judge()).seals).toBe(1);
    await sealer.shutdown();
  });

  test('of two sealers one stands aside, and takes over when the other one ends', async () => {
    const clock = manualClock();
    const meters = [keepMeter(), keepMeter()];
    const [first, second] = meters.map((meter) => sealerOf({ clock, meter, leaseMs: 10_000 }));
    await first?.start();
    await clock.pass(0);
    await clock.pass(500);
    await second?.start();
    for (let quarter = 0; quarter < 120; quarter += 1) {
      await add(1);
      await clock.pass(250);
    }
    const made = meters.map((meter) => meter.read()['sealed'] ?? 0);
    expect(Math.min(...made)).toBeLessThanOrEqual(8);
    expect(Math.max(...made)).toBeGreaterThanOrEqual(108);
    await (made[0] === Math.max(...made) ? first : second)?.shutdown();
    await add(2);
    await clock.pass(10_000);
    expect(await judge()).toMatchObject({ faults: [], records: 122 });
    await first?.shutdown();
    await second?.shutdown();
  });

  test('the end of the shutdown does not wait for a store that hangs', async () => {
    const sealer = sealerOf({ store: storeWith({ waiting: () => new Promise(() => undefined) }), leaseMs: 60_000 });
    await sealer.start();
    await expect(sealer.shutdown({ timeoutMs: 10 })).resolves.toEqual({ delivered: 0, lost: {}, pending: 0 });
  });
});

describe('keys', () => {
  test('a rotation is a seal of the old key, and what follows is signed with the new one', async () => {
    const [first, second, third] = [signer, newSigner(), newSigner()];
    const sealer = sealerOf();
    await add(1);
    await sealer.sealNow();
    expect(parseSealHeader((await sealer.rotate(second)).header)).toMatchObject({
      no: 2,
      key: first.keyId,
      nextKey: { id: second.keyId },
    });
    await add(1);
    await sealer.sealNow();
    await sealer.rotate(third);
    await add(1);
    await sealer.sealNow();
    expect(await judge()).toEqual({
      faults: [],
      seals: 5,
      records: 3,
      keys: [first.keyId, second.keyId, third.keyId],
    });
  });

  test('the key of before is refused, at the start and by the store of a running sealer', async () => {
    const next = newSigner();
    const meter = keepMeter();
    const clock = manualClock();
    const stale = sealerOf({ meter, clock });
    await stale.start();
    await sealerOf().rotate(next);
    await add(1);
    await clock.pass(1_000);
    expect(meter.read()).toEqual({ 'seal_failures signer': 1, unsealed: 1 });
    await expect(sealerOf().start()).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
    await expect(sealerOf().sealNow()).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
    // It does not keep the lease from the one that has the key.
    expect(await sealerOf({ signer: next }).sealNow()).toEqual({ seals: 1, records: 1 });
    await stale.shutdown();
    expect((await judge()).faults).toEqual([]);
  });

  test('a rotation that was cut off after its seal is finished by the next call, without another seal', async () => {
    const next = newSigner();
    const done = await sealerOf().rotate(next);
    const sealer = sealerOf();
    expect(sealHash((await sealer.rotate(next)).header)).toBe(sealHash(done.header));
    await add(1);
    await sealer.sealNow();
    expect(await judge()).toMatchObject({ faults: [], seals: 2, keys: [signer.keyId, next.keyId] });
  });

  test('the key that seals is no next key', async () => {
    await expect(sealerOf().rotate(signer)).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
    expect((await judge()).seals).toBe(0);
  });

  test('a next key that does not sign is refused before it is introduced', async () => {
    const broken = createSigner({ publicKey: newSigner().publicKey.key, sign: async () => new Uint8Array(64) });
    await expect(sealerOf().rotate(broken)).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
    expect((await judge()).seals).toBe(0);
  });

  test('a last seal under the name of the key that it was not signed with is not built upon', async () => {
    await add(1);
    await sealerOf().sealNow();
    trail.database.exec('DROP TRIGGER audit_seals_no_update; UPDATE audit_seals SET signature = zeroblob(64)');
    await expect(sealerOf().start()).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
  });

  test('after a rotation the signature of before is judged where its key is given', async () => {
    const next = newSigner();
    await sealerOf().rotate(next);
    trail.database.exec('DROP TRIGGER audit_seals_no_update; UPDATE audit_seals SET signature = zeroblob(64)');
    await sealerOf({ signer: next, holder: 'a' }).start();
    const knowing = sealerOf({ signer: next, publicKeys: [signer.publicKey] });
    await expect(knowing.start()).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
  });

  test('a last seal that is none of this trail is not built upon', async () => {
    await add(1);
    await sealerOf().sealNow();
    trail.database.exec("DROP TRIGGER audit_seals_no_update; UPDATE audit_seals SET header = header || 'x'");
    await expect(sealerOf().start()).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    const other = await openTrail();
    await other.records.append(makeRows(1));
    await createSealer({ store: other.store, signer }).sealNow();
    const seals = await other.store.seals({ from: 1, limit: 9 });
    const store = storeWith({ seals: async ({ from }) => seals.filter((seal) => seal.no >= from) });
    await expect(sealerOf({ store }).start()).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
  });

  test('a service that signs is asked for the bytes of the header, and its failure counts as the signer', async () => {
    const pair = generateSealKey();
    const local = createSigner(pair.privateKey);
    const asked: string[] = [];
    let down = false;
    const remote = createSigner({
      keyId: pair.keyId,
      publicKey: pair.publicKey,
      async sign(bytes) {
        if (down) throw new Error('throttled');
        asked.push(Buffer.from(bytes).toString());
        return local.sign(bytes);
      },
    });
    const meter = keepMeter();
    const sealer = sealerOf({ signer: remote, meter });
    await add(1);
    await sealer.sealNow();
    const [seal] = await trail.store.seals({ from: 1, limit: 1 });
    expect(asked).toEqual([seal?.header]);
    down = true;
    await add(1);
    await expect(sealer.sealNow()).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
    expect(meter.read()).toMatchObject({ 'seal_failures signer': 1 });
    down = false;
    expect(await sealer.sealNow()).toEqual({ seals: 1, records: 1 });
  });

  test('a service that hangs is given up after the time of a lease', async () => {
    const hanging = createSigner({ publicKey: signer.publicKey.key, sign: () => new Promise(() => undefined) });
    await add(1);
    await expect(sealerOf({ signer: hanging, leaseMs: 20 }).sealNow()).rejects.toMatchObject({ code: 'PLB_AUDIT_KEY' });
  });

  test('a store of another trail is refused where the trail is named', async () => {
    await add(1);
    const trailCheck = '019f0000-0000-7000-8000-00000000ffff';
    await expect(sealerOf({ trailCheck }).start()).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    await expect(sealerOf({ trailCheck }).sealNow()).rejects.toMatchObject({ code: 'PLB_AUDIT_SEAL' });
    await expect(sealerOf({ trailCheck: await trail.store.trail() }).sealNow()).resolves.toMatchObject({ seals: 1 });
  });
});

describe('the start', () => {
  test('is refused where there are no tables that a seal fits in', async () => {
    trail.database.exec('DROP TRIGGER audit_trail_no_delete; DELETE FROM audit_trail');
    await expect(sealerOf().start()).rejects.toMatchObject({ code: 'PLB_AUDIT_STORE' });
  });

  test('goes on while the store cannot be reached, and seals once it can', async () => {
    const clock = manualClock();
    const log = keepLog();
    let down = true;
    const store = storeWith({
      trail: async () => (down ? Promise.reject(new Error('connect ECONNREFUSED')) : trail.store.trail()),
    });
    await add(1);
    const sealer = sealerOf({ store, clock, log });
    await sealer.start();
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { code: 'PLB_AUDIT_STORE' } }]);
    await clock.pass(1_000);
    down = false;
    await clock.pass(30_000);
    expect(await judge()).toMatchObject({ faults: [], seals: 1 });
    await sealer.shutdown();
  });

  test('goes on while the store does not answer', async () => {
    const log = keepLog();
    const sealer = sealerOf({ store: storeWith({ trail: () => new Promise(() => undefined) }), log, leaseMs: 20 });
    await sealer.start();
    expect(log.lines[0]).toMatchObject({ level: 'warn', fields: { code: 'PLB_AUDIT_STORE' } });
    await sealer.shutdown({ timeoutMs: 0 });
  });
});

test('the last seal is found in few reads, wherever it is', async () => {
  for (const count of [...Array(140).keys(), 1_000, 65_537]) {
    let reads = 0;
    const source = {
      async seals({ from }: { from: number }): Promise<Seal[]> {
        reads += 1;
        return from <= count ? [{ no: from, header: '', ids: [], leaves: [], signature: new Uint8Array() }] : [];
      },
    };
    expect((await lastSeal(source))?.no ?? 0).toBe(count);
    expect(reads).toBeLessThanOrEqual(40);
    const known = { no: count, header: '', ids: [], leaves: [], signature: new Uint8Array() };
    expect(await lastSeal(source, known)).toBe(known);
  }
});

test.each([
  [{ everyMs: 0 }, /`everyMs`/],
  [{ maxRecords: 1.5 }, /`maxRecords`/],
  [{ leaseMs: 2 ** 31 }, /`leaseMs`/],
  [{ holder: '' }, /`holder`/],
  [{ trailCheck: 'mine' }, /`trailCheck`/],
  [{ signer: {} as never }, /`signer`/],
  [{ store: {} as never }, /`store`/],
  [{ every: 5 } as never, /`every` is no option/],
])('%o is refused before anything is opened', (wrong: Partial<SealerOptions>, message) => {
  expect(() => sealerOf(wrong)).toThrow(message);
});
