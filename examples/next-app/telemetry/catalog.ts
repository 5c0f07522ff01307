import { browserEvents, category, dashboardEvents, defineCatalog, defineEvent } from '@plumbline/schema';
import { CATALOG_VERSION } from './version.ts';

const owner = '@team-approvals';
const review = 'docs/privacy.md';
const expires = '2027-12-31';

/** Every product event of this application. The pages import its type alone, so that nothing of it is in their code. */
export const catalog = defineCatalog({
  version: CATALOG_VERSION,
  dimensions: { role: ['viewer', 'approver'] },
  events: {
    ...browserEvents({
      owner,
      review,
      expires,
      features: ['items', 'approvals'],
      surfaces: ['page', 'drawer'],
      views: ['items'],
      filterKeys: ['status'],
      charts: ['backlog'],
      boundaries: ['app'],
    }),
    ...dashboardEvents({ owner, review, expires }),
    approval_submitted: defineEvent({
      description: 'An approver decided about an item.',
      owner,
      review,
      expires,
      purpose: 'Value: decisions made.',
      consent: 'essential',
      feature: 'approvals',
      surfaces: ['page'],
      fields: { decision: category(['approved', 'rejected']) },
    }),
  },
});
