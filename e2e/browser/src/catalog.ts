import { browserEvents, count, defineCatalog, defineEvent } from '@plumbline/schema';

const shared = {
  owner: '@team-e2e',
  review: 'README.md',
  expires: '2027-12-31',
  consent: 'analytics',
  sources: ['web'],
} as const;

const features = ['reports', 'settings'] as const;
const surfaces = ['page', 'panel'] as const;

/** The events of the pages of this suite: those of every browser client, and one that carries a number of ours. */
export const catalog = defineCatalog({
  version: '2026-11-browser-v1',
  events: {
    ...browserEvents({
      owner: shared.owner,
      review: shared.review,
      expires: shared.expires,
      features,
      surfaces,
      views: ['list'],
      filterKeys: ['status', 'owner'],
      charts: ['throughput'],
      boundaries: ['app', 'list'],
    }),
    step_recorded: defineEvent({
      ...shared,
      audience: 'authenticated',
      feature: features,
      surfaces,
      description: 'One step of a sequence.',
      purpose: 'Each step has a number of its own, so that one that is captured twice under two IDs is seen as well.',
      fields: { step: count({ max: 100_000_000 }) },
    }),
  },
});

export type AppCatalog = typeof catalog;
