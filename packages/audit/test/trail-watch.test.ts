import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Clock } from '@plumbline/core';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type AuditRow, type AuditStore, createAudit, createOwnRecords } from '../src/index.ts';
import { postgresEvidence, postgresGrants, postgresStore } from '../src/postgres.ts';
import { createSealer, type SealStore } from '../src/seal.ts';
import { publishAnchors } from '../src/anchors.ts';
import { sqliteEvidence, sqliteStore } from '../src/sqlite.ts';
import { empty } from './postgres-support.ts';
import { keepMeter, type KeptMeter, makeRows, type ManualClock, manualClock, newSigner } from './seal-support.ts';
import { actions, type KeptLog, keepLog, service, useFolder } from './support.ts';

const START = 1_767_322_800_000;
const folder = useFolder();
const pg = await PGlite.create();
afterAll(() => pg.close());

/** A trail as an application has it, and what a process of another role has of it. */
interface Place {
  readonly store: AuditStore;
  readonly evidence: SealStore;
  /** Does something with the rights of the owner. */
  asOwner<T>(this: void, work: () => Promise<T>): Promise<T>;
}

const places: Readonly<Record<string, () => Promise<Place>>> = {
  async sqlite() {
    const file = { path: path.join(folder(), 'audit.sqlite') };
    return { store: sqliteStore(file), evidence: sqliteEvidence(file), asOwner: (work) => work() };
  },
  async postgres() {
    await empty(pg);
    await postgresStore(pg).migrate();
    await pg.exec('DO $$ BEGIN CREATE ROLE app; EXCEPTION WHEN duplicate_object THEN NULL; END $$');
    for (const sql of postgresGrants('app')) await pg.exec(sql);
    await pg.exec('SET ROLE app');
    return {
      store: postgresStore(pg),
      evidence: postgresEvidence(pg),
      async asOwner(work) {
        await pg.exec('RESET ROLE');
        const result = await work();
        await pg.exec('SET ROLE app');
        return result;
      },
    };
  },
};

let clock: ManualClock;
let meter: KeptMeter;
let log: KeptLog;

beforeEach(() => {
  clock = manualClock(START);
  meter = keepMeter();
  log = keepLog();
});

function watched(store: AuditStore, more: { readonly sealedHere?: boolean; readonly clock?: Clock } = {}) {
  const spoolDirectory = path.join(folder(), 'spool');
  return createAudit({ actions, store, spoolDirectory, service, clock, meter, log, ...more });
}

/** What the trail itself is said to be like, without what a recorder counts. */
function trail(): Record<string, number> {
  const names = /^(?:unsealed|unsealed_age|anchor_age|verified_age|findings)$/;
  return Object.fromEntries(Object.entries(meter.read()).filter(([name]) => names.test(name)));
}

/** Records of `ago` seconds before the start: an ID has the time that a seal is waited for since. */
const rowsOf = (count: number, ago: number): AuditRow[] =>
  makeRows(count).map((row) => {
    const at = START - ago * 1_000;
    const time = at.toString(16).padStart(12, '0');
    return { ...row, id: `${time.slice(0, 8)}-${time.slice(8)}${row.id.slice(13)}`, recordedAt: at };
  });

const verification = (at: number, findings: number, outcome: 'success' | 'failed' = 'success'): AuditRow => {
  const result = outcome === 'failed' ? 'incomplete' : findings === 0 ? 'intact' : 'findings';
  const metadata = { result, first_seal: 1, last_seal: 1, anchored_up_to: 0 } as const;
  const make = createOwnRecords({ service, clock: { ...clock, now: () => at } });
  return make('audit.verified', { outcome, metadata, counts: { findings } });
};

describe.each(Object.entries(places))('an application on %s', (_, open) => {
  test('says what another process has sealed and anchored, and what waits', async () => {
    const { asOwner, evidence, store } = await open();
    await using audit = watched(store);
    await audit.start();
    expect(trail()).toEqual({});
    await clock.pass(5_000);
    expect(trail()).toEqual({ unsealed: 0, unsealed_age: 0 });
    await store.append(rowsOf(3, 600));
    await clock.pass(30_000);
    expect(trail()).toEqual({ unsealed: 3, unsealed_age: 635, verified_age: 635 });
    await asOwner(async () => {
      await createSealer({ store: evidence, signer: newSigner() }).sealNow();
      const target = { kind: 'memory', publish: async () => ({ where: 'here' }) };
      await publishAnchors({ store: evidence, targets: [target] });
    });
    await clock.pass(30_000);
    expect(trail()).toEqual({ unsealed: 0, unsealed_age: 0, anchor_age: 0, verified_age: 665 });
  });

  test('never verified is as old as the first record; a verification that came to a result is the newest of those', async () => {
    const { store } = await open();
    await store.append(rowsOf(2, 3_600));
    await using audit = watched(store);
    await audit.start();
    await clock.pass(5_000);
    expect(trail()).toMatchObject({ verified_age: 3_605 });
    expect(trail()).not.toHaveProperty('findings');
    await store.append([verification(START - 60_000, 2)]);
    // It could not check everything: neither the age nor the findings follow it.
    await store.append([verification(START - 10_000, 0, 'failed')]);
    await clock.pass(30_000);
    expect(trail()).toMatchObject({ verified_age: 95, findings: 2 });
    await store.append([verification(START + 30_000, 0)]);
    await clock.pass(30_000);
    expect(trail()).toMatchObject({ verified_age: 35, findings: 0 });
  });
});

