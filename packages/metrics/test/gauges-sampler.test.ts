import { testClock } from '@plumbline/testkit';
import { describe, expect, it } from 'vitest';
import { createGaugeSampler, defineGauges, type GaugeSetSpec } from '../src/gauges.ts';
import { createLink, endingRoad, type Leases, lines, memoryLeases, processClock } from './gauges-support.ts';
import { sdkMeter } from './sdk-meter.ts';

/** One interval of the sets here, and a step of the world's time in which nothing much can hide. */
const EVERY = 10_000;
const STEP = 500;

const spec: GaugeSetSpec = {
  name: 'workflow',
  everySeconds: EVERY / 1_000,
  gauges: { items: { help: 'x', labels: { status: ['draft', 'approved'] } } },
  sample: 'SELECT',
};

function createReplica(world: ReturnType<typeof testClock>, leases: Leases, specs: readonly GaugeSetSpec[]) {
  const link = createLink();
  const [clock, road, own, log] = [processClock(world), endingRoad(), sdkMeter(), lines()];
  const answer: { rows: () => unknown } = { rows: () => [{ status: 'draft', items: 3 }] };
  const sampler = createGaugeSampler({
    sets: specs.map((one) => defineGauges(one)),
    store: leases.storeFor(link, () => answer.rows()),
    scope: 'approvals/test',
    openMeter: road.open,
    meter: own.meter,
    log,
    clock,
  });
  const count = async (name: string, labels: string): Promise<unknown> => (await own.read(name))[labels];
  return {
    link,
    clock,
    road,
    log,
    answer,
    sampler,
    samples: (set = 'workflow') => count('plumbline.gauges.samples', `set=${set}`),
    errors: (reason: string, set = 'workflow') => count('plumbline.gauges.errors', `reason=${reason},set=${set}`),
  };
}

/** A service of some replicas, and a world in which time goes on step by step. */
function service(replicas = 3, specs: readonly GaugeSetSpec[] = [spec]) {
  const world = testClock();
  const leases = memoryLeases(world);
  const all = Array.from({ length: replicas }, () => createReplica(world, leases, specs));
  const exporting = () => all.filter(({ road }) => road.isOpen());
  const seen: number[] = [];
  /** Moves on, and looks after each step how many replicas would export. */
  const pass = async (ms: number): Promise<void> => {
    for (let moved = 0; moved < ms; moved += STEP) {
      await world.advance(STEP);
      seen.push(exporting().length);
    }
  };
  const begin = async (): Promise<(typeof all)[number]> => {
    for (const { sampler } of all) {
      sampler.start();
      // Replicas do not start at one moment, and so do not ask at one either.
      await pass(STEP * 7);
    }
    return leader();
  };
  const leader = (): (typeof all)[number] => {
    const [only, ...more] = exporting();
    if (only === undefined || more.length > 0) throw new Error(`${exporting().length} replicas export`);
    return only;
  };
  /** How long it takes until another one samples, in intervals. */
  const takeover = async (gone: (typeof all)[number]): Promise<number> => {
    const others = all.filter((replica) => replica !== gone);
    const from = world.monotonic();
    const before = await Promise.all(others.map(({ samples }) => samples()));
    for (;;) {
      await pass(STEP);
      const now = await Promise.all(others.map(({ samples }) => samples()));
      if (now.some((count, index) => count !== before[index])) return (world.monotonic() - from) / EVERY;
      if (world.monotonic() - from > EVERY * 20) return Infinity;
    }
  };
  return { world, leases, all, seen, exporting, pass, begin, leader, takeover };
}

