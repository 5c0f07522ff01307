import { defineGauges } from '@plumbline/metrics/gauges';

/** How the work stands, counted in the database once a minute by one replica. What no row mentions is 0. */
export const workflow = defineGauges({
  name: 'workflow',
  everySeconds: 60,
  gauges: {
    content_items: {
      help: 'Content items by status.',
      labels: { status: ['draft', 'in_approval', 'changes_requested', 'approved', 'rejected'] },
    },
    feedback_reports: { help: 'Feedback reports by status.', labels: { status: ['open', 'closed'] } },
    pending_invites: { help: 'Invites that wait for an answer.' },
    stale_approvals: { help: 'Content items that have waited in approval for more than three days.' },
    active_workspaces: {
      help: 'Workspaces in which an item changed or a comment was made.',
      labels: { window: ['24h', '7d'] },
    },
  },
  sample: `WITH activity AS (
      SELECT workspace_id, changed_at AS at FROM content_items
      UNION ALL
      SELECT i.workspace_id, c.created_at FROM comments c JOIN content_items i ON i.id = c.item_id
    )
    SELECT 'content_items' AS gauge, count(*) AS value, status, NULL AS "window" FROM content_items GROUP BY status
    UNION ALL SELECT 'feedback_reports', count(*), status, NULL FROM feedback_reports GROUP BY status
    UNION ALL SELECT 'pending_invites', count(*), NULL, NULL FROM invites WHERE status = 'pending'
    UNION ALL SELECT 'stale_approvals', count(*), NULL, NULL FROM content_items
      WHERE status = 'in_approval' AND changed_at < now() - interval '3 days'
    UNION ALL SELECT 'active_workspaces', count(DISTINCT workspace_id), NULL, '24h' FROM activity
      WHERE at > now() - interval '24 hours'
    UNION ALL SELECT 'active_workspaces', count(DISTINCT workspace_id), NULL, '7d' FROM activity
      WHERE at > now() - interval '7 days'`,
});
