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
  /** Ends the pause after failures that no server answered. */
  readonly resume: () => void;
  /** Calls `onTick` after so many milliseconds, in place of whatever was to come. */
  readonly arm: (ms: number) => void;
  /** Forgets everything, here and in the store, and ends what is being sent. */
  readonly erase: () => void;
}

const FLUSH_MS = 1e4;
const FLUSH_COUNT = 20;
const QUIET_MS = 3e5;
// A little beyond the half hour that ends a session.
const IDLE_TICK_MS = 2e6;

const ignore = (): void => {};

/** Makes the queue; nothing is sent, stored or timed before a call. */
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
  let limit = MAX_BATCH;
  let failures = 0;
  let quietUntil = 0;
  let status = 0;
  let draining: Promise<void> | undefined;

  const arm = (ms: number): void => {
    cancel();
    cancel = clock.after(ms, onTick);
  };
  const isQuiet = (): boolean => clock.now() < quietUntil;
  const keyed = (events: readonly WireEvent[]): Map<string, WireEvent> =>
    new Map(events.map((event) => [event.event_id, event]));
  const free = (events: ReadonlyMap<string, WireEvent>): WireEvent[] =>
    [...events.values()].filter((event) => !flying.has(event.event_id));
  /** Without a copy, the limits hold here. */
  const trim = (): void => {
    const { size } = own;
    shared.clear();
    own = keyed(newest([...own.values()], now() - QUEUED_MS, MAX_QUEUED));
    drop(size - own.size);
  };
  /** Answers what waits in all tabs. What was in the copy and is no more has been settled by another tab, or dropped. */
  const sync = async (gone: readonly string[] = []): Promise<readonly WireEvent[]> => {
    try {
      const left = keyed(await store.settle(gone));
      for (const id of shared.keys()) if (!left.has(id)) own.delete(id);
      shared = left;
    } catch {
      trim();
    }
    return free(new Map([...shared, ...own]));
  };
  /** Answers how many events are settled; with none, smaller batches follow, or a pause. */
  const send = async (events: readonly WireEvent[], signal = abort.signal): Promise<number> => {
    const { length } = events;
    const ids = events.map((event) => event.event_id);
    let waitMs = 0;
    status = 0;
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
      waitMs = 1e3 * +response.headers.get('retry-after')! || 0;
      if (response.status === 202) {
        const { now: server } = (await response.json()) as { now: number };
        // To the second: what a request takes is no difference between clocks.
        update((visit) => {
          visit.k = Math.round((server - (began + clock.now()) / 2) / 1e3) * 1e3;
        });
      }
      ({ status } = response);
    } catch {}
    for (const id of ids) flying.delete(id);
    if (signal.aborted) return 0;
    if (status === 413 && length > 1) limit = length >> 1;
    else if ([202, 400, 413, 415].includes(status)) {
      failures = 0;
      if (status > 202) drop(length);
      for (const id of ids) own.delete(id);
      await sync(ids);
      return length;
    } else {
      failures += 1;
      quietUntil =
        clock.now() + Math.max(waitMs, (failures > 2 ? QUIET_MS : FLUSH_MS * failures) * (1 + Math.random() / 2));
      update((visit) => {
        visit.f ||= now();
      });
    }
    return 0;
  };
  const drain = async (): Promise<void> => {
    const { signal } = abort;
    let sent = 0;
    while (isGranted() && !signal.aborted) {
      const batch = nextBatch(await sync(), limit);
      if (isQuiet()) return;
      if (batch.length === 0) return onDrained(sent);
      sent += await send(batch, signal);
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
    if (isGranted()) await (draining ??= turn());
  };
  return {
    arm,
    flush,
    add(event) {
      own.set(event.event_id, event);
      store.put(event).then(() => shared.set(event.event_id, event), trim);
      if (own.size === 1) arm(FLUSH_MS);
      if (own.size % FLUSH_COUNT === 0) void flush();
    },
    leave() {
      const batch = nextBatch(free(own), limit);
      if (batch.length === 0 || isQuiet()) return;
      // Only an answer can settle an event: what a beacon carries is sent again, and known by its ID.
      if ('keepalive' in Request.prototype) void send(batch);
      else navigator.sendBeacon(endpoint, JSON.stringify({ v: 1, events: batch }));
    },
    resume() {
      if (!status) quietUntil = 0;
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
