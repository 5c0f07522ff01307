import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_SECONDS } from '../src/sets.ts';
import type { Replica } from './replica-process.ts';
import { type Exported, type LoggedSample, setStage, type Stage } from './stage.ts';

/** Of the bar, in intervals, by the clock of the database. */
const MAX_TAKEOVER = 3.6;
const MAX_SAMPLES = 1.05;

let stage: Stage;
const figures: Record<string, number[]> = {};

beforeAll(async () => {
  stage = await setStage();
  for (let started = 0; started < 3; started += 1) await stage.add();
  await stage.leaderAfter(0);
});
afterAll(async () => {
  process.stdout.write(`takeover in intervals: ${JSON.stringify(figures)}\n`);
  await stage[Symbol.asyncDispose]();
});

/** An export beside or after one of a later sample by another replica: what would be counted twice. */
function doubledIn(exports: readonly Exported[]): readonly (readonly [Exported, Exported])[] {
  const doubled: (readonly [Exported, Exported])[] = [];
  let newest: Exported | undefined;
  for (const one of exports) {
    if (newest !== undefined && one.replica !== newest.replica && one.sampledAt <= newest.sampledAt)
      doubled.push([newest, one]);
    else newest = one;
  }
  return doubled;
}

/** How often another replica exported than before. */
const changesIn = (exports: readonly Exported[]): number =>
  exports.filter(({ replica }, index) => index > 0 && replica !== exports[index - 1]?.replica).length;

/** Waits for a part of an interval after the leader's last sample. */
async function leaderAt(part: number): Promise<Replica> {
  const { at, replica } = await stage.leaderAfter(await stage.now());
  const passed = (await stage.now()) - at;
  await pause(Math.max(0, (part * EVERY_SECONDS - passed) * 1_000));
  return stage.replica(replica);
}

/** Does something to the leader, and says whose first sample came how many intervals later. */
async function takeover(what: string, part: number, act: (leader: Replica) => Promise<void> | void) {
  const leader = await leaderAt(part);
  const from = await stage.now();
  await act(leader);
  let first: LoggedSample | undefined;
  await expect
    .poll(
      async () => {
        first = (await stage.samples()).find(({ at, replica }) => at > from && replica !== leader.name);
        return first?.replica;
      },
      { interval: 50 },
    )
    .toBeDefined();
  const intervals = ((first?.at ?? Infinity) - from) / EVERY_SECONDS;
  (figures[what] ??= []).push(Math.round(intervals * 100) / 100);
  return { leader, intervals };
}

const isShown = (text: string): boolean => text.includes('plumbline_workflow_') || text.includes('sampled_at');

