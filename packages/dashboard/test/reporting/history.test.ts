import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReporting, type Metric, type Report, type Reporting } from '../../src/reporting.ts';
import { EMPTY_LOCK, formatLock, type MetricsLock } from '../../src/reporting/lock.ts';
import { updateLock } from '../../src/reporting/update-lock.ts';
import {
  at,
  counting,
  DAY_MS,
  QUERY,
  type MemorySource,
  memorySource,
  type MemoryStore,
  memoryStore,
} from './support.ts';

const PERIODS = ['day', 'week', 'month', 'quarter'] as const;
const BEGIN = at('2026-01-01');

/** Everything that goes on while numbers are made; `late` is how many hours an event comes after it happened. */
type Step =
  | { readonly kind: 'wait'; readonly hours: number }
  | { readonly kind: 'event'; readonly person: number; readonly late: number; readonly slice: string }
  | { readonly kind: 'run'; readonly version: 'declared' | 'before' }
  | { readonly kind: 'version'; readonly validFromDays: number }
  | { readonly kind: 'wrongClock'; readonly days: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 24 * 20 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('event' as const),
      person: fc.nat({ max: 30 }),
      late: fc.constantFrom(0, 1, 30, 71, 72, 100, 24 * 40),
      slice: fc.constantFrom('', 'author', 'editor'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      version: fc.constantFrom('declared' as const, 'declared' as const, 'before' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('version' as const), validFromDays: fc.integer({ min: -100, max: 60 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wrongClock' as const), days: fc.integer({ min: -300, max: -1 }) }),
  },
);

/** An application over months: its store, its events, and every version that it ever declared. */
class World {
  now: number = BEGIN;
  wrongBy = 0;
  readonly store: MemoryStore = memoryStore();
  readonly source: MemorySource = memorySource(() => this.now);
  readonly declared: Metric[] = [];
  lock: MetricsLock = EMPTY_LOCK;
  /** What was once shown as finished, by period. */
  readonly shown = new Map<string, string>();

  constructor() {
    this.declare('2026-01-01');
    // Somebody was there on the first day, so that everything is recorded from then on.
    this.source.events.push({ at: BEGIN, person: 'first' });
  }

  declare(validFrom: string): void {
    const version = this.declared.length + 1;
    const change = version === 1 ? {} : { change: 'It counts otherwise.' };
    const query = `${QUERY.replace('SELECT', "SELECT '' AS slice,")} AND ${version} = ${version}`;
    const metric = counting(version, { version, validFrom, periods: PERIODS, slices: 'role', query, ...change });
    const update = updateLock(this.lock, [metric]);
    if (!('lock' in update)) throw new Error(update.refused.join());
    this.lock = update.lock;
    this.declared.push(metric);
  }

  /** `back` versions before the newest: a process that was not restarted yet. */
  reporting(back = 0): Reporting {
    const metric = this.declared.at(-1 - back) ?? this.declared[0];
    const known = this.lock.versions.filter(({ version }) => version <= (metric?.version ?? 0));
    const lock = { current: new Map([['active_people', metric?.version ?? 0]]), versions: known };
    const clock = { now: () => this.now + this.wrongBy };
    return createReporting({
      source: this.source,
      store: this.store,
      metrics: metric === undefined ? [] : [metric],
      lock: formatLock(lock),
      clock,
      // What is older is gone from the source too: see `wait`.
      recordedSince: '2026-01-01',
    });
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'wait': {
        this.now += step.hours * 3_600_000;
        const kept = this.source.events.filter((event) => event.at > this.now - 180 * DAY_MS);
        this.source.events.splice(0, this.source.events.length, ...kept);
        return;
      }
      case 'event': {
        const time = Math.max(this.now - step.late * 3_600_000, BEGIN);
        const slice = step.slice === '' ? {} : { slice: step.slice };
        this.source.events.push({ at: time, person: `p${step.person}`, ...slice });
        return;
      }
      case 'run':
        await this.reporting(step.version === 'before' ? 1 : 0).run();
        return;
      case 'version':
        this.declare(new Date(this.now + step.validFromDays * DAY_MS).toISOString().slice(0, 10));
        return;
      case 'wrongClock':
        // A clock that is behind: one that is ahead is what the store's own clock is asked for.
        this.wrongBy = step.days * DAY_MS;
        await this.reporting().run();
        this.wrongBy = 0;
    }
  }

  async reports(): Promise<readonly Report[]> {
    return Promise.all(PERIODS.map((period) => this.reporting().read({ period, count: 30, soFar: false })));
  }
}

const finishedOf = (report: Report): readonly (readonly [string, string])[] =>
  report.metrics.flatMap(({ periods }) =>
    periods.flatMap(({ state, start, number }) =>
      state === 'finished' ? [[`${report.period} ${start}`, JSON.stringify(number)] as const] : [],
    ),
  );

describe('history', () => {
  it('is never rewritten: what was once reported of a period is reported for ever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const world = new World();
        for (const step of steps) {
          const stored = new Map(world.store.values);
          await world.take(step);
          for (const [key, value] of stored) expect(world.store.values.get(key)).toBe(value);
          for (const report of await world.reports()) {
            for (const [key, number] of finishedOf(report)) {
              expect(number).toBe(world.shown.get(key) ?? number);
              world.shown.set(key, number);
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  it('has every event that came within 72 hours, and no period that is not over by 96', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const world = new World();
        const punctual: { readonly at: number; readonly person: string }[] = [...world.source.events];
        for (const step of steps) {
          await world.take(step);
          const last = world.source.events.at(-1);
          if (step.kind === 'event' && step.late <= 72 && last !== undefined) punctual.push(last);
        }
        for (const value of world.store.values.values()) {
          const [start, until] = spanOf(value.period, value.start);
          expect(value.computedAt).toBeGreaterThanOrEqual(until + 96 * 3_600_000);
          if (value.slice !== '' || value.value === null) continue;
          const people = new Set(
            punctual.filter((event) => event.at >= start && event.at < until).map(({ person }) => person),
          );
          expect(value.value / value.version).toBeGreaterThanOrEqual(people.size);
        }
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});

function spanOf(period: string, start: string): readonly [number, number] {
  const from = new Date(at(start));
  const months = { month: 1, quarter: 3 }[period];
  if (months === undefined) return [Number(from), Number(from) + (period === 'day' ? 1 : 7) * DAY_MS];
  return [Number(from), Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1)];
}