describe('a sampler', () => {
  it('samples on one of three replicas, once in an interval, with zeros and the time of the database', async () => {
    const { all, begin, leases, pass, seen, world } = service();
    const one = await begin();
    one.sampler.start();
    await pass(EVERY * 20 - STEP * 22);
    const samples = (await Promise.all(all.map((replica) => replica.samples()))) as number[];
    expect(samples).toEqual([20, 0, 0]);
    expect(new Set(seen)).toEqual(new Set([1]));
    expect(await one.road.read('plumbline.workflow.items')).toEqual({ 'status=draft': 3, 'status=approved': 0 });
    expect(await one.road.read('plumbline.gauges.sampled_at')).toEqual({
      'set=workflow': (world.now() - EVERY + STEP) / 1_000,
    });
    expect(one.road.opened).toBe(1);
    // Each of the others asks once in an interval, and once more where the lease could have ended.
    expect(leases.bids).toBeLessThanOrEqual(20 * 3 + 3);
  });

  it('shows 0 for a status that vanishes', async () => {
    const { begin, pass } = service();
    const one = await begin();
    one.answer.rows = () => [{ status: 'approved', items: 1 }];
    await pass(EVERY);
    expect(await one.road.read('plumbline.workflow.items')).toEqual({ 'status=draft': 0, 'status=approved': 1 });
  });

  it('gives the lease back at its end, and is replaced within one interval', async () => {
    const { all, begin, pass, takeover } = service();
    const one = await begin();
    await one.sampler.shutdown();
    expect(one.road.isOpen()).toBe(false);
    expect(await takeover(one)).toBeLessThanOrEqual(1.05);
    for (const { sampler } of all) await sampler.shutdown();
    one.sampler.start();
    await pass(EVERY);
    expect(all.map(({ road }) => road.opened - road.ended)).toEqual([0, 0, 0]);
    const { all: idle, pass: wait } = service(1);
    await idle[0]?.sampler.shutdown();
    idle[0]?.sampler.start();
    await wait(EVERY);
    expect(idle[0]?.road.opened).toBe(0);
    expect(one.log.said.map(({ message }) => message)).toEqual([
      'this replica samples these workflow gauges',
      'this replica no longer samples these workflow gauges',
    ]);
  });
});

describe('what is under way', () => {
  it('when it shuts down takes no lease, and begins nothing more', async () => {
    const { all, leases, pass, world } = service(2);
    const [one, two] = all;
    const arrive = one?.link.hold();
    one?.sampler.start();
    await pass(STEP);
    const ending = one?.sampler.shutdown({ timeoutMs: EVERY });
    await pass(STEP);
    arrive?.();
    await world.advance(0);
    await ending;
    expect(leases.bids).toBe(1);
    two?.sampler.start();
    await pass(STEP);
    expect(two?.road.isOpen()).toBe(true);
    await pass(EVERY * 2);
    expect(one?.road.opened).toBe(0);
    expect(leases.bids).toBe(4);
  });

  it('is not shown where the lease is over by the time that it is there', async () => {
    const { all, pass } = service(1);
    const [one] = all;
    const answers: ((rows: unknown) => void)[] = [];
    if (one) one.answer.rows = () => new Promise((resolve) => void answers.push(resolve));
    one?.sampler.start();
    await pass(STEP);
    one?.clock.shift(EVERY * 5);
    answers[0]?.([{ status: 'draft', items: 3 }]);
    await pass(EVERY);
    // It leads again, and its next sample is not there yet.
    expect(one?.road.isOpen()).toBe(true);
    expect(answers).toHaveLength(2);
    expect(await one?.road.read('plumbline.workflow.items')).toEqual({});
    expect(await one?.road.read('plumbline.gauges.sampled_at')).toEqual({});
  });

  it('is a bid that is answered too late: it is not trusted, and made again', async () => {
    const { all, pass } = service(1);
    const [one] = all;
    const arrive = one?.link.hold();
    one?.sampler.start();
    await pass(STEP);
    one?.clock.shift(EVERY * 5);
    arrive?.();
    await pass(STEP);
    expect(await one?.samples()).toBe(1);
    expect(one?.road.isOpen()).toBe(true);
    expect(one?.road.opened).toBe(1);
  });

  it('ends at once where somebody takes the lease away', async () => {
    const { begin, exporting, leases, pass } = service();
    const one = await begin();
    leases.seize(EVERY * 2);
    await pass(EVERY);
    expect(exporting()).toEqual([]);
    expect(one.road.ended).toBe(1);
    await pass(EVERY * 2);
    expect(exporting()).toHaveLength(1);
  });

  it('leaves nothing of an earlier lease for the next one', async () => {
    const { begin, leases, pass } = service(1);
    const one = await begin();
    leases.seize(EVERY * 2);
    await pass(EVERY);
    one.answer.rows = () => new Promise(() => undefined);
    await pass(EVERY * 2);
    expect(one.road.isOpen()).toBe(true);
    expect(await one.road.read('plumbline.workflow.items')).toEqual({});
  });
});

