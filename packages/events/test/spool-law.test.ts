import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  defineAdapter,
  delivered,
  type OutboundBatch,
  partial,
  rejected,
  retryLater,
  type SendOutcome,
  tooLarge,
  unknown,
} from '@plumbline/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEvents, type Events } from '../src/index.ts';
import { catalog, inMemory } from './world.ts';

const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);
const error = new Error('fault');

const FAULTS = ['delivered', 'lost reply', 'retry', 'rejected', 'unknown', 'partial', 'too large', 'hang'] as const;
type Fault = (typeof FAULTS)[number];

/** A store that outlives the processes, takes each batch ID once as ClickHouse does, and answers as the case says. */
interface Store {
  readonly ids: string[];
  readonly answer: (batch: OutboundBatch) => Promise<SendOutcome>;
  heal(): void;
}

function storeOf(faults: readonly Fault[]): Store {
  const ids: string[] = [];
  const seen = new Map<string, string>();
  const inPart = new Set<string>();
  const halves = faults.includes('too large');
  const left = [...faults];
  let healed = false;
  const store = (batch: OutboundBatch, members: readonly string[]): void => {
    const all = members.join();
    // The same ID never stands for other members: that would be a loss nobody counts.
    expect([batch.id, seen.get(batch.id) ?? all]).toEqual([batch.id, all]);
    if (seen.has(batch.id)) return;
    // What came in part before has no token of its own; a store that takes parts knows its rows.
    const fresh = members.filter((id) => !inPart.has(id));
    ids.push(...fresh);
    // After a restart halves go as a whole again, under the name of the whole: rows tell them then, as in a table.
    if (halves) for (const id of fresh) inPart.add(id);
    seen.set(batch.id, all);
  };
  const knows = (batch: OutboundBatch, members: readonly string[]): boolean =>
    seen.has(batch.id) || members.some((id) => inPart.has(id));
  return {
    ids,
    heal: () => void (healed = true),
    async answer(batch) {
      const members = batch.events.map(({ eventId }) => eventId);
      const fault = healed ? 'delivered' : (left.shift() ?? 'delivered');
      await sleep(fault === 'hang' ? 20 : 0);
      if (fault === 'retry') return retryLater(error);
      if (fault === 'unknown' || fault === 'hang') return unknown(error);
      // A store does not refuse what it has.
      if (knows(batch, members)) {
        store(batch, members);
        return fault === 'lost reply' ? unknown(error) : delivered();
      }
      if (fault === 'rejected') return rejected(error);
      if (fault === 'too large') return tooLarge(error);
      if (fault === 'partial') {
        const retry = members.filter((_, place) => place % 3 === 1);
        const refused = members.filter((_, place) => place % 5 === 2 && place % 3 !== 1);
        const taken = members.filter((id) => !retry.includes(id) && !refused.includes(id));
        for (const id of taken) inPart.add(id);
        ids.push(...taken);
        return partial(error, { retry, rejected: refused });
      }
      store(batch, members);
      return fault === 'lost reply' ? unknown(error) : delivered();
    },
  };
}

const adapterOf = (kind: string, role: 'source' | 'mirror', maxBatch: number, answer: Store['answer']) =>
  defineAdapter({
    kind,
    role,
    capabilities: { maxBatch, idempotent: true },
    destinations: () => [],
    egress: () => inMemory,
    open: async () => ({}),
    send: (_client, batch) => answer(batch),
  })({ allow: role === 'source' ? 'catalog' : { item_created: ['number'] } });

const LABELS = ['truth', 'mirror'] as const;
type PerLabel = Record<(typeof LABELS)[number], number>;

const sumOf = (counts: Readonly<Partial<Record<string, number>>>): number =>
  Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0);

/** Holds the law of one process and answers what each destination has lost and what waits. */
function checkLaw(events: Events<typeof catalog>): { readonly lost: PerLabel; readonly pending: PerLabel } {
  const { accepted, destinations } = events.snapshot();
  const lost = { truth: 0, mirror: 0 };
  const pending = { truth: 0, mirror: 0 };
  for (const label of LABELS) {
    const counts = destinations[label];
    lost[label] = sumOf(counts?.lost ?? {});
    pending[label] = counts?.pending ?? -1;
    expect(pending[label]).toBeGreaterThanOrEqual(0);
    expect((counts?.delivered ?? 0) + lost[label] + pending[label]).toBe(accepted + (counts?.recovered ?? 0));
  }
  return { lost, pending };
}

