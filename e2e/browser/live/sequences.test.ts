import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anySequence, type Move } from '../src/sequence/move.ts';
import { startPlayer } from '../src/sequence/player.ts';
import { eventsIn } from '../src/lockfile.ts';
import { settled, toIngest } from '../src/steps.ts';
import { watch } from '../src/watch.ts';
import { startWorld, type World } from '../src/world.ts';

/** Each takes some seconds. */
const SEQUENCES = process.env['PLUMBLINE_WORKSPACE_SOAK'] === undefined ? 12 : 200;

const figures = { sequences: 0, moves: 0, captured: 0, storedOnce: 0, sentMoreThanOnce: 0, requests: 0 };

/** After each sequence, so that a run that is ended early says how far it came. */
function keepFigures(): void {
  const folder = path.join(import.meta.dirname, '../temp');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'sequence-figures.json'), `${JSON.stringify(figures, null, 2)}\n`);
}

async function playThrough(world: World, moves: readonly Move[]): Promise<void> {
  world.recorder.clear();
  const player = await startPlayer(world);
  const watched = watch(player.context);
  try {
    for (const move of moves) await player.play(move);
    await player.heal();
    const found = await settled(world, player.captured);
    const ids = toIngest(world).flatMap((request) => eventsIn(request).map(({ event_id: id }) => id));
    figures.sequences += 1;
    figures.moves += moves.length;
    figures.captured += player.captured.length;
    figures.storedOnce += player.captured.filter((step) => found.filter((one) => one === step).length === 1).length;
    figures.sentMoreThanOnce += ids.length - new Set(ids).size;
    figures.requests += toIngest(world).length;
    keepFigures();
    expect(found).toEqual(player.captured.toSorted((a, b) => a - b));
    expect(watched.problems.filter((problem) => problem.startsWith('exception'))).toEqual([]);
  } finally {
    await player.context.close();
  }
}

it('stores each event once through any sequence of networks, tabs and services that come and go', async () => {
  await using world = await startWorld(['bare', 'client']);
  const property = fc.asyncProperty(anySequence, (moves) => playThrough(world, moves));
  await fc.assert(property, { numRuns: SEQUENCES, endOnFailure: true });
  expect(figures.sequences).toBe(SEQUENCES);
  expect(figures.storedOnce).toBe(figures.captured);
}, 3_600_000);
