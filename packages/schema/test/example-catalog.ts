import {
  browserEvents,
  categories,
  category,
  count,
  defineCatalog,
  defineEvent,
  duration,
  flag,
  freeText,
  opaqueId,
} from '../src/index.ts';

export const shared = {
  description: 'Something happened.',
  owner: '@team',
  purpose: 'To know.',
  consent: 'essential',
  expires: '2027-12-31',
  review: 'docs/privacy.md',
} as const;

export const browser = browserEvents({
  owner: '@team',
  review: 'docs/privacy.md',
  expires: '2027-12-31',
  features: ['items', 'reports'],
  surfaces: ['page', 'drawer'],
  views: ['list'],
  filterKeys: ['status'],
  charts: ['backlog'],
  boundaries: ['app'],
});

export const exampleCatalog = defineCatalog({
  version: '2026-05-telemetry-v1',
  dimensions: { role: ['admin', 'viewer'], plan: ['free', 'team'] },
  events: {
    ...browser,
    item_created: defineEvent({
      ...shared,
      feature: 'items',
      surfaces: ['api'],
      fields: {
        kind: category(['post', 'image']),
        tags: categories(['a', 'b', 'c']).optional(),
        words: count({ max: 10 }),
        tookMs: duration().optional(),
        isDraft: flag(),
        item: opaqueId(),
        note: freeText({ justification: 'Users explain why in their own words.', maxLength: 40 }).optional(),
      },
    }),
    item_moved: defineEvent({ ...shared, feature: ['items', 'boards'], surfaces: ['page', 'modal'], fields: {} }),
    login_succeeded: defineEvent({ ...shared, feature: 'accounts', surfaces: ['api'], fields: {} }),
  },
});
