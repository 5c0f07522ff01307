import { defineGauges } from '@plumbline/metrics/gauges';

/** The brief's gauges, as far as the tables of the approvals service know them. */
export const workflow = defineGauges({
  name: 'workflow',
  everySeconds: 2,
  gauges: {
    content_items: {
      help: 'Content items by status.',
      labels: { status: ['draft', 'in_approval', 'approved', 'rejected', 'changes_requested'] },
    },
    feedback_reports: { help: 'Feedback reports by status.', labels: { status: ['open', 'closed'] } },
    pending_invites: { help: 'Invites that wait for an answer.' },
  },
  sample: `SELECT status, count(*) AS content_items, NULL::bigint AS feedback_reports, NULL::bigint AS pending_invites
      FROM content_items GROUP BY status
    UNION ALL SELECT status, NULL, count(*), NULL FROM feedback_reports GROUP BY status
    UNION ALL SELECT NULL, NULL, NULL, count(*) FROM invites WHERE status = 'pending'`,
});
