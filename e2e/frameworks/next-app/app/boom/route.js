import { baseline, baselineRoute } from '@plumbline/node/next';

export const dynamic = 'force-dynamic';
export const GET = baselineRoute('/boom', () => {
  baseline().identify({ id: 'account-17', orgId: 'org-3', role: 'clerk' });
  throw new RangeError('the password is hunter2');
});
