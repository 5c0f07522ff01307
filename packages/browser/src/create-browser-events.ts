import type { BrowserEvents, BrowserEventsOptions, Consent } from './browser-events.ts';
import type { HasVersion } from './catalog-types.ts';
import { browserClock } from './clock.ts';
import { createEventId, randomId } from './ids.ts';
import { createQueue } from './queue.ts';
import { createVisitRecord, type Visit } from './visit.ts';
import { type Draft, HELD_MS, MAX_HELD, newest, QUEUED_MS } from './wire.ts';

const IDLE_MS = 18e5;
const PATTERN = /^(?!.*\d{4})(\/([:*$]?[a-z_][\w.-]*[?*+]?|\*)?)+$/i;
const NO_INTERACTION = /_(?:viewed|error|ended|recovered)$/;

type AnyOptions = Omit<BrowserEventsOptions<HasVersion>, 'automatic'> & { readonly automatic?: object | false };

/**
 * Makes the client of a page. Without consent it sends, stores and reads nothing; where there is no page it does nothing at
 * all. It never throws and prints nothing.
 */
export function createBrowserEvents<C extends HasVersion>(options: BrowserEventsOptions<C>): BrowserEvents<C> {
  const { endpoint, version, consent, route, clock = browserClock, automatic = {} } = options as AnyOptions;
  const end = new AbortController();
  const nextId = createEventId();
  let state: Consent = 'denied';
  let held: Draft[] = [];
  let shown: string | undefined;
  const isGranted = (): boolean => state === 'granted';
  const name = `plumbline:${endpoint}`;
  const record = createVisitRecord(name, clock, isGranted, () => setConsent('denied'));
  const { now, update } = record;
  const tick = (): void => {
    held = newest(held, now() - HELD_MS, MAX_HELD);
    if (held.length) queue.arm(1e4);
    endIdle();
    void queue.flush();
  };
  const queue = createQueue(name, endpoint, clock, record, isGranted, tick, (events) => {
    let since = 0;
    let dropped = 0;
    update((visit) => {
      ({ f: since = 0, d: dropped = 0 } = visit);
      visit.f = visit.d = 0;
    });
    if (automatic && since + dropped)
      capture('offline_recovered', { ...automatic, events, dropped, offlineMs: since && Math.max(0, now() - since) });
  });
  const draft = (name: string, payload: object | undefined, at: number, id: string, pattern?: string): Draft => ({
    event_id: id,
    name,
    schema_version: version,
    route_pattern: PATTERN.test(pattern as string) ? (pattern as string) : 'unmatched',
    occurred_at: at,
    payload: { ...payload },
  });
  const add = (event: Draft, { s, a }: Visit): void =>
    queue.add({ ...event, session_id: s as string, anonymous_user_id: a as string });
  const endIdle = (): void => {
    let ended: Visit | undefined;
    update((visit) => {
      if (!visit.s || now() - visit.t < IDLE_MS) return;
      ended = { ...visit };
      visit.s = '';
    });
    if (!ended || !automatic) return;
    const { t, b, p, i } = ended;
    if (now() - t > QUEUED_MS) return;
    const payload = { ...automatic, durationMs: Math.max(0, t - b), pagesViewed: p, interactions: i };
    add(draft('session_ended', payload, t, ended.e, ended.r), ended);
  };
  const admit = (event: Draft): void => {
    endIdle();
    const { name, occurred_at: at } = event;
    let current: Visit | undefined;
    update((visit) => {
      if (!visit.s) Object.assign(visit, { s: randomId(), e: nextId(at), b: at, p: 0, i: 0 });
      visit.a ??= randomId();
      visit.t = at;
      visit.r = event.route_pattern;
      if (name === 'page_viewed') visit.p += 1;
      else if (!NO_INTERACTION.test(name)) visit.i += 1;
      current = visit;
    });
    if (current) add(event, current);
  };
  const capture = (name: string, payload?: object): void => {
    if (state === 'denied') return;
    try {
      const at = now();
      const event = draft(name, payload, at, nextId(at), route?.() ?? shown);
      if (isGranted()) return admit(event);
      held.push(event);
      tick();
    } catch {}
  };
  const setConsent = (wanted: Consent, isDefault?: boolean): void => {
    if (end.signal.aborted) return;
    const { globalPrivacyControl: gpc, doNotTrack } = navigator as Navigator & { globalPrivacyControl?: boolean };
    const before = state;
    state = (wanted === 'granted' && !isDefault) || !(gpc || +(doNotTrack as string)) ? wanted : 'denied';
    const events = held;
    if (state !== 'unknown') held = [];
    if (isGranted()) {
      for (const event of events) admit(event);
      tick();
    } else if (state === 'denied' || before === 'granted') {
      if (record.erase() || before === 'granted') queue.erase();
    }
  };
  const onPage = ({ type, key, newValue }: Event & Partial<StorageEvent>): void => {
    // Another tab erased what was remembered: consent was withdrawn there, whatever stands there by now.
    if (key === name && !newValue) setConsent('denied');
    if (type === 'online') queue.resume();
    endIdle();
    if (document.hidden || type === 'pagehide') queue.leave();
    else void queue.flush();
  };
  if ('document' in globalThis) {
    for (const type of ['visibilitychange', 'pagehide', 'pageshow', 'online', 'storage'])
      addEventListener(type, onPage, end);
    if (typeof consent === 'function') setConsent(consent(setConsent));
    else setConsent(consent, true);
  } else end.abort();
  return {
    capture,
    pageViewed(pattern?: string, place: object = automatic as object) {
      shown = pattern ?? shown;
      capture('page_viewed', place);
    },
    featureViewed(place: object) {
      capture('feature_viewed', place);
    },
    setConsent,
    get consent() {
      return state;
    },
    flush: queue.flush,
    close() {
      queue.leave();
      end.abort();
      state = 'denied';
      held = [];
    },
  } as BrowserEvents<C>;
}