const step = fc.record({
  capture: fc.nat(9),
  waitMs: fc.constantFrom(0, 0, 1, 5, 25),
  end: fc.constantFrom('go on', 'go on', 'kill', 'shutdown'),
});

interface World {
  readonly root: string;
  readonly stores: { readonly truth: Store; readonly mirror: Store };
  folder: number;
  accepted: number;
  readonly lost: PerLabel;
}

async function startIn(world: World): Promise<Events<typeof catalog>> {
  const { folder } = world;
  // A killed process sends nothing any more; what was on its way may still arrive.
  const from =
    ({ answer }: Store): Store['answer'] =>
    async (batch) =>
      world.folder === folder ? answer(batch) : unknown(error);
  const [truth, mirror] = [from(world.stores.truth), from(world.stores.mirror)];
  const events = createEvents({
    catalog,
    adapters: [adapterOf('truth', 'source', 8, truth), adapterOf('mirror', 'mirror', 3, mirror)],
    retry: { baseMs: 1, maxMs: 2 },
    maxBatch: 5,
    flushIntervalMs: 5,
    spool: { directory: path.join(world.root, `${world.folder}`) },
  });
  await events.start();
  return events;
}

/** A deadline may pass before the files are let go; where a process ends then, this one goes on. */
async function released(folder: string): Promise<void> {
  while (readdirSync(folder).some((name) => name.endsWith('.lock'))) await sleep(5);
}

/** Ends a process and starts the next one: killed, its files are what they are at this moment. */
async function next(world: World, events: Events<typeof catalog>, kill: boolean): Promise<Events<typeof catalog>> {
  const from = path.join(world.root, `${world.folder}`);
  if (!kill) await events.shutdown({ timeoutMs: 30 });
  if (!kill) await released(from);
  const { lost, pending } = checkLaw(events);
  world.accepted += events.snapshot().accepted;
  for (const label of LABELS) world.lost[label] += lost[label];
  if (kill) {
    world.folder += 1;
    const filter = (file: string): boolean => !file.endsWith('.lock');
    cpSync(from, path.join(world.root, `${world.folder}`), { recursive: true, filter });
    await events.shutdown({ timeoutMs: 0 });
  }
  const following = await startIn(world);
  const { destinations } = following.snapshot();
  for (const label of LABELS) expect([label, destinations[label]?.recovered]).toEqual([label, pending[label]]);
  return following;
}

it(
  'accepted + recovered = delivered + lost + pending, at every moment, across kills and restarts, and nothing is stored twice',
  { timeout: 600_000 },
  async () => {
    const faults = fc.array(fc.constantFrom(...FAULTS), { maxLength: 25 });
    const run = fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 10 }),
      faults,
      faults,
      async (steps, sourceFaults, mirrorFaults) => {
        const root = mkdtempSync(path.join(tmpdir(), 'plumbline-law-'));
        const stores = { truth: storeOf(sourceFaults), mirror: storeOf(mirrorFaults) };
        const world: World = { root, stores, folder: 0, accepted: 0, lost: { truth: 0, mirror: 0 } };
        try {
          let events = await startIn(world);
          for (const { capture, waitMs, end } of steps) {
            for (let index = 0; index < capture; index += 1) events.capture('item_created', { number: index });
            checkLaw(events);
            if (waitMs > 0) await sleep(waitMs);
            checkLaw(events);
            if (end !== 'go on') events = await next(world, events, end === 'kill');
          }
          stores.truth.heal();
          stores.mirror.heal();
          await events.flush({ timeoutMs: 20_000 });
          expect(checkLaw(events).pending).toEqual({ truth: 0, mirror: 0 });
          world.accepted += events.snapshot().accepted;
          for (const label of LABELS) {
            const lost = world.lost[label] + checkLaw(events).lost[label];
            expect([label, new Set(stores[label].ids).size + lost]).toEqual([label, world.accepted]);
            expect([label, stores[label].ids.length]).toEqual([label, new Set(stores[label].ids).size]);
          }
          await events.shutdown();
        } finally {
          rmSync(root, { recursive: true, force: true });
        }
      },
    );
    await fc.assert(run, { numRuns: 60 * SCALE });
  },
);