describe('three replicas never double, and one takes over as soon as three intervals are over', () => {
  it.each([0, 0.3, 0.6, 0.95])('when the leader is frozen %f into an interval, and goes on later', async (part) => {
    const { begin, exporting, pass, seen, takeover } = service();
    const one = await begin();
    await pass(EVERY * (2 + part));
    one.clock.freeze();
    // The bar on a real machine is 3.6.
    expect(await takeover(one)).toBeLessThanOrEqual(3.1);
    await pass(EVERY * 2);
    const successor = exporting();
    expect(successor).toHaveLength(1);
    // The reader of metrics may be the first thing that runs again.
    one.clock.thaw(() => expect(one.road.isOpen()).toBe(false));
    await pass(EVERY * 2);
    expect(exporting()).toEqual(successor);
    expect(Math.max(...seen)).toBe(1);
  });

  it.each(['cut', 'refused'] as const)('when the leader is %s off from the database', async (state) => {
    const { begin, exporting, pass, seen, takeover } = service();
    const one = await begin();
    await pass(EVERY * 2);
    one.link.set(state);
    expect(await takeover(one)).toBeLessThanOrEqual(3.1);
    expect(one.road.isOpen()).toBe(false);
    await pass(EVERY * 3);
    expect(await one.errors('lease')).toBeGreaterThanOrEqual(3);
    one.link.set('up');
    await pass(EVERY * 3);
    expect(exporting()).toHaveLength(1);
    expect(exporting()).not.toContain(one);
    expect(Math.max(...seen)).toBe(1);
    const said = one.log.said.filter(({ message }) => message === 'workflow gauges cannot be sampled');
    expect(said).toHaveLength(1);
    expect(one.log.said.at(-1)?.message).toBe('workflow gauges are sampled again');
    expect(said[0]?.fields).toMatchObject({
      gauges: 'workflow',
      reason: 'lease',
      fix: expect.stringContaining('migrate'),
    });
  });

  it('when a machine sleeps, so that its monotonic clock stood still, or its time is set', async () => {
    const { begin, seen, pass } = service();
    const one = await begin();
    // Asleep for an hour, as the wall clock says afterwards.
    one.clock.shift(3_600_000);
    expect(one.road.isOpen()).toBe(false);
    await pass(EVERY * 4);
    one.clock.shift(-7_200_000);
    await pass(EVERY * 4);
    expect(Math.max(...seen)).toBe(1);
    expect(seen.at(-1)).toBe(1);
  });

  it('whatever happens to whom: 300 histories of 60 intervals', async () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      let state = seed;
      // Of Park and Miller, 1988.
      const random = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
      const { all, begin, pass, seen, exporting } = service();
      await begin();
      for (let turn = 0; turn < 20; turn += 1) {
        const one = all[random(all.length)];
        const act = [
          () => one?.clock.freeze(),
          () => one?.clock.thaw(),
          () => one?.link.set('cut'),
          () => one?.link.set('refused'),
          () => one?.link.set('up'),
          () => one?.clock.shift((random(5) - 2) * EVERY),
          () => one && (one.answer.rows = () => 'none'),
          () => one && (one.answer.rows = () => [{ status: 'draft', items: 3 }]),
        ][random(8)];
        act?.();
        await pass((1 + random(8)) * STEP * 4);
      }
      for (const { answer, clock, link } of all) {
        clock.thaw();
        link.set('up');
        answer.rows = () => [];
      }
      await pass(EVERY * 6);
      expect(Math.max(...seen), `seed ${seed}`).toBeLessThanOrEqual(1);
      expect(exporting(), `seed ${seed}`).toHaveLength(1);
    }
  });
});

