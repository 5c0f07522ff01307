import { BOUNDARIES, CHARTS, type FILTER_KEYS, SURFACES, VIEWS } from './catalog.ts';
import { waitedOffline } from './offline.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

/** A row of the event table. */
export interface EventRow {
  readonly org_id_hash: string;
  readonly event_id: string;
  readonly name: string;
  readonly schema_version: string;
  readonly session_id: string;
  readonly anonymous_user_id: string;
  readonly route_pattern: string;
  readonly payload_json: string;
  readonly occurred_at: string;
  readonly ingested_at: string;
  readonly source: string;
}

const ROUTES = [
  ['/orgs/:org/board', 34, 'board'],
  ['/orgs/:org/approvals', 22, 'approvals'],
  ['/orgs/:org/approvals/:id', 17, 'approvals'],
  ['/', 14, 'search'],
  ['/orgs/:org/reports', 9, 'reports'],
  ['/orgs/:org/reports/:id', 7, 'reports'],
  ['/orgs/:org/timeline', 6, 'timeline'],
  ['/orgs/:org/templates', 3, 'templates'],
  ['/settings/profile', 2.4, 'weekly_digest'],
  ['/settings/members', 1.6, 'bulk_edit'],
  ['/orgs/:org/board/:card/history', 1.1, 'timeline'],
  ['/help', 0.8, 'search'],
] as const;

/** How often a feature comes into view beside that of the route; shares of the span move for those that grow and fade. */
const besides = (grown: number): readonly (readonly [feature: string, weight: number])[] => [
  ['search', 9],
  ['comments', 8],
  ['board', 6],
  ['reports', 3.5],
  ['bulk_edit', 2.6],
  ['templates', 2],
  ['weekly_digest', 1.1],
  ['draft_summary', Math.max(0, (grown - 0.45) * 11)],
  ['legacy_export', Math.max(0.08, 2.4 - grown * 2.6)],
  ['csv_import', 0.035],
];

const ERRORS = [
  ['ChunkLoadError', 5],
  ['TypeError', 4],
  ['NetworkError', 3],
  ['HydrationError', 1.4],
  ['TimeoutError', 1],
  ['RangeError', 0.4],
] as const;

const ACTIONS = [
  ['hovered', 10],
  ['clicked', 6],
  ['filtered', 4],
  ['zoomed', 2.5],
  ['opened', 3],
  ['exported', 1.2],
  ['shared', 0.5],
  ['toggled', 0.8],
] as const;

const weighted = <T>(values: readonly T[], falling = 0.62): readonly (readonly [T, number])[] =>
  values.map((value, index) => [value, falling ** index] as const);

const BOUNDARY_WEIGHTS = weighted(BOUNDARIES);
const CHART_SHARE = 0.16;

const VIEW_WEIGHTS = weighted(VIEWS, 0.55);
const KEY_WEIGHTS: Readonly<
  Record<(typeof VIEWS)[number], readonly (readonly [(typeof FILTER_KEYS)[number], number])[]>
> = {
  board_list: [
    ['assignee', 9],
    ['status', 5],
    ['label', 3],
    ['team', 1.4],
  ],
  approval_list: [
    ['status', 8],
    ['team', 2],
    ['period', 1],
  ],
  report_list: [
    ['period', 7],
    ['team', 2.2],
    ['status', 0.3],
  ],
};

const timeText = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');

export interface SessionFacts {
  readonly person: Person;
  /** Milliseconds since the epoch. */
  readonly start: number;
  /** 0 on the first day of the set, 1 on the last. */
  readonly grown: number;
  /** Whether the release of that day breaks the reports. */
  readonly badRelease: boolean;
  readonly id: (random: Random) => string;
}

/** What people do with an approval, one step after the other; most only read it. */
function walkApproval(random: Random, add: (name: string) => void): void {
  if (random.next() > 0.34) return;
  add('approval_opened');
  if (random.next() > 0.58) return;
  add('comment_written');
  if (random.next() < 0.61) add('approval_decided');
}

/** One visit: pages with what was seen and done on each, and its end. */
export function makeSession(
  random: Random,
  { person, start, grown, badRelease, id }: SessionFacts,
): readonly EventRow[] {
  const sessionId = id(random);
  const rows: EventRow[] = [];
  let at = start;
  let interactions = 0;
  const add = (name: string, route: string, payload: Readonly<Record<string, unknown>>): void => {
    at += 400 + random.next() * 900;
    rows.push({
      org_id_hash: person.org,
      event_id: id(random),
      name,
      schema_version: '2026-05-telemetry-v1',
      session_id: sessionId,
      anonymous_user_id: person.id,
      route_pattern: route,
      payload_json: JSON.stringify({ ...payload, role: person.role, org_slice: person.orgSlice, team: person.team }),
      occurred_at: timeText(at),
      ingested_at: timeText(at + 2_000),
      source: 'web',
    });
  };
  const pages = Math.max(1, Math.round(random.spread(3.6, 0.75)));
  for (let page = 0; page < Math.min(pages, 40); page += 1) {
    const [route, , feature] = random.pick(ROUTES.map((one) => [one, one[1]] as const));
    const surface = random.pick(weighted(SURFACES, 0.5));
    add('page_viewed', route, { feature, surface: 'page' });
    if (random.next() < 0.82) add('feature_viewed', route, { feature, surface: 'page' });
    if (random.next() < 0.55) add('feature_viewed', route, { feature: random.pick(besides(grown)), surface });
    if (random.next() < 0.22) {
      interactions += 1;
      const view = random.pick(VIEW_WEIGHTS);
      const valueCount = Math.max(1, Math.round(random.spread(1.6, 0.6)));
      add('filter_changed', route, {
        feature,
        surface: 'toolbar',
        view,
        filterKey: random.pick(KEY_WEIGHTS[view]),
        valueCount,
      });
    }
    if (random.next() < CHART_SHARE * (route.includes('report') ? 3 : 1)) {
      const times = random.whole(1, 3);
      for (let time = 0; time < times; time += 1) {
        interactions += 1;
        add('chart_interacted', route, {
          feature,
          surface,
          chart: random.pick(weighted(CHARTS)),
          action: random.pick(ACTIONS),
        });
      }
    }
    const failing = badRelease && route.includes('report') ? 0.28 : 0.006;
    if (route.endsWith('approvals/:id')) walkApproval(random, (name) => add(name, route, { feature, surface: 'page' }));
    if (random.next() < failing) {
      const [errorClass, boundary] =
        failing > 0.1
          ? (['ChunkLoadError', 'report_panel'] as const)
          : [random.pick(ERRORS), random.pick(BOUNDARY_WEIGHTS)];
      add('client_error', route, { feature, surface: 'page', boundary, errorClass });
    }
    at += random.spread(38_000, 1);
  }
  const waited = waitedOffline(start);
  if (waited) add('offline_recovered', '/', { feature: 'board', surface: 'page', ...waited });
  const durationMs = Math.round(at - start);
  add('session_ended', '/', { feature: 'board', surface: 'page', durationMs, pagesViewed: pages, interactions });
  return rows;
}
