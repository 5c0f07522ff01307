import { beforeEach, describe, expect, test } from 'vitest';
import { parsePruneStatement } from '../src/evidence.ts';
import { clock, DAY, dyingStore, idOf, keptTrail, type KeptTrail, NOW, rowOf, service, START } from './keep-support.ts';
import { dropTriggers } from './tamper-support.ts';
import { leafHash, toRow } from '../src/index.ts';
import { createKeeper, type Retention } from '../src/keep.ts';
import { createSealer } from '../src/seal.ts';
import { keepLog } from './support.ts';

let trail: KeptTrail;
beforeEach(async () => {
  trail = await keptTrail();
});

const before = START + 10 * DAY;
const asked = { before, classes: ['access'] as const };
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => idOf(from + index));
const intact = async (pruned: number): Promise<void> => {
  expect(await trail.verify()).toMatchObject({ findings: [], pruned });
};

describe('pruning', () => {
  test('deletes what is older under a signed statement, and the trail stays intact', async () => {
    const report = await trail.keeper().prune(asked);
    expect(report).toEqual({
      dryRun: false,
      deleted: 10,
      prunable: 0,
      statements: [6],
      held: 0,
      unsealed: 0,
      suspicious: 0,
    });
    expect((await trail.ids()).slice(0, 20)).toEqual(range(10, 30));
    const [seal] = await trail.store.seals({ from: 6, limit: 1 });
    expect(seal?.statement).toBe(
      `plumbline-audit-prune v1\nbefore ${new Date(before).toISOString()}\nclasses access\nseal 1 all\nseal 2 Dw==\n`,
    );
    expect(parsePruneStatement(seal?.statement ?? '', 6)?.seals.size).toBe(2);
    const [record] = await trail.own('audit.pruned');
    expect(record).toMatchObject({
      counts: { records: 10 },
      metadata: { before: new Date(before).toISOString(), classes: ['access'], seal: 6 },
    });
    expect(await trail.store.personalOf(range(0, 10))).toEqual([]);
    await intact(10);
  });

  test('has nothing left to do the second time, and goes on where it ended', async () => {
    const keeper = trail.keeper();
    await keeper.prune(asked);
    expect(await keeper.prune(asked)).toMatchObject({ deleted: 0, statements: [] });
    expect(await trail.own('audit.pruned')).toHaveLength(1);
    expect(await keeper.prune({ ...asked, before: START + 13 * DAY })).toMatchObject({ deleted: 3 });
    await intact(13);
  });

  test('leaves other classes alone', async () => {
    trail = await keptTrail((n) => ({ class: n % 2 === 0 ? 'security' : 'access' }));
    expect(await trail.keeper().prune(asked)).toMatchObject({ deleted: 5 });
    expect(await trail.keeper().prune({ before, classes: ['security', 'data'] })).toMatchObject({ deleted: 5 });
    await intact(10);
  });

  test('counts without changing anything when asked to', async () => {
    const ids = await trail.ids();
    expect(await trail.keeper().prune({ ...asked, dryRun: true })).toMatchObject({
      dryRun: true,
      prunable: 10,
      deleted: 0,
    });
    expect(await trail.ids()).toEqual(ids);
    expect(await trail.store.seals({ from: 6, limit: 1 })).toEqual([]);
  });

  test('seals what is stored first, and leaves what the sealer could not take', async () => {
    const late = rowOf(5, { personal: false });
    const body = late.body.replaceAll(late.id, `${late.id.slice(0, -4)}ffff`);
    await trail.records.append([toRow(body, leafHash(body))]);
    const lazy = { ...trail.sealer, sealNow: async () => ({ seals: 0, records: 0 }) };
    expect(await trail.keeper({ sealer: lazy }).prune(asked)).toMatchObject({ deleted: 10, unsealed: 1 });
    expect(await trail.keeper().prune(asked)).toMatchObject({ deleted: 1, unsealed: 0 });
    await intact(11);
  });

  test('does not touch what a hold covers, until it is released', async () => {
    const keeper = trail.keeper();
    await keeper.hold('case-17', { subject: 'u_4' });
    const report = { held: 1, unsealed: 0, suspicious: 0 };
    expect(await keeper.prune({ ...asked, dryRun: true })).toMatchObject({ ...report, prunable: 9 });
    expect(await keeper.prune(asked)).toMatchObject({ ...report, deleted: 9 });
    expect(await keeper.retain({ access: 30, security: 60 }, { dryRun: true })).toMatchObject({ held: 1 });
    expect(await trail.ids()).toContain(idOf(4));
    await intact(9);
    await keeper.release('case-17');
    expect(await keeper.prune(asked)).toMatchObject({ deleted: 1, held: 0 });
    await intact(10);
  });

  test('names a record that was deleted beyond the statement', async () => {
    await trail.keeper().prune(asked);
    dropTriggers(trail.database);
    trail.database.prepare('DELETE FROM audit_log WHERE id = ?').run(idOf(10));
    trail.database.prepare('DELETE FROM audit_personal WHERE id = ?').run(idOf(10));
    const { findings } = await trail.verify();
    expect(findings).toMatchObject([{ problem: 'missing', seal: 2, id: idOf(10) }]);
  });

  test('does not delete a record whose columns were changed so that it would', async () => {
    dropTriggers(trail.database);
    trail.database.prepare('UPDATE audit_log SET recorded_at = ? WHERE id = ?').run(START, idOf(20));
    trail.database
      .prepare("UPDATE audit_log SET class = 'access', body = replace(body, 'u_3', 'u_X') WHERE id = ?")
      .run(idOf(3));
    const log = keepLog();
    expect(await trail.keeper({ log }).prune(asked)).toMatchObject({ deleted: 9, suspicious: 2 });
    expect(await trail.ids()).toEqual(expect.arrayContaining([idOf(3), idOf(20)]));
    expect(log.lines).toMatchObject([{ level: 'error', fields: { code: 'PLB_AUDIT_EVIDENCE', records: 2 } }]);
    expect((await trail.verify()).findings.map(({ id }) => id)).toEqual([idOf(3), idOf(20)]);
  });

  test.each([
    [{ before: NOW - DAY + 1, classes: ['access'] as const }, /`before`/],
    [{ before: Number.NaN, classes: ['access'] as const }, /`before`/],
    [{ before, classes: [] }, /`classes`/],
    [{ before, classes: ['acess' as 'access'] }, /`classes`/],
    [{ before, classes: ['access', 'access'] as const }, /`classes`/],
  ])('refuses %o', async (options, reason) => {
    await expect(trail.keeper().prune(options)).rejects.toThrow(reason);
  });
});

