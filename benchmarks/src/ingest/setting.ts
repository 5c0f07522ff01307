import { randomUUID } from 'node:crypto';
import { browserEvents, type Catalog, defineCatalog } from '@plumbline/schema';

const features = ['content', 'approvals', 'boards', 'reports'] as const;
const ROUTES = ['/', '/items/:id', '/items/:id/history', '/boards/:boardId', '/reports', '/settings/[tab]'] as const;

/** What a product's pages report: the six events of browsers. */
export const catalog: Catalog = defineCatalog({
  version: '2026-11-bench-v1',
  dimensions: { role: ['approver', 'author'] },
  events: browserEvents({
    owner: '@bench',
    review: 'docs/privacy.md',
    expires: '2036-12-31',
    features,
    surfaces: ['page', 'drawer'],
    views: ['items', 'boards'],
    filterKeys: ['status', 'owner', 'age'],
    charts: ['backlog', 'throughput'],
    boundaries: ['app', 'drawer'],
  }),
});

/** Most of what comes are views; every batch of a session has some of the rest. */
const KINDS: readonly (readonly [name: string, payload: (turn: number) => object])[] = [
  ['page_viewed', () => ({})],
  ['feature_viewed', () => ({})],
  ['filter_changed', (turn) => ({ view: 'items', filterKey: 'status', valueCount: turn % 7 })],
  ['feature_viewed', () => ({})],
  ['chart_interacted', (turn) => ({ chart: 'backlog', action: turn % 2 === 0 ? 'hovered' : 'zoomed' })],
  ['page_viewed', () => ({})],
  ['client_error', () => ({ boundary: 'app', errorClass: 'TypeError' })],
  ['session_ended', (turn) => ({ durationMs: 61_000 + turn, pagesViewed: turn % 30, interactions: turn % 90 })],
];

/** One in so many events is wrong, as those of an old page or a stranger are. */
const WRONG_EVERY = 200;

/** An ID as browsers make it: a UUID of version 7. */
const makeId = (now: number): string => {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
};

/** A batch as `@plumbline/browser` sends it: one session, a few pages, some seconds. */
export function makeBatch(events: number, turn: number, now: number): string {
  const session = randomUUID();
  const user = randomUUID();
  const made = Array.from({ length: events }, (_, index) => {
    const at = turn + index;
    const [name, payload] = KINDS[at % KINDS.length] as (typeof KINDS)[number];
    const isWrong = (turn * events + index) % WRONG_EVERY === WRONG_EVERY - 1;
    return {
      event_id: makeId(now - index),
      name,
      schema_version: catalog.version,
      session_id: session,
      anonymous_user_id: user,
      route_pattern: ROUTES[Math.floor(at / 8) % ROUTES.length],
      occurred_at: new Date(now - (events - index) * 250).toISOString(),
      payload: { feature: features[at % 4], surface: 'page', ...payload(at), ...(isWrong && { title: 'x' }) },
    };
  });
  return JSON.stringify({ v: 1, events: made });
}
