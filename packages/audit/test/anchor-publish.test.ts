import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type AnchorTarget,
  createAnchorer,
  customAnchor,
  fileAnchor,
  publishAnchors,
  readAnchorFile,
  recheckAnchors,
} from '../src/anchors.ts';
import { verifyTrail } from '../src/evidence.ts';
import { createSealer, makeSeal, type Sealer, sealHash, type SealSigner } from '../src/seal.ts';
import { keepMeter, makeRows, manualClock, newSigner, openTrail, type Trail } from './seal-support.ts';
import { keepLog, useFolder } from './support.ts';

const folder = useFolder();
let trail: Trail;
let signer: SealSigner;
let sealer: Sealer;
beforeEach(async () => {
  trail = await openTrail();
  signer = newSigner();
  sealer = createSealer({ store: trail.store, signer, maxRecords: 10 });
});

async function seal(records: number): Promise<void> {
  await trail.records.append(makeRows(records));
  await sealer.sealNow();
}

/** A target that keeps what it is given, and can be told to fail or hang. */
function memory(kind = 'memory'): AnchorTarget & { mode: 'fail' | 'hang' | 'ok'; readonly seals: number[] } {
  const seals: number[] = [];
  return {
    kind,
    mode: 'ok',
    seals,
    async publish(statement) {
      if (this.mode === 'hang') return new Promise(() => undefined);
      if (this.mode === 'fail') throw new Error('the place is down');
      seals.push(statement.seal);
      return { where: `memory ${statement.seal}` };
    },
  };
}

