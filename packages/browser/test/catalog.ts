import { browserEvents, category, defineCatalog, defineEvent } from '@plumbline/schema';

/** A catalog as an application has it; tests of the client import its type, and its values to judge what arrived. */
export const catalog = defineCatalog({
  version: '2026-05-telemetry-v1',
  events: {
    ...browserEvents({
      owner: '@team',
      review: 'docs/privacy.md',
      expires: '2027-12-31',
      features: ['items', 'reports'],
      surfaces: ['page', 'drawer'],
      views: ['list'],
      filterKeys: ['status'],
      charts: ['backlog'],
      boundaries: ['app', 'page'],
    }),
    item_created: defineEvent({
      description: 'An item was made.',
      owner: '@team',
      purpose: 'To know.',
      consent: 'analytics',
      expires: '2027-12-31',
      review: 'docs/privacy.md',
      feature: 'items',
      surfaces: ['page'],
      sources: ['web'],
      fields: { kind: category(['post', 'image']) },
    }),
  },
});

/** A catalog without the events of a page. */
export const bare = defineCatalog({
  version: '2026-06-telemetry-v2',
  events: { item_created: catalog.events.item_created },
});
