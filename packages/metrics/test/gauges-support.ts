import type { Clock, Log, Timer } from '@plumbline/core';
import type { TestClock } from '@plumbline/testkit';
import type { EndingMeter, GaugeStore, OpenEndingMeter } from '../src/gauges.ts';
import { sdkMeter } from './sdk-meter.ts';

/** What replicas of one service share: rows of leases by a clock of their own. */
export interface Leases {
  /** The way of one replica to it. */
  storeFor(link: Link, rows: () => unknown): GaugeStore;
  /** Bids that arrived. */
  readonly bids: number;
  /** Gives every lease to nobody in particular, as somebody may who has the right to. */
  seize(ms: number): void;
}

/** How one replica reaches the database: a cut one neither answers nor refuses, until it is up again. */
export interface Link {
  set(state: 'up' | 'cut' | 'refused'): void;
  /** The next call arrives when what is returned is called. */
  hold(): () => void;
  reach<T>(work: () => T): Promise<T>;
}

/** What waited while it was cut arrives late, or is lost, in turn. */
export function createLink(): Link {
  let state: 'up' | 'cut' | 'refused' = 'up';
  let waiting: ((isLost: boolean) => void)[] = [];
  let held: Promise<void> | undefined;
  return {
    hold() {
      let arrive = (): void => undefined;
      held = new Promise((resolve) => {
        arrive = resolve;
      });
      return () => arrive();
    },
    set(next) {
      state = next;
      if (next === 'cut') return;
      const late = waiting;
      waiting = [];
      for (const [index, arrive] of late.entries()) arrive(index % 2 === 1 || next === 'refused');
    },
    async reach(work) {
      const delay = held;
      held = undefined;
      await delay;
      if (state === 'refused') throw new Error('refused');
      if (state === 'up') return work();
      const isLost = await new Promise<boolean>((resolve) => void waiting.push(resolve));
      if (isLost) throw new Error('reset');
      return work();
    },
  };
}

export function memoryLeases(clock: Clock): Leases {
  const leases = new Map<string, { holder: string; until: number }>();
  let bids = 0;
  const storeFor = (link: Link, rows: () => unknown): GaugeStore => ({
    database: { name: 'memory' },
    bid: (name, holder, ttlMs) =>
      link.reach(() => {
        bids += 1;
        const lease = leases.get(name);
        const isFree = lease === undefined || lease.holder === holder || lease.until <= clock.now();
        if (!isFree) return { held: false, waitMs: lease.until - clock.now() };
        leases.set(name, { holder, until: clock.now() + ttlMs });
        return { held: true, at: clock.now() / 1_000 };
      }),
    release: (name, holder) =>
      link.reach(() => {
        const lease = leases.get(name);
        if (lease?.holder === holder) lease.until = 0;
      }),
    rows: () => link.reach(rows),
  });
  return {
    storeFor,
    get bids() {
      return bids;
    },
    seize(ms) {
      for (const name of leases.keys()) leases.set(name, { holder: 'nobody', until: clock.now() + ms });
    },
  };
}

/** The clock of one process: it can be frozen, set to another time, and its timers wait until it goes on. */
export interface ProcessClock extends Clock {
  freeze(): void;
  /** Goes on; what was due fires late, in its order, once `before` has run. */
  thaw(before?: () => void): void;
  /** Sets the wall clock. */
  shift(ms: number): void;
}

export function processClock(world: TestClock): ProcessClock {
  let isFrozen = false;
  let offset = 0;
  let due: (() => void)[] = [];
  return {
    now: () => world.now() + offset,
    monotonic: () => world.monotonic(),
    after(ms, fn): Timer {
      let isCancelled = false;
      const fire = (): void => {
        if (!isCancelled) fn();
      };
      const timer = world.after(ms, () => {
        if (isFrozen) due.push(fire);
        else fire();
      });
      return {
        cancel() {
          isCancelled = true;
          timer.cancel();
        },
      };
    },
    freeze: () => {
      isFrozen = true;
    },
    thaw(before) {
      before?.();
      isFrozen = false;
      const late = due;
      due = [];
      for (const fire of late) fire();
    },
    shift: (ms) => {
      offset += ms;
    },
  };
}

/** Meters that end, and what an export at this moment would hold. */
export interface Road {
  readonly open: OpenEndingMeter;
  /** Points by metric, as `sdk-meter.ts` reads them; of meters that are over, nothing. */
  read(metric: string): Promise<Record<string, unknown>>;
  /** Whether anything would be exported. */
  isOpen(): boolean;
  readonly opened: number;
  readonly ended: number;
}

export function endingRoad(): Road {
  const live = new Map<EndingMeter, { isLive: () => boolean; read: ReturnType<typeof sdkMeter>['read'] }>();
  let opened = 0;
  let ended = 0;
  const current = () => [...live.values()].filter(({ isLive }) => isLive());
  return {
    open(_name, isLive) {
      opened += 1;
      const { meter, read } = sdkMeter();
      const ending: EndingMeter = { meter, end: () => void (ended += Number(live.delete(ending))) };
      live.set(ending, { isLive, read });
      return ending;
    },
    async read(metric) {
      const all = await Promise.all(current().map(({ read }) => read(metric)));
      return Object.assign({}, ...all) as Record<string, unknown>;
    },
    isOpen: () => current().length > 0,
    get opened() {
      return opened;
    },
    get ended() {
      return ended;
    },
  };
}

/** A log that keeps its lines. */
export function lines(): Log & {
  readonly said: { readonly level: string; readonly fields: object; readonly message: string }[];
} {
  const said: { level: string; fields: object; message: string }[] = [];
  const at =
    (level: string) =>
    (fields: object | string, message = ''): void =>
      void said.push(typeof fields === 'string' ? { level, fields: {}, message: fields } : { level, fields, message });
  const log = {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
  };
  return { ...log, child: () => log as never, said };
}