describe('three replicas', () => {
  it('sample once in an interval, one for all, on both roads', async () => {
    const from = await stage.now();
    await pause(EVERY_SECONDS * 15_000);
    const until = await stage.now();
    const samples = (await stage.samples()).filter(({ at }) => at > from && at <= until);
    const perInterval = samples.length / ((until - from) / EVERY_SECONDS);
    process.stdout.write(`samples per interval: ${perInterval.toFixed(3)} (${samples.length})\n`);
    expect(new Set(samples.map(({ replica }) => replica)).size).toBe(1);
    expect(perInterval).toBeGreaterThan(0.8);
    // One more at an edge is no load.
    expect((samples.length - 1) / ((until - from) / EVERY_SECONDS)).toBeLessThanOrEqual(MAX_SAMPLES);
    const name = samples[0]?.replica ?? '';
    const scrapes = await Promise.all(
      ['replica-1', 'replica-2', 'replica-3'].map(async (one) => [one, isShown(await stage.replica(one).scrape())]),
    );
    expect(scrapes.filter(([, shown]) => shown)).toEqual([[name, true]]);
    expect(stage.receiver.faults).toEqual([]);
  });

  it('count with one query for each set: zeros, `other`, NULL and times', async () => {
    const { at, replica } = await stage.leaderAfter(await stage.now());
    const last = (name: string, status?: string) =>
      stage.receiver
        .metrics()
        .findLast((point) => point.name === `plumbline.workflow.${name}` && point.attributes['status'] === status)
        ?.value;
    await expect.poll(() => stage.exports().at(-1)?.sampledAt).toBeGreaterThan(at - EVERY_SECONDS);
    expect(stage.exports().at(-1)?.replica).toBe(replica);
    expect(['draft', 'approved', 'other'].map((status) => last('content_items', status))).toEqual([2, 0, 1]);
    await expect.poll(() => last('pending_invites')).toBe(2);
    expect(['open', 'closed'].map((status) => last('feedback_reports', status))).toEqual([1, 0]);
    expect(last('oldest_invite')).toBeGreaterThan(0);
    await stage.query("UPDATE item SET status = 'approved'");
    await expect
      .poll(() => ['draft', 'approved', 'other'].map((status) => last('content_items', status)))
      .toEqual([0, 3, 0]);
  });

  it('end a query that hangs in the database too, and count it; the other sets do not notice', async () => {
    const timeouts = () =>
      stage.receiver
        .metrics()
        .filter(({ attributes: { reason, set }, name }) => {
          return name === 'plumbline.gauges.errors' && set === 'slow' && reason === 'timeout';
        })
        .reduce((most, { value = 0 }) => Math.max(most, value), 0);
    await expect.poll(timeouts).toBeGreaterThan(1);
    const running = `SELECT clock_timestamp() - query_start AS age FROM pg_stat_activity
      WHERE query LIKE '%pg_sleep(3600)%' AND state = 'active' AND pid <> pg_backend_pid()
        AND clock_timestamp() - query_start > interval '${EVERY_SECONDS} seconds'`;
    expect(await stage.query(running)).toEqual([]);
    expect(stage.receiver.metrics().some(({ name }) => name === 'plumbline.workflow.slow_items')).toBe(false);
  });

  it.each([0.02, 0.35, 0.7, 0.95])('take over from one that was killed, %f into an interval', async (part) => {
    const { intervals, leader } = await takeover('SIGKILL', part, (one) => one.signal('SIGKILL'));
    await leader.ended;
    await stage.add();
    expect(intervals).toBeLessThanOrEqual(MAX_TAKEOVER);
  });

  it.each([0.02, 0.35, 0.7, 0.95])('take over from one that was frozen, %f into an interval', async (part) => {
    const { intervals, leader } = await takeover('SIGSTOP', part, (one) => one.signal('SIGSTOP'));
    expect(intervals).toBeLessThanOrEqual(MAX_TAKEOVER);
    // A scraper that asked meanwhile gets its answer first of all.
    const answer = leader.scrape();
    await pause(100);
    leader.signal('SIGCONT');
    expect(isShown(await answer)).toBe(false);
    await stage.leaderAfter((await stage.now()) + EVERY_SECONDS);
  });

  it.each([0.02, 0.5, 0.95])(
    'take over from one that is cut off from the database, %f into an interval',
    async (part) => {
      const { intervals, leader } = await takeover('partition', part, (one) => one.cut(true));
      expect(intervals).toBeLessThanOrEqual(MAX_TAKEOVER);
      expect(isShown(await leader.scrape())).toBe(false);
      await leader.cut(false);
      await stage.leaderAfter((await stage.now()) + EVERY_SECONDS);
    },
  );

  it('take over within an interval from one that ends well', async () => {
    const { intervals, leader } = await takeover('SIGTERM', 0.5, (one) => one.signal('SIGTERM'));
    await leader.ended;
    expect(intervals).toBeLessThanOrEqual(1.6);
    await expect.poll(() => stage.exports().at(-1)?.replica).not.toBe(leader.name);
  });

  it('asked the database no more often for all of that', async () => {
    const samples = await stage.samples();
    const seconds = (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0);
    const perInterval = (samples.length - 1) / (seconds / EVERY_SECONDS);
    process.stdout.write(`samples per interval, over all takeovers: ${perInterval.toFixed(3)} (${samples.length})\n`);
    expect(perInterval).toBeGreaterThan(0.5);
    expect(perInterval).toBeLessThanOrEqual(MAX_SAMPLES);
  });

  it('never showed the same twice, in all of that', () => {
    const exports = stage.exports();
    expect(doubledIn(exports)).toEqual([]);
    expect(new Set(exports.map(({ replica }) => replica)).size).toBeGreaterThan(4);
    expect(exports.length).toBeGreaterThan(100);
    // Two that both sampled would take turns.
    expect(changesIn(exports)).toBe(Object.values(figures).flat().length);
  });
});
