import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anySequence, type Move } from '../src/sequence/move.ts';
import { playAll, type SequenceFigures } from '../src/sequence/play-all.ts';

const isSoak = process.env['PLUMBLINE_WORKSPACE_SOAK'] !== undefined;

/** Each takes some seconds. */
const SEQUENCES = isSoak ? 200 : 15;
const EARLY = isSoak ? 30 : 3;

/** Played at a time: most of a sequence is waiting. */
const LANES = 3;

/** After each sequence, so that a run that is ended early says how far it came. */
const keepIn =
  (name: string, more: object = {}) =>
  (figures: SequenceFigures): void => {
    const folder = path.join(import.meta.dirname, '../temp');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, name), `${JSON.stringify({ ...more, ...figures }, null, 2)}\n`);
  };

it('stores each event once through any sequence of networks, tabs and services that come and go', async () => {
  const seed = Number(process.env['PLUMBLINE_WORKSPACE_SEED'] ?? Date.now() % 2 ** 31);
  const sequences = fc.sample(anySequence, { numRuns: SEQUENCES, seed }).map((moves) => ({ moves }));
  const { figures, failed } = await playAll(sequences, LANES, keepIn('sequence-figures.json', { seed }));
  expect(failed, `PLUMBLINE_WORKSPACE_SEED=${seed} plays the same sequences`).toEqual([]);
  expect(figures).toMatchObject({ sequences: SEQUENCES, storedOnce: figures.captured, lost: 0, doubled: 0 });
  expect(figures.captured).toBeGreaterThan(SEQUENCES);
}, 3_600_000);

/** The page has no place on disk yet, and no network takes what it has. */
const DEATH_AT_ONCE: readonly Move[] = [
  { move: 'capture', tab: 0, count: 5 },
  { move: 'network', does: 'fails' },
  { move: 'crash', tab: 0 },
];

/** What is lost here is measured and said; nothing may be doubled, and nothing else may go wrong. */
it('measures what a page loses that dies before its database is open', async () => {
  const sequences = Array.from({ length: EARLY }, () => ({ moves: DEATH_AT_ONCE, isEarly: true }));
  const { figures, failed } = await playAll(sequences, LANES, keepIn('early-figures.json'));
  expect(figures).toMatchObject({ sequences: EARLY, doubled: 0 });
  expect(failed.filter(({ problem }) => !/^lost \d+(?:; lost \d+)*$/.test(problem))).toEqual([]);
}, 3_600_000);
