import type { BrowserEvents, BrowserEventsOptions, Consent } from './browser-events.ts';
import type { HasVersion } from './catalog-types.ts';
import { browserClock } from './clock.ts';
import { createEventId, randomId } from './ids.ts';
import { createQueue } from './queue.ts';
import { createVisitRecord, type Visit } from './visit.ts';
import { type Draft, HELD_MS, MAX_HELD, newest } from './wire.ts';

const IDLE_MS = 18e5;
const PATTERN = /^(?=.{1,200}$)(?!.*\d{4})(?:\/(?:[:*$]?[a-z_][\w.~-]*[?*+]?|\*)?)+$/i;
const NO_INTERACTION = /_(?:viewed|error|ended|recovered)$/;

export function createBrowserEvents<C extends HasVersion>(options: BrowserEventsOptions<C>): BrowserEvents<C> {
  const { endpoint, version, consent, route, clock = browserClock } = options;
  const { automatic = {} } = options as { automatic?: object | false };
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
    if (held.length > 0) queue.arm(1e4);
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
    if (automatic && since + dropped > 0)
      capture('offline_recovered', { ...automatic, events, dropped, offlineMs: since && Math.max(0, now() - since) });
  });
  const draft = (name: string, payload: object | undefined, at: number, id: string, pattern: string): Draft => ({
    event_id: id,
    name,
    schema_version: version,
    route_pattern: PATTERN.test(pattern) ? pattern : 'unmatched',
    occurred_at: at,
    payload: { ...payload },
  });
  const endIdle = (): void => {
    let ended: Visit | undefined;
    update((visit) => {
      if (!visit.s || now() - visit.t < IDLE_MS) return;
      ended = { ...visit };
      visit.s = '';
    });
    if (!ended || !automatic) return;
    const { a, s, e, b, t, r, p, i } = ended;
    queue.add({
      ...draft(
        'session_ended',
        { ...automatic, durationMs: Math.max(0, t - b), pagesViewed: p, interactions: i },
        t,
        e,
        r,
      ),
      session_id: s!,
      anonymous_user_id: a!,
    });
  };
  const admit = (event: Draft): void => {
    endIdle();
    let ids: { session_id: string; anonymous_user_id: string } | undefined;
    const { name, occurred_at: at } = event;
    update((visit) => {
      if (!visit.s) Object.assign(visit, { s: randomId(), e: nextId(at), b: at, p: 0, i: 0 });
      visit.t = at;
      visit.r = event.route_pattern;
      if (name === 'page_viewed') visit.p++;
      else if (!NO_INTERACTION.test(name)) visit.i++;
      ids = { session_id: visit.s!, anonymous_user_id: (visit.a ??= randomId()) };
    });
    if (ids) queue.add({ ...event, ...ids });
  };
  const capture = (name: string, payload?: object): void => {
    if (state === 'denied') return;
    try {
      const at = now();
      const event = draft(name, payload, at, nextId(at), (route?.() ?? shown) || '');
      if (isGranted()) return admit(event);
      held.push(event);
      tick();
    } catch {}
  };
  const setConsent = (wanted: Consent, isOwn?: boolean): void => {
    if (end.signal.aborted) return;
    const { globalPrivacyControl: gpc, doNotTrack } = navigator as Navigator & { globalPrivacyControl?: boolean };
    const before = state;
    state = (isOwn && wanted === 'granted') || !(gpc || doNotTrack === '1') ? wanted : 'denied';
    const events = held;
    if (state !== 'unknown') held = [];
    if (isGranted()) {
      for (const event of events) admit(event);
      tick();
    } else if (state === 'denied' || before === 'granted') {
      if (record.erase() || before === 'granted') queue.erase();
    }
  };
  const onPage = ({ type }: Event): void => {
    if (type === 'online') queue.resume();
    endIdle();
    if (document.hidden || type === 'pagehide') queue.leave();
    else void queue.flush();
  };
  if ('document' in globalThis) {
    for (const type of ['visibilitychange', 'pagehide', 'pageshow', 'online', 'storage'])
      addEventListener(type, onPage, end);
    if (typeof consent === 'function') setConsent(consent((told) => setConsent(told, true)) ?? 'unknown', true);
    else setConsent(consent);
  } else end.abort();
  return {
    capture,
    pageViewed(pattern?: string, place: object = automatic || {}) {
      shown = pattern ?? shown;
      capture('page_viewed', place);
    },
    featureViewed(place: object) {
      capture('feature_viewed', place);
    },
    setConsent: (c: Consent) => setConsent(c, true),
    get consent() {
      return state;
    },
    flush: queue.flush,
    close() {
      queue.leave();
      queue.arm(0);
      end.abort();
      state = 'denied';
    },
  };
}
