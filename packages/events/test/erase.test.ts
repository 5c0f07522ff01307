import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { delivered, retryLater, type SendOutcome } from '@plumbline/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eraseActor, type EraseActorOptions, type ErasureReport, type ErasureTrail } from '../src/erase.ts';
import { createEvents, type Events } from '../src/index.ts';
import { forgetting, order } from './forgetting.ts';
import { catalog, pseudonymizer, requestContext, shelf, type Shelf } from './world.ts';

let root = '';
const open: Events<typeof catalog>[] = [];

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-erase-'));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((events) => events.shutdown({ timeoutMs: 50 })));
  rmSync(root, { recursive: true, force: true });
});

const ORG = 'o1';
const hashOf = (user: string): string => pseudonymizer.user(user, ORG);
const down = new Error('down');
let acting = 'ann';

const context = (): ReturnType<typeof requestContext> =>
  requestContext({ actor: { id: acting, orgId: ORG, type: 'user', hash: hashOf(acting), orgHash: '' } });

async function start(folder: string, shelves: readonly Shelf[]): Promise<Events<typeof catalog>> {
  const events = createEvents({
    catalog,
    adapters: shelves.map(({ adapter }) => adapter),
    retry: { baseMs: 1, maxMs: 5 },
    flushIntervalMs: 3_600_000,
    spool: { directory: path.join(root, folder) },
    context,
  });
  open.push(events);
  await events.start();
  return events;
}

function capture(events: Events<typeof catalog>, ...users: readonly string[]): void {
  for (const user of users) {
    acting = user;
    events.capture('item_created', { number: 1 });
  }
}

const erase = (user: string, folder: string, change: Partial<EraseActorOptions> = {}): Promise<ErasureReport> =>
  eraseActor(
    { adapters: [], pseudonymizer, spool: { directory: path.join(root, folder) }, settleMs: 0, ...change },
    { user: { id: user, orgId: ORG } },
  );

/** What a process that is killed now leaves behind: its files, without whoever holds them. */
function killed(from: string, to: string): void {
  const filter = (file: string): boolean => !file.endsWith('.lock');
  cpSync(path.join(root, from), path.join(root, to), { recursive: true, filter });
}

const peopleIn = ({ batches }: Shelf): string[] =>
  batches.flatMap(({ events }) => events.map(({ anonymousUserId }) => anonymousUserId));

const mirrorOf = (answer: () => SendOutcome = delivered): Shelf =>
  shelf({ kind: 'mirror', role: 'mirror', allow: { item_created: ['number'] }, answer });

