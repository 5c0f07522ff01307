import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { testClock } from '@plumbline/testkit';
import { afterAll, expect, it, vi } from 'vitest';
import { makeBody } from './fuzz/bodies.ts';
import { kinds, textsIn } from './fuzz/canaries.ts';
import { createRandom } from './fuzz/random.ts';
import { type FuzzRig, fuzzRig, sendBody } from './fuzz/rig.ts';

/** `npm run test:soak` sends a million. */
const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);
const BODIES = SCALE > 1 ? 50_000 * SCALE : 6_000;
const SEED = Number(process.env['PLUMBLINE_WORKSPACE_SEED'] ?? (SCALE > 1 ? Date.now() % 1e9 : 20_261_123));
const MOST_GROWN = 8 * 1_048_576;
vi.setConfig({ testTimeout: SCALE > 1 ? 7_200_000 : 120_000 });

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heldBytes = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

const directory = mkdtempSync(path.join(tmpdir(), 'plumbline-fuzz-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const count = (counts: Map<string, number>, what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);

/** Everything that waits is stored and looked at. */
async function settle(rigs: readonly FuzzRig[], what: string): Promise<void> {
  for (const { events, faults, stored } of rigs) {
    await events.flush();
    expect({ what, faults: [...faults] }).toEqual({ what, faults: [] });
    expect(events.snapshot().accepted).toBe(stored());
  }
}

/** What the bodies were, and what became of them. */
interface Told {
  readonly planted: Map<string, number>;
  readonly reasons: Map<string, number>;
  accepted: number;
  readonly grown: number;
}

async function sendAll(rigs: readonly FuzzRig[], clock: ReturnType<typeof testClock>): Promise<Told> {
  const random = createRandom(SEED);
  const [planted, reasons] = [new Map<string, number>(), new Map<string, number>()];
  let accepted = 0;
  let held = 0;
  for (let index = 0; index < BODIES; index += 1) {
    const body = makeBody(random, clock.now());
    for (const done of body.done) count(planted, done);
    const taken = await sendBody(rigs[index % rigs.length] as FuzzRig, body);
    accepted += taken.accepted;
    for (const { reason } of taken.rejected) count(reasons, reason);
    if (index % 500 === 499) {
      await clock.advance(60_000);
      await settle(rigs, `body ${index} of seed ${SEED}`);
    }
    if (index === BODIES / 5) held = heldBytes();
  }
  return { planted, reasons, accepted, grown: heldBytes() - held };
}

it(`takes ${BODIES} changed batches: no failure, nothing forbidden stored, kept, logged or answered, no memory (seed ${SEED})`, async () => {
  const clock = testClock(Date.UTC(2026, 5, 1));
  const rigs = [
    await fuzzRig(path.join(directory, 'full'), true, clock),
    await fuzzRig(path.join(directory, 'bare'), false, clock),
  ];
  const { planted, reasons, accepted, grown } = await sendAll(rigs, clock);
  const told = Object.fromEntries(reasons);
  process.stdout.write(`seed ${SEED}: ${JSON.stringify({ bodies: BODIES, accepted, grownBytes: grown, ...told })}\n`);
  await settle(rigs, `seed ${SEED}`);
  const kept = rigs.map((rig) => rig.kept()).join('');
  expect(kept).not.toBe('');
  expect(textsIn(kept)).toEqual([]);
  for (const { events } of rigs) await events.shutdown();
  expect(grown).toBeLessThan(MOST_GROWN);

  // It found its way to everything it is about.
  expect(accepted).toBeGreaterThan(BODIES);
  const all = ['clock', 'consent', 'invalid_field', 'malformed', 'pii_shape', 'unknown_event', 'unknown_version'];
  expect([...reasons.keys()].toSorted()).toEqual(all);
  const keys = ['event_id', 'name', 'session_id', 'route_pattern', 'payload', 'feature', 'note', 'itemId', 'tags'];
  const places = kinds.flatMap((kind) => [...keys.map((key) => `${kind} at ${key}`), `${kind} as key in event`]);
  expect(places.filter((place) => !planted.has(place))).toEqual([]);
});