describe('publishing anchors', () => {
  test('anchors the last seal everywhere, stores an anchor each, and verification goes by them', async () => {
    await seal(25);
    const file = path.join(folder(), 'anchors.jsonl');
    const clock = manualClock();
    const meter = keepMeter();
    const report = await publishAnchors({
      store: trail.store,
      targets: [fileAnchor({ path: file }), memory()],
      clock,
      meter,
    });
    const [last] = await trail.store.seals({ from: 3, limit: 1 });
    const at = new Date(clock.now()).toISOString();
    const said = { trail: await trail.store.trail(), seal: 3, hash: sealHash(last?.header ?? ''), records: 25, at };
    expect(report).toEqual({
      statement: said,
      published: [
        { kind: 'file', ...said, where: file },
        { kind: 'memory', ...said, where: 'memory 3' },
      ],
      failed: [],
    });
    // In the order in which they answered.
    expect(new Set(await trail.store.anchors())).toEqual(new Set(report.published));
    expect(meter.read()).toMatchObject({ 'anchors file success': 1, 'anchors memory success': 1 });
    const anchors = await readAnchorFile(file);
    // The records of this trail are none, so only what is said of seals counts.
    const verified = await verifyTrail(trail.store, { publicKeys: [signer.publicKey], anchors });
    expect(verified).toMatchObject({ anchoredUpTo: 3 });
    expect(verified.findings.filter(({ id }) => id === undefined)).toEqual([]);
  });

  test('counts on from the newest anchor, so that a long trail is not read again', async () => {
    await seal(250);
    await publishAnchors({ store: trail.store, targets: [memory()] });
    await seal(15);
    const pages: number[] = [];
    const store = {
      ...trail.store,
      seals: async (options: { from: number; limit: number }) => {
        pages.push(options.from);
        return trail.store.seals(options);
      },
    };
    expect((await publishAnchors({ store, targets: [memory()] })).statement).toMatchObject({ seal: 27, records: 265 });
    expect(Math.min(...pages)).toBe(25);
  });

  test('anchors are looked up again where they can be', async () => {
    await seal(5);
    const file = path.join(folder(), 'anchors.jsonl');
    const targets = [fileAnchor({ path: file }), memory()];
    await publishAnchors({ store: trail.store, targets });
    const anchors = await trail.store.anchors();
    expect(await recheckAnchors(anchors, targets)).toEqual([]);
    writeFileSync(file, '');
    expect(await recheckAnchors(anchors, targets)).toMatchObject([
      { anchor: { kind: 'file', seal: 1 }, what: expect.stringContaining('does not hold') },
    ]);
    writeFileSync(file, 'no anchor\n');
    expect(await recheckAnchors(anchors, targets)).toMatchObject([
      { what: expect.stringContaining('line 1 of the anchor file') },
    ]);
    expect(
      await recheckAnchors(anchors, [...targets, fileAnchor({ path: path.join(folder(), 'other') })]),
    ).toHaveLength(1);
  });

  test('says nothing where there is nothing', async () => {
    const target = memory();
    expect(await publishAnchors({ store: trail.store, targets: [target] })).toEqual({
      statement: undefined,
      published: [],
      failed: [],
    });
    expect(target.seals).toEqual([]);
  });

  test('a target that fails or hangs is counted and keeps no other from its anchor', async () => {
    await seal(5);
    const failing = Object.assign(memory('failing'), { mode: 'fail' as const });
    const hanging = Object.assign(memory('hanging'), { mode: 'hang' as const });
    const meter = keepMeter();
    const log = keepLog();
    const targets = [failing, hanging, memory()];
    const report = await publishAnchors({ store: trail.store, targets, meter, log, timeoutMs: 20 });
    expect(report.published).toMatchObject([{ kind: 'memory' }]);
    expect(report.failed.map(({ kind }) => kind)).toEqual(['failing', 'hanging']);
    expect(report.failed[1]?.error).toMatchObject({ code: 'PLB_AUDIT_ANCHOR' });
    expect(meter.read()).toEqual({
      'anchors failing failed': 1,
      'anchors hanging failed': 1,
      'anchors memory success': 1,
    });
    expect(log.lines.map(({ fields, level }) => [level, fields['kind'], fields['code']])).toEqual([
      ['error', 'failing', 'PLB_AUDIT_ANCHOR'],
      ['error', 'hanging', 'PLB_AUDIT_ANCHOR'],
    ]);
  });

  test('a trail that was cut or rewritten below an anchor is not anchored again', async () => {
    await seal(25);
    const target = memory();
    await publishAnchors({ store: trail.store, targets: [target] });
    const cut = {
      ...trail.store,
      seals: async (o: { from: number; limit: number }) => (o.from >= 3 ? [] : trail.store.seals(o)),
    };
    await expect(publishAnchors({ store: cut, targets: [target] })).rejects.toMatchObject({ code: 'PLB_AUDIT_ANCHOR' });
    const [third] = await trail.store.seals({ from: 2, limit: 1 });
    const swapped = { ...trail.store, seals: async () => (third ? [{ ...third, no: 3 }] : []) };
    await expect(publishAnchors({ store: swapped, targets: [target] })).rejects.toThrow(/has another one/);
    expect(target.seals).toEqual([3]);
  });

  test('a seal that does not follow the one before is not anchored', async () => {
    await seal(15);
    const seals = await trail.store.seals({ from: 1, limit: 5 });
    const swapped = {
      ...trail.store,
      seals: async () => seals.toReversed().map((one, index) => ({ ...one, no: index + 1 })),
    };
    await expect(publishAnchors({ store: swapped, targets: [memory()] })).rejects.toThrow(/does not follow/);
    const content = { trail: await trail.store.trail(), no: 2, sealedAt: 0, previous: 'a'.repeat(64), leaves: [] };
    const foreign = await makeSeal(content, signer);
    const spliced = { ...trail.store, seals: async () => [...seals.slice(0, 1), foreign] };
    await expect(publishAnchors({ store: spliced, targets: [memory()] })).rejects.toThrow(/does not follow/);
  });

  test.each([[[]], [[customAnchor('x', async () => ({ where: '' })), { ...memory(), kind: 'Bad Kind' }]]])(
    'refuses wrong targets',
    async (targets) => {
      await expect((async () => publishAnchors({ store: trail.store, targets }))()).rejects.toMatchObject({
        code: 'PLB_OPTION_INVALID',
      });
    },
  );
});

