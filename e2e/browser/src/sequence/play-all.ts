import path from 'node:path';
import { spawnByHand } from '../hand-browser.ts';
import { eventsIn } from '../lockfile.ts';
import { settled, stored, toIngest } from '../steps.ts';
import { type Site, startSite } from '../world.ts';
import { type Cdp, connectCdp } from './cdp.ts';
import type { Move } from './move.ts';
import { startPlayer } from './player.ts';

export interface Sequence {
  readonly moves: readonly Move[];
  /** Begins as soon as the first page has made its client, before that can have opened its database. @default false */
  readonly isEarly?: boolean;
}

/** What came of all sequences. */
export interface SequenceFigures {
  sequences: number;
  moves: number;
  /** Events whose `capture` returned; of these each must be stored once. */
  captured: number;
  storedOnce: number;
  doubled: number;
  lost: number;
  /** Events whose tab went while they were captured; of these none may be stored twice. */
  unsure: number;
  /** Times that an event was sent again. */
  repeats: number;
  requests: number;
  /** Pages that came back from the cache of pages. */
  restored: number;
  seconds: number;
}

/** A sequence after which the store has not what was captured, or in which something failed. */
export interface FailedSequence extends Sequence {
  readonly index: number;
  readonly problem: string;
}

export interface Played {
  readonly figures: SequenceFigures;
  readonly failed: readonly FailedSequence[];
}

const NONE: SequenceFigures = {
  sequences: 0,
  moves: 0,
  captured: 0,
  storedOnce: 0,
  doubled: 0,
  lost: 0,
  unsure: 0,
  repeats: 0,
  requests: 0,
  restored: 0,
  seconds: 0,
};

const timesOf = (found: readonly number[], step: number): number => found.filter((one) => one === step).length;

/** Plays one sequence to its end, adds what came of it, and answers what is wrong with it. */
async function playOne(
  cdp: Cdp,
  site: Site,
  { moves, isEarly = false }: Sequence,
  figures: SequenceFigures,
): Promise<string> {
  site.recorder.clear();
  await using player = await startPlayer(cdp, site, isEarly);
  const { captured, unsure, notes } = player;
  for (const move of moves) await player.play(move);
  await player.heal();
  if (isEarly) {
    // What is lost is not waited for.
    await player.flush();
    await site.application.flush();
  } else await settled(site, captured);
  const found = await stored(site, [...captured, ...unsure]);
  // A connection that was cut before the body came has carried no event.
  const whole = toIngest(site).filter(({ body }) => body.length > 0);
  const ids = whole.flatMap((request) => eventsIn(request).map(({ event_id: id }) => id));
  const lost = captured.filter((step) => timesOf(found, step) === 0);
  const doubled = [...captured, ...unsure].filter((step) => timesOf(found, step) > 1);
  figures.moves += moves.length;
  figures.captured += captured.length;
  figures.storedOnce += captured.filter((step) => timesOf(found, step) === 1).length;
  figures.lost += lost.length;
  figures.doubled += doubled.length;
  figures.unsure += unsure.length;
  figures.repeats += ids.length - new Set(ids).size;
  figures.requests += toIngest(site).length;
  figures.restored += notes.restored;
  return [
    ...lost.map((step) => `lost ${step}`),
    ...doubled.map((step) => `doubled ${step}`),
    ...notes.exceptions.map((exception) => `exception ${exception}`),
  ].join('; ');
}

/**
 * Plays each sequence once, some at a time: each at a site of its own and in a profile of its own, all in one browser. One
 * that fails, or in which Chromium stops to answer, ends no other. `onPlayed` is told after each.
 */
export async function playAll(
  sequences: readonly Sequence[],
  lanes: number,
  onPlayed: (figures: SequenceFigures) => void,
): Promise<Played> {
  await using stack = new AsyncDisposableStack();
  const sites = await Promise.all(Array.from({ length: lanes }, () => startSite(['bare', 'client'])));
  for (const site of sites) stack.use(site);
  const [first] = sites;
  if (first === undefined) throw new Error('there must be one lane or more');
  const chromium = await spawnByHand(first.recorder.url, path.join(first.folder, 'profile'));
  stack.defer(() => chromium.kill());
  const cdp = stack.use(await connectCdp(chromium.address));
  const figures = { ...NONE };
  const failed: FailedSequence[] = [];
  const began = performance.now();
  const rest = sequences.entries();
  const playRest = async (site: Site): Promise<void> => {
    for (const [index, sequence] of rest) {
      const problem = await playOne(cdp, site, sequence, figures).catch(String);
      figures.sequences += 1;
      figures.seconds = Math.round((performance.now() - began) / 1_000);
      if (problem !== '') failed.push({ index, problem, ...sequence });
      onPlayed(figures);
    }
  };
  await Promise.all(sites.map(playRest));
  return { figures, failed };
}
