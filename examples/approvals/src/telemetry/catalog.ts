import { browserEvents, category, count, defineCatalog, defineEvent, flag } from '@plumbline/schema';

const owner = '@team-approvals';
const review = 'docs/privacy.md';
const expires = '2027-12-31';

const browser = {
  owner,
  review,
  expires,
  features: ['approvals', 'content', 'workspaces', 'reporting'],
  surfaces: ['page', 'drawer', 'modal'],
  views: ['items', 'approvals', 'audit'],
  filterKeys: ['status', 'author', 'workspace', 'due'],
  charts: ['cycle_time', 'throughput', 'backlog'],
  boundaries: ['app', 'items', 'approvals', 'reporting'],
} as const;

/** Every product event of this service. What is not declared here cannot be captured. */
export const catalog = defineCatalog({
  version: '2026-05-telemetry-v1',
  dimensions: {
    role: ['viewer', 'editor', 'approver', 'admin'],
    plan: ['free', 'team', 'enterprise'],
  },
  events: {
    // What people look at waits for their consent; that the product failed for them does not.
    ...browserEvents(browser),
    client_error: browserEvents({ ...browser, consent: 'essential' }).client_error,
    login_succeeded: defineEvent({
      description: 'An account signed in.',
      owner,
      review,
      expires,
      purpose: 'Adoption: who comes back.',
      consent: 'essential',
      feature: 'accounts',
      surfaces: ['api'],
      fields: {},
    }),
    organisation_created: defineEvent({
      description: 'A customer organisation was set up.',
      owner,
      review,
      expires,
      purpose: 'Adoption: growth by organisation.',
      consent: 'essential',
      feature: 'accounts',
      surfaces: ['api'],
      fields: { plan_chosen: category(['free', 'team', 'enterprise']) },
    }),
    workspace_created: defineEvent({
      description: 'A workspace was created inside an organisation.',
      owner,
      review,
      expires,
      purpose: 'Adoption: depth of use.',
      consent: 'essential',
      feature: 'workspaces',
      surfaces: ['page', 'api'],
      fields: {},
    }),
    content_item_created: defineEvent({
      description: 'A content item was created.',
      owner,
      review,
      expires,
      purpose: 'Volume: how much content passes through.',
      consent: 'essential',
      feature: 'content',
      surfaces: ['page', 'modal', 'api'],
      fields: { has_attachment: flag(), kind: category(['post', 'image', 'video']) },
    }),
    comment_added: defineEvent({
      description: 'A comment was added to a content item.',
      owner,
      review,
      expires,
      purpose: 'Collaboration: how much is discussed before a decision.',
      consent: 'essential',
      feature: 'content',
      surfaces: ['drawer', 'api'],
      fields: { length_words: count({ max: 5_000 }) },
    }),
    approval_submitted: defineEvent({
      description: 'An approver decided about a content item.',
      owner,
      review,
      expires,
      purpose: 'Value: decisions made, and how long they take.',
      consent: 'essential',
      feature: 'approvals',
      surfaces: ['drawer', 'page', 'api'],
      fields: { decision: category(['approved', 'rejected', 'changes_requested']), round: count({ max: 100 }) },
    }),
    feedback_submitted: defineEvent({
      description: 'A feedback report was sent.',
      owner,
      review,
      expires,
      purpose: 'Quality: problems that users report.',
      consent: 'essential',
      feature: 'feedback',
      surfaces: ['modal', 'api'],
      fields: { kind: category(['bug', 'idea', 'other']) },
    }),
    invite_created: defineEvent({
      description: 'Somebody was invited to a workspace.',
      owner,
      review,
      expires,
      purpose: 'Adoption: how teams grow.',
      consent: 'essential',
      feature: 'workspaces',
      surfaces: ['modal', 'api'],
      fields: { invited_role: category(['viewer', 'editor', 'approver', 'admin']) },
    }),
  },
});
