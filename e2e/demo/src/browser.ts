import { randomUUID } from 'node:crypto';
import type { Random } from './random.ts';

/** One event as the browser client posts it. */
export interface BrowserEvent {
  event_id: string;
  name: string;
  schema_version: string;
  session_id: string;
  route_pattern: string;
  occurred_at: string;
  payload: Record<string, unknown>;
}

const ROUTES = ['/', '/workspaces/:workspaceId', '/items/:itemId', '/approvals', '/reports', '/settings/members'];
const HOUR_MS = 3_600_000;

type Shape = readonly [name: string, payload: (random: Random) => Record<string, unknown>];

const SHAPES: readonly (readonly [weight: number, ...Shape])[] = [
  [
    40,
    'page_viewed',
    (random) => ({ feature: random.pick(['approvals', 'content', 'workspaces', 'reporting']), surface: 'page' }),
  ],
  [
    18,
    'feature_viewed',
    (random) => ({
      feature: random.pick(['approvals', 'content', 'workspaces', 'reporting']),
      surface: random.pick(['page', 'drawer', 'modal']),
    }),
  ],
  [
    16,
    'filter_changed',
    (random) => ({
      feature: 'content',
      surface: 'page',
      view: random.pick(['items', 'approvals', 'audit']),
      filterKey: random.pick(['status', 'author', 'workspace', 'due']),
      valueCount: 1 + random.int(5),
    }),
  ],
  [
    14,
    'chart_interacted',
    (random) => ({
      feature: 'reporting',
      surface: 'page',
      chart: random.pick(['cycle_time', 'throughput', 'backlog']),
      action: random.pick(['hovered', 'zoomed', 'exported']),
    }),
  ],
  [
    4,
    'client_error',
    (random) => ({
      feature: 'content',
      surface: 'page',
      boundary: random.pick(['app', 'items', 'approvals', 'reporting']),
      errorClass: random.pick(['TypeError', 'RangeError', 'ChunkLoadError']),
    }),
  ],
  [
    8,
    'session_ended',
    (random) => ({
      feature: 'workspaces',
      surface: 'page',
      durationMs: 20_000 + random.int(1_800_000),
      pagesViewed: 1 + random.int(20),
      interactions: random.int(60),
    }),
  ],
];

const TOTAL = SHAPES.reduce((sum, [weight]) => sum + weight, 0);

function shapeOf(random: Random): Shape {
  let left = random.int(TOTAL);
  for (const [weight, name, payload] of SHAPES) {
    left -= weight;
    if (left < 0) return [name, payload];
  }
  throw new Error('weights do not add up');
}

/** A batch of one session, a tenth of it from up to three days offline. */
export function browserBatch(random: Random, schemaVersion: string, sessionId: string, now: number): BrowserEvent[] {
  return Array.from({ length: 2 + random.int(6) }, () => {
    const [name, payload] = shapeOf(random);
    const offline = random.chance(0.1) ? random.int(72) * HOUR_MS : 0;
    return {
      event_id: randomUUID(),
      name,
      schema_version: schemaVersion,
      session_id: sessionId,
      route_pattern: random.pick(ROUTES),
      occurred_at: new Date(now - offline - random.int(5_000)).toISOString(),
      payload: payload(random),
    };
  });
}

/** Turns one event into something the service must refuse: each way has its reason in the counters. */
export function spoil(event: BrowserEvent, random: Random, secret: string): BrowserEvent {
  return random.pick<() => BrowserEvent>([
    () => ({ ...event, name: 'page_title_viewed' }),
    () => ({ ...event, payload: { ...event.payload, title: secret } }),
    () => ({ ...event, payload: { ...event.payload, surface: secret } }),
    () => ({ ...event, occurred_at: new Date(Date.parse(event.occurred_at) + 40 * 24 * HOUR_MS).toISOString() }),
    () => ({ ...event, schema_version: '2019-01-telemetry-v0' }),
  ])();
}