describe('an anchorer', () => {
  test('anchors every so many minutes, and not what is anchored', async () => {
    const clock = manualClock();
    const target = memory();
    await using anchorer = createAnchorer({ store: trail.store, targets: [target], clock, everyMs: 1_000 });
    await anchorer.start();
    await clock.pass(1_000);
    await seal(5);
    await clock.pass(1_000);
    await clock.pass(1_000);
    expect(target.seals).toEqual([1]);
    await seal(5);
    await clock.pass(1_000);
    expect(target.seals).toEqual([1, 2]);
    await seal(5);
    expect((await anchorer.shutdown()).delivered).toBe(3);
    expect(target.seals).toEqual([1, 2, 3]);
    expect(clock.due).toEqual([]);
  });

  test('is not behind on a trail that nobody writes to', async () => {
    const clock = manualClock();
    const meter = keepMeter();
    await using anchorer = createAnchorer({ store: trail.store, targets: [memory()], clock, everyMs: 1_000, meter });
    await anchorer.start();
    await seal(5);
    await clock.pass(3_600_500);
    expect(meter.read()).toMatchObject({ 'anchors memory success': 1, anchor_age: 0.5 });
  });

  test('anchors the first seal at once, and sooner after so many records, told by the sealer', async () => {
    const clock = manualClock();
    const target = memory();
    await using anchorer = createAnchorer({ store: trail.store, targets: [target], clock, everyRecords: 20 });
    const told = createSealer({ store: trail.store, signer, maxRecords: 10, onSeal: anchorer.onSeal });
    await anchorer.start();
    await trail.records.append(makeRows(10));
    await told.sealNow();
    await clock.pass(0);
    expect(target.seals).toEqual([1]);
    await trail.records.append(makeRows(10));
    await told.sealNow();
    await clock.pass(0);
    expect(target.seals).toEqual([1]);
    await trail.records.append(makeRows(10));
    await told.sealNow();
    await clock.pass(0);
    expect(target.seals).toEqual([1, 3]);
  });

  test('goes on after failures without stopping the sealer, and says so once', async () => {
    const clock = manualClock();
    const target = memory();
    target.mode = 'fail';
    const log = keepLog();
    const meter = keepMeter();
    await using anchorer = createAnchorer({ store: trail.store, targets: [target], clock, everyMs: 1_000, log, meter });
    await anchorer.start();
    await seal(5);
    await clock.pass(3_000);
    await seal(5);
    expect(meter.read()).toMatchObject({ 'anchors memory failed': 3, anchor_age: 3 });
    target.mode = 'ok';
    await clock.pass(1_000);
    await clock.pass(500);
    expect(target.seals).toEqual([2]);
    expect(meter.read()).toMatchObject({ 'anchors memory success': 1, anchor_age: 0.5 });
    expect(log.lines.map(({ level }) => level)).toEqual(['error', 'info']);
    await anchorer.shutdown();
    expect(meter.read()).not.toHaveProperty('anchor_age');
  });

  test('goes on when the store cannot be read, and begins with the age of the newest anchor', async () => {
    const clock = manualClock();
    await seal(5);
    await publishAnchors({ store: trail.store, targets: [memory()], clock });
    await clock.pass(60_000);
    const meter = keepMeter();
    const log = keepLog();
    let down = false;
    const store = {
      ...trail.store,
      seals: async (options: { from: number; limit: number }) => {
        if (down) throw new Error('the store is down');
        return trail.store.seals(options);
      },
    };
    const target = memory();
    await using anchorer = createAnchorer({ store, targets: [target], clock, everyMs: 1_000, log, meter });
    await anchorer.start();
    expect(meter.read()).toMatchObject({ anchor_age: 60 });
    const unread = { ...store, anchors: async () => Promise.reject(new Error('the store is down')) };
    await using blind = createAnchorer({ store: unread, targets: [memory()], clock: manualClock(), log });
    await blind.start();
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { code: 'PLB_AUDIT_STORE' } }]);
    down = true;
    await clock.pass(2_000);
    expect(log.lines.length).toBeGreaterThan(1);
    down = false;
    await clock.pass(1_000);
    expect(target.seals).toEqual([1]);
  });

  test('refuses times that are none', () => {
    expect(() => createAnchorer({ store: trail.store, targets: [memory()], everyMs: 0 })).toThrow(/`everyMs`/);
  });

  test('the anchor file holds nothing but seals', async () => {
    await seal(5);
    const file = path.join(folder(), 'anchors.jsonl');
    await publishAnchors({ store: trail.store, targets: [fileAnchor({ path: file })] });
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object)).toEqual([
      'at',
      'hash',
      'records',
      'seal',
      'trail',
    ]);
  });
});