describe('pruning that is killed', () => {
  const WRITES = ['addSeal', 'deleteRows', 'append'];

  test.each(['before', 'after'] as const)(
    'at any write, %s it took effect, is finished by the next call',
    async (when) => {
      for (let n = 1; n < 8; n += 1) {
        trail = await keptTrail();
        // Something waits, so that sealing it is one of the steps.
        await trail.records.append([rowOf(40)]);
        const store = dyingStore({ ...trail.records, ...trail.store }, n, when, WRITES);
        const sealer = createSealer({ store, signer: trail.signer, clock });
        const dying = createKeeper({ store, auditStore: store, sealer, service, clock, maxRecords: 1_000 });
        const first = await dying.prune(asked).then(
          () => 'done',
          () => 'killed',
        );
        // Whatever was deleted by then is covered.
        expect((await trail.verify()).findings, `write ${n}`).toEqual([]);
        await trail.keeper().prune(asked);
        expect((await trail.ids()).slice(0, 20), `write ${n}`).toEqual(range(10, 30));
        expect(await trail.own('audit.pruned'), `write ${n}`).toHaveLength(1);
        await intact(10);
        expect(first, `write ${n}`).toBe(n <= 4 ? 'killed' : 'done');
      }
    },
  );

  test('a hold that was placed since keeps what the statement covers', async () => {
    const store = dyingStore(trail.store, 1, 'before', ['deleteRows']);
    await expect(trail.keeper({ store }).prune(asked)).rejects.toThrow('killed');
    await trail.keeper().hold('case-17', { subject: 'u_4' });
    expect(await trail.keeper().prune(asked)).toMatchObject({ deleted: 9, statements: [6] });
    expect(await trail.ids()).toContain(idOf(4));
    await intact(9);
  });
});

describe('retention', () => {
  test('prunes each class by its own time', async () => {
    trail = await keptTrail((n) => ({ class: n % 2 === 0 ? 'security' : 'access' }));
    const keeper = trail.keeper();
    expect(await keeper.retain({ security: 95, access: 80 }, { dryRun: true })).toMatchObject({
      prunable: 13,
      deleted: 0,
    });
    expect(await keeper.retain({ security: 95, access: 80 })).toMatchObject({ deleted: 13, statements: [6, 8] });
    expect(await keeper.retain({ security: 95, access: 80 })).toMatchObject({ deleted: 0 });
    await intact(13);
  });

  test.each([[{ access: 29 }], [{ access: 1.5 }], [{ access: 2_592_000_000 }], [{}], [{ acess: 90 }]])(
    'refuses %o',
    async (retention) => {
      await expect(trail.keeper().retain(retention as Retention)).rejects.toMatchObject({ code: 'PLB_OPTION_INVALID' });
    },
  );
});