test('a sealer with the same meter is not said twice', async () => {
  const store = sqliteStore({ path: path.join(folder(), 'audit.sqlite') });
  await store.append(rowsOf(1, 60));
  await using audit = watched(store, { sealedHere: true });
  await audit.start();
  await clock.pass(5_000);
  expect(trail()).toEqual({ unsealed_age: 65, verified_age: 65 });
});

test('seals that the newest anchor does not cover are as old as the first of them', async () => {
  const file = { path: path.join(folder(), 'audit.sqlite') };
  const [store, evidence] = [sqliteStore(file), sqliteEvidence(file)];
  const signer = newSigner();
  const sealer = createSealer({ store: evidence, signer, clock });
  await store.append(rowsOf(1, 60));
  await sealer.sealNow();
  const target = { kind: 'memory', publish: async () => ({ where: 'here' }) };
  await publishAnchors({ store: evidence, targets: [target], clock });
  await clock.pass(1_000_000);
  await using audit = watched(store);
  await audit.start();
  for (let n = 0; n < 2; n += 1) {
    await store.append(rowsOf(1, n));
    await sealer.sealNow();
    await clock.pass(15_000);
  }
  await clock.pass(5_000);
  expect(trail()).toMatchObject({ anchor_age: 35 });
});

test('a store without an answer ends no call; a number grows stale, an age goes on, and one line tells', async () => {
  const real = sqliteStore({ path: path.join(folder(), 'audit.sqlite') });
  await real.append(rowsOf(1, 60));
  let down = false;
  const broken = <T>(work: () => Promise<T>): Promise<T> =>
    down ? Promise.reject(new Error('the store is down')) : work();
  const store: AuditStore = {
    ...real,
    standing: () => broken(async () => (await real.standing?.()) ?? { waiting: -1 }),
    read: (options) => broken(() => real.read(options)),
  };
  await using audit = watched(store);
  await audit.start();
  await clock.pass(5_000);
  down = true;
  await clock.pass(90_000);
  expect(trail()).toEqual({ unsealed: 1, unsealed_age: 155, verified_age: 155 });
  await clock.pass(30_000);
  expect(trail()).toEqual({ verified_age: 185 });
  expect(log.lines.filter(({ message }) => message === 'audit metrics are incomplete')).toHaveLength(1);
  down = false;
  await clock.pass(30_000);
  expect(trail()).toMatchObject({ unsealed: 1 });
});

test('a role that may not ask how much waits is told once, and says the rest', async () => {
  const { asOwner, store } = await (places['postgres'] as () => Promise<Place>)();
  await asOwner(() => pg.exec('REVOKE EXECUTE ON FUNCTION audit_standing() FROM app'));
  await store.append(rowsOf(1, 60));
  await using audit = watched(store);
  await audit.start();
  await clock.pass(65_000);
  expect(trail()).toEqual({ verified_age: 125 });
  const told = log.lines.filter(({ message }) => message === 'audit metrics are incomplete');
  expect(told.map(({ fields, level }) => [level, fields['fix']])).toEqual([
    ['warn', expect.stringContaining('postgresGrants(role)')],
  ]);
});

test('after the end nothing is asked, and the gauges answer once more', async () => {
  const real = sqliteStore({ path: path.join(folder(), 'audit.sqlite') });
  await real.append(rowsOf(1, 60));
  let asked = 0;
  const store: AuditStore = {
    ...real,
    async standing() {
      asked += 1;
      return { waiting: 1 };
    },
  };
  const audit = watched(store);
  await audit.start();
  await clock.pass(5_000);
  await audit.shutdown();
  expect(trail()).toMatchObject({ unsealed: 1 });
  await Promise.resolve();
  expect(trail()).toEqual({});
  await clock.pass(120_000);
  expect(asked).toBe(1);
});
