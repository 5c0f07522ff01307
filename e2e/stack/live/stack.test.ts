import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardsOf } from '../../../packages/stack/src/boards/boards-of.ts';
import { drawBoard } from '../../../packages/stack/src/boards/draw-board.ts';
import { linkFaults } from './links.ts';
import { metricsIn, namedIn, reasonOf, unknownNames } from './names.ts';
import { nameOf, showAll, type ShownPanel } from './panels.ts';
import { CUT_OFF, DATABASE_DOWN, INDEPENDENT, MAIL_BESIDE, ONE_SILENT, SILENT } from './scenarios.ts';
import { type Stage, startStage } from './stage.ts';
import { type Breaker, createBreaker, idOf, reporting, watchFor } from './watching.ts';

const PICTURES = path.join(import.meta.dirname, '../temp');
const now = (): number => Date.now() / 1_000;

let stage: Stage;
const shown = { from: now(), moments: [] as number[], to: now() };

beforeAll(async () => {
  stage = await startStage();
  shown.from = now();
});

afterAll(() => stage?.close());

/** Mends what a test has broken, however it ends: the next one begins with a system in which nothing fires. */
async function breaking(test: (more: Breaker['more']) => Promise<void>): Promise<void> {
  const breaker = createBreaker(stage);
  try {
    await test((scenarios) => breaker.more(scenarios));
  } finally {
    await breaker.repair();
  }
}

const say = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

/** Tests of this file follow each other: each begins with a system in which nothing fires. */
describe('the generated stack on real servers, over OTLP and by scrape', () => {
  it('fires nothing but the dead man’s switch while all is well', async () => {
    expect(await watchFor(stage, 30)).toEqual([]);
    const deadman = stage.receivers.notices.filter(({ receiver }) => receiver === 'deadman');
    expect(new Set(deadman.map(({ labels, road }) => `${road} ${idOf(labels)}`))).toEqual(
      new Set(['otlp Watchdog', 'scrape Watchdog']),
    );
  });

  it(`tells the right people of ${INDEPENDENT.length} things that break, and that they are over`, async () => {
    await breaking(async (more) => {
      const { expected, found } = await more(INDEPENDENT);
      expect(found).toEqual(expected);
      shown.moments.push(now());
    });
  });

  it('tells of a database that is down, and not of what follows from it', async () => {
    await breaking(async (more) => {
      for (const scenarios of [[CUT_OFF, MAIL_BESIDE], [DATABASE_DOWN]]) {
        const { expected, found } = await more(scenarios);
        expect(found).toEqual(expected);
      }
    });
  });

  it('tells of telemetry that is missing once, and of one silent replica of two not at all', async () => {
    await breaking(async (more) => {
      await more([ONE_SILENT]);
      expect(await reporting(stage)).toEqual(stage.watches.map(({ road }) => ({ road, replicas: 1, fires: [] })));
      const { expected, found } = await more([SILENT]);
      expect(found).toEqual(expected);
    });
  });

  it('has an audit trail that outlived all of it, sealed, anchored and intact', async () => {
    expect(await stage.trail.verify()).toMatch(/^intact: .* anchored up to seal \d+\n$/);
  });

  it('has links in every notice that lead somewhere', async () => {
    expect(await linkFaults(stage.receivers.notices, stage.watches)).toEqual([]);
  });
});

/** What the run has shown, once all of it is over. */
describe('boards and names', () => {
  const panels = new Map<string, readonly ShownPanel[]>();

  beforeAll(async () => {
    shown.to = now();
    shown.moments.push(shown.to);
    for (const watch of stage.watches) panels.set(watch.road, await showAll(watch, shown));
  });

  it.each(['otlp', 'scrape'])('has data in every panel of metrics that can have any (%s)', (road) => {
    const all = panels.get(road) ?? [];
    const live = all.filter(({ hasData }) => hasData);
    const left = all.filter(({ hasData }) => !hasData);
    say([
      `${road}: ${live.length} panels live, ${left.length} not:`,
      ...left.map((panel) => `  ${nameOf(panel)}: ${panel.reason ?? 'EMPTY'}`),
    ]);
    expect(left.filter(({ reason }) => reason === undefined).map(nameOf)).toEqual([]);
    expect(live.length).toBeGreaterThan(50);
  });

  it('names no metric that nothing emits, on either road', async () => {
    for (const watch of stage.watches) {
      const [named, names] = [namedIn(watch), await watch.ask.names()];
      const metrics = [...new Set(named.map(({ metric }) => metric))];
      const missing = metrics.filter((metric) => !names.includes(metric));
      say([
        `${watch.road}: ${metrics.length} metrics named, ${missing.length} not here:`,
        ...missing.map((metric) => `  ${metric}: ${reasonOf(metric) ?? 'UNKNOWN'}`),
      ]);
      expect(unknownNames(named, names)).toEqual([]);
    }
  });

  it('finds a wrong name that is planted', async () => {
    const [watch] = stage.watches;
    if (watch === undefined) throw new Error('no road');
    const wrong = metricsIn('sum(rate(plumbline_heartbeats_total{service_name="approvals"}[5m]))');
    const planted = [...namedIn(watch), ...wrong.map((metric) => ({ metric, where: 'planted' }))];
    expect(unknownNames(planted, await watch.ask.names())).toEqual(['plumbline_heartbeats_total in planted']);
  });

  it('draws each board from what was measured', () => {
    mkdirSync(PICTURES, { recursive: true });
    const [watch] = stage.watches;
    const drawn = panels.get('otlp') ?? [];
    for (const board of watch === undefined ? [] : boardsOf(watch.model)) {
      const dataOf = (wanted: ShownPanel['panel']) => {
        const found = drawn.find((one) => one.board.uid === board.uid && one.panel.title === wanted.title);
        return found?.data;
      };
      writeFileSync(
        path.join(PICTURES, `${board.uid}.svg`),
        drawBoard(board, { dataOf, time: [shown.from, shown.to] }),
      );
    }
    expect(drawn.length).toBeGreaterThan(0);
  });
});
