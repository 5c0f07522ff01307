import { coreMetrics } from '@plumbline/dashboard/reporting';

/** The numbers that leadership is told. `plumbline.metrics.lock` holds each of them to its word. */
export const reportedNumbers = coreMetrics({
  owner: '@team-approvals',
  // The first quarter of which everything is recorded.
  validFrom: '2026-07-01',
  role: 'role',
  orgSlice: 'plan',
  keyAction: 'approval_submitted',
});
