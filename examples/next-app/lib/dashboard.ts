import { productQueriesFromEnv } from '@plumbline/adapter-clickhouse';
import { createDashboard, type Dashboard } from '@plumbline/dashboard';
import { catalog } from '../telemetry/catalog.ts';
import { accountOf } from './session.ts';
import { telemetry } from './telemetry.ts';

/** The page with the numbers, for approvers of this application. Each view of it is a record of the trail and an event. */
function makeDashboard(): Dashboard {
  const plumbline = telemetry();
  return createDashboard({
    source: productQueriesFromEnv({ development: { directory: '.plumbline/clickhouse' } }),
    authorize: (request) => {
      const account = accountOf(request);
      return account?.role === 'approver' ? { actor: account, audiences: ['product', 'leadership'] } : undefined;
    },
    ...(plumbline && { audit: plumbline.audit, events: plumbline.events, log: plumbline.logger }),
    catalog,
    basePath: '/telemetry',
    title: 'Approvals',
  });
}

let made: Dashboard | undefined;

export const dashboard = (): Dashboard => (made ??= makeDashboard());
