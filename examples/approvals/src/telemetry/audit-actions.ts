import { defineActions, starterActions } from '@plumbline/audit';
import * as z from 'zod';

/** Every sensitive action of this service. Each names who answers for it and what it may carry. */
export const actions = defineActions({
  ...starterActions,
  'consent.changed': {
    description: 'Somebody agreed to product analytics, or took that back.',
    owner: '@team-approvals',
    class: 'data',
    level: 'metadata',
    subject: 'user',
    fields: { analytics: z.enum(['given', 'withdrawn']) },
  },
  'approval.decided': {
    description: 'A content item was approved, rejected or sent back.',
    owner: '@team-approvals',
    class: 'data',
    level: 'metadata',
    subject: 'content_item',
    fields: { decision: z.enum(['approved', 'rejected', 'changes_requested']) },
  },
});
