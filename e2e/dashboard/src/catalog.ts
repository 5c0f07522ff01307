import { browserEvents, type Catalog, defineCatalog } from '@plumbline/schema';

export const FEATURES = [
  'board',
  'search',
  'approvals',
  'comments',
  'reports',
  'timeline',
  'bulk_edit',
  'templates',
  'weekly_digest',
  'draft_summary',
  'legacy_export',
  'csv_import',
  'kiosk_mode',
] as const;
export const SURFACES = ['page', 'drawer', 'dialog', 'toolbar'] as const;
export const VIEWS = ['board_list', 'approval_list', 'report_list'] as const;
export const FILTER_KEYS = ['status', 'assignee', 'team', 'period', 'label'] as const;
export const CHARTS = ['burndown', 'throughput', 'cycle_time', 'workload'] as const;
export const BOUNDARIES = ['app_shell', 'board_panel', 'report_panel', 'editor'] as const;
export const ROLES = ['admin', 'approver', 'editor', 'viewer'] as const;
export const ORG_SLICES = ['small', 'medium', 'large'] as const;

const DAY_MS = 86_400_000;

const dayFrom = (now: number, days: number): `${number}-${number}-${number}` =>
  new Date(now + days * DAY_MS).toISOString().slice(0, 10) as `${number}-${number}-${number}`;

/** The catalog of an application for approvals; expiries lie around `now`, so that the ledger has each of its notes. */
export function applicationCatalog(now: number): Catalog {
  const terms = { review: 'docs/telemetry-review.md', owner: '@team-boards', surfaces: SURFACES };
  const events = browserEvents({
    ...terms,
    expires: dayFrom(now, 210),
    features: FEATURES,
    views: VIEWS,
    filterKeys: FILTER_KEYS,
    charts: CHARTS,
    boundaries: BOUNDARIES,
  });
  return defineCatalog({
    version: '2026-05-telemetry-v1',
    dimensions: { role: ROLES, org_slice: ORG_SLICES },
    events,
  });
}
