import { category, defineCatalog, defineEvent } from '@plumbline/schema';

export const catalog = defineCatalog({
  version: '2026-05-telemetry-v1',
  events: {
    notification_sent: defineEvent({
      description: 'A message was handed to the mail server.',
      owner: '@team-platform',
      review: 'docs/privacy.md',
      expires: '2027-12-31',
      purpose: 'Reach: which messages people get.',
      consent: 'essential',
      feature: 'notifications',
      surfaces: ['api'],
      fields: { template: category(['invite', 'decision']) },
    }),
  },
});
