import type { BrowserClock } from './clock.ts';
import { createStore } from './store.ts';
import type { VisitRecord } from './visit.ts';
import { MAX_BATCH, MAX_QUEUED, newest, nextBatch, QUEUED_MS, type WireEvent } from './wire.ts';

/** The events of this tab that no answer has settled, and the copy that all tabs share. */
export interface Queue {
  readonly add: (event: WireEvent) => void;
  readonly flush: () => Promise<void>;
  /** Sends at once and without waiting for anything, because the page may end. */
  readonly leave: () => void;
  /** Ends the pause after failures, except one that the server asked for. */
  readonly resume: () => void;
  /** Calls `onTick` after so many milliseconds, in place of whatever was to come. */
  readonly arm: (ms: number) => void;
  /** Forgets everything, here and in the store, and ends what is being sent. */
  readonly erase: () => void;
}

const FLUSH_MS = 1e4;
const FLUSH_COUNT = 20;
const QUIET_MS = 3e5;
const IDLE_TICK_MS = 18e5 + 1;

const ignore = (): void => {};

export function createQueue(
  name: string,
  endpoint: string,
  clock: BrowserClock,
  { now, update }: VisitRecord,
  isGranted: () => boolean,
  onTick: () => void,
  onDrained: (sent: number) => void,
): Queue {
  const drop = (count: number): void =>
    update((visit) => {
      visit.d = (visit.d ?? 0) + count;
    });
  const store = createStore(name, now, drop);
  let own = new Map<string, WireEvent>();
  let shared = new Map<string, WireEvent>();
  const flying = new Set<string>();
  let abort = new AbortController();
  let cancel = ignore;
  let failures = 0;
  let quietUntil = 0;
  let askedUntil = 0;
  let draining: Promise<void> | undefined;

  const arm = (ms: number): void => {
    cancel();
    cancel = clock.after(ms, onTick);
  };
  const isQuiet = (): boolean => !isGranted() || clock.now() < quietUntil;
  const keyed = (events: readonly WireEvent[]): Map<string, WireEvent> =>
    new Map(events.map((event) => [event.event_id, event]));
  const free = (events: ReadonlyMap<string, WireEvent>): WireEvent[] =>
    [...events.values()].filter((event) => !flying.has(event.event_id));
  /** Changes the copy, and answers what waits in all tabs. What was in the copy and is no more has been settled by another tab. */
  const sync = async (
    added: readonly WireEvent[] = [],
    gone: readonly string[] = [],
  ): Promise<readonly WireEvent[]> => {
    try {
      const left = keyed(await store.exchange(added, gone));
      for (const id of shared.keys()) if (!left.has(id)) own.delete(id);
      shared = left;
    } catch {
      const { size } = own;
      own = keyed(newest([...own.values()], now() - QUEUED_MS, MAX_QUEUED));
      drop(size - own.size);
    }
    return free(new Map([...shared, ...own]));
  };
  /** Answers how many events are settled: 0 when the batch must be split, less when sending has to pause. */
  const send = async (events: readonly WireEvent[], signal = abort.signal): Promise<number> => {
    const { length } = events;
    const ids = events.map((event) => event.event_id);
    let status = 0;
    askedUntil = 0;
    for (const id of ids) flying.add(id);
    try {
      const began = clock.now();
      const body = JSON.stringify({ v: 1, events });
      const response = await fetch(endpoint, {
        method: 'POST',
        body,
        keepalive: body.length < 6e4,
        mode: 'same-origin',
        referrerPolicy: 'origin',
        signal,
      });
      askedUntil = clock.now() + 1e3 * +response.headers.get('retry-after')! || 0;
      if (response.status === 202) {
        const offset = Math.round(((await response.json()) as { now: number }).now - (began + clock.now()) / 2);
        update((visit) => {
          if (Math.abs(offset - (visit.k ?? 0)) > 1e3) visit.k = offset;
        });
      }
      ({ status } = response);
    } catch {}
    for (const id of ids) flying.delete(id);
    if (signal.aborted) return -1;
    if (status === 413 && length > 1) return 0;
    if (!/202|4(00|03|13|15)/.test(`${status}`)) {
      failures += 1;
      quietUntil = Math.max(
        askedUntil,
        clock.now() + (failures > 2 ? QUIET_MS : FLUSH_MS * failures) * (1 + Math.random() / 2),
      );
      update((visit) => {
        visit.f ||= now();
      });
      return -1;
    }
    failures = 0;
    if (status !== 202) drop(length);
    for (const id of ids) own.delete(id);
    await sync([], ids);
    return length;
  };
  const drain = async (): Promise<void> => {
    const { signal } = abort;
    let count = MAX_BATCH;
    let sent = 0;
    while (isGranted()) {
      const batch = nextBatch(await sync(), count);
      if (batch.length === 0) return onDrained(sent);
      const settled = await send(batch, signal);
      if (settled < 0) return;
      if (settled === 0) count = batch.length >> 1;
      sent += settled;
    }
  };
  /** One tab at a time, where the browser has locks. Without, or in a page that leaves, events may be sent twice, and are known by their IDs. */
  const turn = async (): Promise<void> => {
    try {
      await ((navigator.locks as LockManager | undefined)?.request(name, drain) ?? drain());
    } catch {}
    draining = undefined;
    if (isGranted()) arm(own.size ? Math.max(FLUSH_MS, quietUntil - clock.now()) : IDLE_TICK_MS);
  };
  const flush = async (): Promise<void> => {
    if (!isQuiet()) await (draining ??= turn());
  };
  return {
    arm,
    flush,
    add(event) {
      own.set(event.event_id, event);
      void sync([event]);
      if (own.size === 1) arm(FLUSH_MS);
      if (own.size >= FLUSH_COUNT) void flush();
    },
    leave() {
      const batch = nextBatch(free(own), MAX_BATCH);
      if (!isQuiet() && batch.length > 0) {
        // Only what answers can settle an event: what a beacon carries is sent again, and known by its ID.
        if ('keepalive' in Request.prototype) void send(batch);
        else navigator.sendBeacon(endpoint, JSON.stringify({ v: 1, events: batch }));
      }
    },
    resume() {
      quietUntil = askedUntil;
    },
    erase() {
      abort.abort();
      abort = new AbortController();
      cancel();
      own.clear();
      shared.clear();
      store.erase();
    },
  };
}