describe('what waits in the spool', () => {
  it('is dropped from a batch that has been tried already, which then has another ID', async () => {
    let works = false;
    const truth = shelf({ answer: () => (works ? delivered() : retryLater(down)) });
    const events = await start('a', [truth]);
    capture(events, 'ann', 'ben', 'ann', 'cleo');
    const first = events.flush({ timeoutMs: 30 });
    await expect.poll(() => peopleIn(truth)).toContain(hashOf('ann'));
    await first;
    await erase('ann', 'a');
    works = true;
    expect(await events.flush()).toEqual({ delivered: 2, lost: { erased: 2 }, pending: 0 });
    const last = truth.batches.at(-1);
    expect(last?.events.map(({ anonymousUserId }) => anonymousUserId)).toEqual([hashOf('ben'), hashOf('cleo')]);
    expect(last?.rows?.join()).not.toContain(hashOf('ann'));
    expect(last?.id).not.toBe(truth.batches[0]?.id);
  });

  it('is dropped for a mirror that is behind, where the source of truth has it already', async () => {
    const truth = shelf();
    let works = false;
    const mirror = mirrorOf(() => (works ? delivered() : retryLater(down)));
    const events = await start('a', [truth, mirror]);
    capture(events, 'ann', 'ben');
    await events.flush({ timeoutMs: 30 });
    await expect.poll(() => events.snapshot().destinations['truth']?.delivered).toBe(2);
    await expect.poll(() => mirror.batches.length).toBeGreaterThan(0);
    await erase('ann', 'a');
    works = true;
    capture(events, 'cleo');
    await events.flush();
    expect(events.snapshot().destinations).toMatchObject({
      truth: { delivered: 3, lost: {}, pending: 0 },
      mirror: { delivered: 2, lost: { erased: 1 }, pending: 0 },
    });
  });

  it('is dropped by whoever reads it later, and nothing that happens afterwards is', async () => {
    const truth = shelf({ answer: () => retryLater(down) });
    capture(await start('a', [truth]), 'ann', 'ben');
    killed('a', 'b');
    await erase('ann', 'b');
    const again = shelf();
    const events = await start('b', [again]);
    await new Promise((resolve) => setTimeout(resolve, 2));
    capture(events, 'ann');
    expect(await events.flush()).toEqual({ delivered: 2, lost: { erased: 1 }, pending: 0 });
    expect(events.snapshot().destinations['truth']).toMatchObject({ recovered: 2 });
    expect(peopleIn(again)).toEqual([hashOf('ben'), hashOf('ann')]);
  });

  it('is counted once, whatever is asked and restarted how often', async () => {
    const truth = shelf({ answer: () => retryLater(down) });
    capture(await start('a', [truth]), 'ann', 'ben', 'ann');
    await erase('ann', 'a');
    const first = await start('a', [shelf({ answer: () => retryLater(down) })]);
    await first.flush({ timeoutMs: 30 });
    killed('a', 'b');
    await erase('ann', 'b');
    const second = await start('b', [shelf()]);
    await second.flush();
    const { recovered = 0, delivered: stored, lost, pending } = second.snapshot().destinations['truth'] ?? {};
    expect([stored, lost, pending]).toEqual([1, recovered === 3 ? { erased: 2 } : {}, 0]);
  });

  it('leaves the sum right at every moment, whoever is erased when', async () => {
    const user = fc.constantFrom('ann', 'ben', 'cleo');
    const step = fc.oneof(
      fc.record({ does: fc.constant('capture' as const), user }),
      fc.record({ does: fc.constant('erase' as const), user }),
      fc.record({ does: fc.constant('flush' as const), user }),
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 25 }),
        fc.array(fc.boolean(), { maxLength: 20 }),
        async (steps, faults) => {
          const left = [...faults];
          const answer = (): SendOutcome => (left.shift() === true ? retryLater(down) : delivered());
          const shelves = [shelf({ answer }), mirrorOf(answer)];
          const folder = `run-${(run += 1)}`;
          const events = await start(folder, shelves);
          const check = (): void => {
            const { accepted, destinations } = events.snapshot();
            for (const { delivered: stored, lost, pending, recovered } of Object.values(destinations)) {
              const losses = Object.values(lost).reduce((sum, count) => sum + count, 0);
              expect(stored + losses + pending).toBe(accepted + recovered);
            }
          };
          for (const { does, user: who } of steps) {
            if (does === 'capture') capture(events, who);
            else if (does === 'erase') await erase(who, folder);
            else await events.flush({ timeoutMs: 1 });
            check();
          }
          expect((await events.flush()).pending).toBe(0);
          check();
          await events.shutdown();
        },
      ),
      { numRuns: 25 },
    );
  });
});

type Recorded = Parameters<ErasureTrail['record']>[1];

function trailOf(accepted: (count: number) => boolean = () => true): { trail: ErasureTrail; records: Recorded[] } {
  const records: Recorded[] = [];
  const trail: ErasureTrail = {
    record(_action, input) {
      order.push(`audit ${'completed' in input.counts ? 'completed' : 'attempted'}`);
      records.push(input);
      return { id: `r${records.length}`, accepted: accepted(records.length), durable: Promise.resolve() };
    },
  };
  return { trail, records };
}

beforeEach(() => void order.splice(0));

