import { browserEvents, type Catalog, defineCatalog, defineEvent } from '@plumbline/schema';

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
export const TEAMS = ['content', 'brand', 'legal', 'events', 'press', 'social'] as const;
export const ORG_SLICES = ['small', 'medium', 'large'] as const;

const DAY_MS = 86_400_000;

const dayFrom = (now: number, days: number): `${number}-${number}-${number}` =>
  new Date(now + days * DAY_MS).toISOString().slice(0, 10) as `${number}-${number}-${number}`;

/** The catalog of an application for approvals; expiries lie around `now`, so that the ledger has each of its notes. */
export function applicationCatalog(now: number): Catalog {
  const terms = { review: 'docs/telemetry-review.md', owner: '@team-boards', surfaces: SURFACES };
  const shared = { ...terms, surfaces: ['page'], consent: 'analytics', sources: ['web'] } as const;
  const approvals = {
    ...shared,
    owner: '@team-approvals',
    purpose: 'How far an approval gets.',
    feature: 'approvals',
    expires: dayFrom(now, 31),
  } as const;
  const exports = {
    ...shared,
    owner: '@team-reports',
    purpose: 'Whether the old export can go.',
    feature: 'legacy_export',
    expires: dayFrom(now, -12),
  } as const;
  const drafts = {
    ...shared,
    owner: '@team-assist',
    purpose: 'Whether drafts help.',
    feature: 'draft_summary',
    expires: dayFrom(now, 118),
  } as const;
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
    dimensions: { role: ROLES, org_slice: ORG_SLICES, team: TEAMS },
    events: {
      ...events,
      approval_opened: defineEvent({ ...approvals, description: 'An approval was opened.', fields: {} }),
      comment_written: defineEvent({
        ...approvals,
        feature: 'comments',
        description: 'A comment was written.',
        fields: {},
      }),
      approval_decided: defineEvent({ ...approvals, description: 'An approval was decided.', fields: {} }),
      export_started: defineEvent({ ...exports, description: 'An export began.', fields: {} }),
      summary_drafted: defineEvent({ ...drafts, description: 'A summary was drafted.', fields: {} }),
    },
  });
}
