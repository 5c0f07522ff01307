import type { OutboundEvent } from '@plumbline/core';
import fc from 'fast-check';
import { makeEvent } from '../support.ts';

export const DAY = 86_400_000;

/** The moment at which the last whole day ends. Tests that use it stop the clock first. */
export const endOfDays = (): number => Math.floor(Date.now() / DAY) * DAY;

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const NAMES = [
  'page_viewed',
  'feature_viewed',
  'filter_changed',
  'chart_interacted',
  'client_error',
  'session_ended',
  'offline_recovered',
  'item_created',
  'dashboard_viewed',
];

/** Values that a statement would stumble over, if one were put into it. */
export const AWKWARD = ["y' OR 1=1 --", '{k}\\', 'über "x"\n\t', '日本語;%', '{step0:String}'];

const upTo = (max: number): fc.Arbitrary<number> => fc.nat({ max });

/** Edges of the declared windows and of the spans before them, to the millisecond. */
const EDGES = [1, 7, 14, 21, 30, 60, 90].flatMap((days) => [days * DAY, days * DAY + 1, days * DAY - 1]);

/** What stands in the payload of an event of a name besides where and by whom it happened. */
function detailsOf(name: string, one: number, two: number, count: number): OutboundEvent['payload'] {
  const of = (prefix: string, index: number): string => `${prefix}${index % 3}`;
  switch (name) {
    case 'filter_changed':
      return { view: of('v', one), filterKey: of('k', two), valueCount: count % 12 };
    case 'chart_interacted':
      return { chart: of('c', one), action: of('a', two) };
    case 'client_error':
      return { boundary: of('b', one), errorClass: of('E', two) };
    case 'session_ended':
      return { durationMs: count * 61, pagesViewed: count % 9, interactions: count % 23 };
    case 'offline_recovered':
      return { events: count % 8, dropped: count % 3, offlineMs: count * 7 };
    default:
      return {};
  }
}

/** Any event of the catalog, by one of so many people or a stranger, at any time in and around the windows. */
export function anyEvent(end: number, people: number): fc.Arbitrary<OutboundEvent> {
  const drawn = fc.record({
    // Enough pages that there are more routes than are listed.
    name: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...NAMES) }, fc.constant('page_viewed')),
    back: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: -DAY / 2, max: 95 * DAY }) },
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 9 * DAY }) },
      { weight: 1, arbitrary: fc.constantFrom(0, 1, ...EDGES) },
    ),
    user: upTo(people),
    session: upTo(2),
    route: upTo(29),
    feature: upTo(3),
    surface: fc.constantFrom('page', 'modal'),
    role: fc.constantFrom('admin', 'viewer', 'editor'),
    team: fc.constantFrom('', ...AWKWARD),
    source: fc.constantFrom('web' as const, 'api' as const),
    one: upTo(2),
    two: upTo(2),
    count: upTo(9_999),
  });
  return drawn.map((it) =>
    makeEvent({
      name: it.name,
      source: it.source,
      occurredAt: end - it.back,
      anonymousUserId: it.user === 0 ? '' : `u${it.user}`,
      sessionId: `s${it.user}-${it.session}`,
      routePattern: `/${it.route}`,
      payload: {
        // Nothing belongs to the last one: a page, say, of no feature.
        ...(it.feature < 3 && { feature: `f${it.feature}` }),
        surface: it.surface,
        role: it.role,
        ...(it.team !== '' && { team: it.team }),
        ...detailsOf(it.name, it.one, it.two, it.count),
      },
    }),
  );
}