describe('asking everybody', () => {
  it('goes from the audit trail through source and mirrors back to the audit trail, and never names what events carry', async () => {
    const truth = forgetting('truth', { kind: 'erased', removed: 7 }, { role: 'source' });
    const vendor = forgetting('vendor', { kind: 'queued', until: 5 });
    const plain = forgetting('plain', { kind: 'nothing_found' }, { erasure: 'none-kept' });
    const { trail, records } = trailOf();
    const adapters = [vendor.adapter, plain.adapter, truth.adapter];
    const report = await erase('ann', 'a', { adapters, audit: trail, basis: 'legal' });
    expect(order).toEqual(['audit attempted', 'truth', 'vendor', 'plain', 'audit completed']);
    expect(report).toEqual({
      done: true,
      repeated: false,
      spool: true,
      records: ['r1', 'r2'],
      destinations: [
        { destination: 'truth', role: 'source', outcome: 'erased', done: true, removed: 7 },
        { destination: 'vendor', role: 'mirror', outcome: 'queued', done: true, until: 5 },
        { destination: 'plain', role: 'mirror', outcome: 'nothing_found', done: true },
      ],
    });
    expect(records).toEqual([
      {
        subject: { type: 'user', id: 'ann' },
        org: ORG,
        outcome: 'failed',
        counts: { attempted: 1, destinations: 3 },
        metadata: { basis: 'legal' },
      },
      {
        subject: { type: 'user', id: 'ann' },
        org: ORG,
        outcome: 'success',
        counts: {
          completed: 1,
          destinations: 3,
          done: 3,
          removed: 7,
          truth_erased: 1,
          vendor_queued: 1,
          plain_nothing_found: 1,
        },
        metadata: { basis: 'legal' },
      },
    ]);
    expect(truth.requests[0]?.anonymousUserIds).toEqual([hashOf('ann')]);
    expect(JSON.stringify([report, records])).not.toContain(hashOf('ann'));
    // A repeat is the same erasure for a destination.
    await erase('ann', 'a', { adapters });
    expect(truth.requests[1]?.id).toBe(truth.requests[0]?.id);
    expect(truth.requests[0]?.id).not.toContain(hashOf('ann'));
  });

  it.each([
    [{ kind: 'not_supported', reason: 'cannot' }, 'supported', 'cannot'],
    [{ kind: 'retry', error: new Error('busy') }, 'supported', 'busy'],
    [{ kind: 'failed', error: new Error('refused') }, 'supported', 'refused'],
    [{ kind: 'nothing_found' }, 'supported', 'check the ID'],
    [{ kind: 'nothing_found' }, 'not-possible', 'cannot search'],
  ] as const)('is not done where a destination answers %o', async (outcome, erasure, reason) => {
    const { trail, records } = trailOf();
    const adapters = [
      forgetting('one', outcome, { role: 'source', erasure }).adapter,
      forgetting('two', { kind: 'erased' }).adapter,
    ];
    const report = await erase('ann', 'a', { adapters, audit: trail });
    expect(report.done).toBe(false);
    expect(report.destinations.map(({ done }) => done)).toEqual([false, true]);
    expect(report.destinations[0]?.reason).toContain(reason);
    expect(records[1]?.outcome).toBe('failed');
  });

  it('takes nothing found for done in a repeat, which the spool knows of, and only for the same person', async () => {
    const adapters = [forgetting('truth', { kind: 'nothing_found' }, { role: 'source' }).adapter];
    expect(await erase('ann', 'a', { adapters })).toMatchObject({ done: false, repeated: false });
    expect(await erase('ann', 'a', { adapters })).toMatchObject({ done: true, repeated: true });
    expect(await erase('ben', 'a', { adapters })).toMatchObject({ done: false, repeated: false });
    expect(readdirSync(path.join(root, 'a', 'erased'))).toHaveLength(2);
  });

  it('asks for one person in every organisation named, and for a browser by its own ID', async () => {
    const truth = forgetting('truth', { kind: 'erased' }, { role: 'source' });
    const options = { adapters: [truth.adapter], pseudonymizer, settleMs: 0 };
    await eraseActor(options, { user: { id: 'ann', orgId: ['o1', 'o2', 'o1'] } });
    await eraseActor(options, { user: { id: 'ann' } });
    const { trail, records } = trailOf();
    await eraseActor({ ...options, audit: trail }, { anonymousId: 'random-id-1' });
    expect(truth.requests.map(({ anonymousUserIds }) => anonymousUserIds)).toEqual([
      [pseudonymizer.user('ann', 'o1'), pseudonymizer.user('ann', 'o2')],
      [pseudonymizer.user('ann')],
      ['random-id-1'],
    ]);
    expect(records[0]?.subject.id).toBe('anonymous');
  });

  it.each([
    [{ user: { id: '' } }],
    [{ user: { id: 'ann@example.org' } }],
    [{ user: { id: 'ann', orgId: '' } }],
    [{ anonymousId: '../../etc' }],
  ])('erases nothing for %o', async (person) => {
    const truth = forgetting('truth', { kind: 'erased' }, { role: 'source' });
    const { trail, records } = trailOf();
    const asked = eraseActor({ adapters: [truth.adapter], pseudonymizer, audit: trail, settleMs: 0 }, person);
    await expect(asked).rejects.toMatchObject({ code: 'PLB_ERASURE' });
    expect([truth.requests, records]).toEqual([[], []]);
  });

  it('erases nothing where the audit trail takes no record, or the spool cannot be told', async () => {
    const truth = forgetting('truth', { kind: 'erased' }, { role: 'source' });
    const adapters = [truth.adapter];
    const refusing = erase('ann', 'a', { adapters, audit: trailOf(() => false).trail });
    await expect(refusing).rejects.toMatchObject({ code: 'PLB_ERASURE', message: /audit trail/ });
    writeFileSync(path.join(root, 'file'), '');
    await expect(erase('ann', 'file', { adapters })).rejects.toMatchObject({ code: 'PLB_ERASURE', message: /spool/ });
    expect(truth.requests).toEqual([]);
  });

  it('is not done where its end is not in the audit trail', async () => {
    const truth = forgetting('truth', { kind: 'erased' }, { role: 'source' });
    const { trail } = trailOf((count) => count === 1);
    const report = await erase('ann', 'a', { adapters: [truth.adapter], audit: trail });
    expect(report).toMatchObject({ done: false, records: ['r1'], destinations: [{ done: true }] });
  });
});