describe('a set that fails', () => {
  const broken: GaugeSetSpec = { ...spec, name: 'broken', gauges: { broken_items: { help: 'x' } } };

  it.each([
    ['query', () => Promise.reject(Object.assign(new Error('select anna'), { code: '42703' }))],
    ['timeout', () => Promise.reject(Object.assign(new Error('canceled'), { code: '57014' }))],
    ['timeout', () => new Promise(() => undefined)],
    [
      'query',
      () => {
        throw new TypeError('x');
      },
    ],
    ['invalid', () => [{ items: 3 }]],
  ] as const)('by %s costs only itself, and is counted and said once', async (reason, sample) => {
    const { begin, pass } = service(1, [{ ...broken, sample: sample as never }, spec]);
    const one = await begin();
    await pass(EVERY * 2);
    expect(await one.samples()).toBe(3);
    expect(await one.errors(reason, 'broken')).toBe(3);
    expect(await one.samples('broken')).toBe(0);
    expect(await one.road.read('plumbline.workflow.items')).toMatchObject({ 'status=draft': 3 });
    expect(await one.road.read('plumbline.workflow.broken_items')).toEqual({});
    const said = one.log.said.filter(({ level }) => level === 'warn');
    expect(said).toHaveLength(1);
    expect(said[0]?.fields).toMatchObject({ gauges: 'broken', reason, fix: expect.any(String) });
    expect(JSON.stringify(said)).not.toContain('anna');
  });

  it('keeps its last sample, and says when it is sampled again', async () => {
    const { begin, pass } = service(1);
    const one = await begin();
    const { rows } = one.answer;
    one.answer.rows = () => 'none';
    await pass(EVERY);
    expect(await one.road.read('plumbline.workflow.items')).toMatchObject({ 'status=draft': 3 });
    one.answer.rows = rows;
    await pass(EVERY);
    expect(one.log.said.at(-1)?.message).toBe('workflow gauges are sampled again');
  });

  it('on one replica alone is sampled by another one: three failures, and it stands back', async () => {
    const { begin, leader, pass, seen } = service();
    const one = await begin();
    one.answer.rows = () => 'none';
    await pass(EVERY * 5);
    expect(leader()).not.toBe(one);
    expect(await leader().road.read('plumbline.workflow.items')).toMatchObject({ 'status=draft': 3 });
    expect(await one.errors('invalid')).toBe(3);
    expect(Math.max(...seen)).toBe(1);
  });

  it('that gives its lease back so late that it has a new one by then keeps the new one', async () => {
    const { all, begin, exporting, pass, seen } = service();
    const one = await begin();
    for (const other of all) if (other !== one) other.clock.freeze();
    let failures = 0;
    let arrive = (): void => undefined;
    one.answer.rows = () => {
      failures += 1;
      if (failures === 3) arrive = one.link.hold();
      return failures > 3 ? [] : 'none';
    };
    // Three failures, a release that does not arrive, and a lease of its own again.
    await pass(EVERY * 8);
    expect(exporting()).toEqual([one]);
    arrive();
    await pass(STEP);
    for (const other of all) if (other !== one) other.clock.thaw();
    await pass(EVERY * 2);
    expect(Math.max(...seen)).toBe(1);
  });

  it('gets the signal and the database of the sampler, and is not begun again while it still hangs', async () => {
    const calls: { readonly database: unknown; readonly signal: AbortSignal }[] = [];
    const sample = (database: unknown, signal: AbortSignal) => {
      calls.push({ database, signal });
      return new Promise<never>(() => undefined);
    };
    const { begin, pass } = service(1, [{ ...spec, sample, timeoutMs: 5_000 }]);
    const one = await begin();
    expect(calls[0]?.signal.aborted).toBe(false);
    await pass(EVERY * 2);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.database).toEqual({ name: 'memory' });
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(await one.errors('timeout')).toBe(3);
    // Who never comes back is given up after five minutes.
    await pass(300_000);
    expect(calls).toHaveLength(2);
  });
});

it('refuses options that could never work', () => {
  expect(() => createGaugeSampler({ sets: [], store: {}, scope: '', openMeter: 5 } as never)).toThrow(
    /`store` must be .*`scope` must be .*`openMeter` must be a function/s,
  );
  expect(() => service(1, [spec, spec])).toThrow(/two sets are called `workflow`/);
});
