import { productQueriesFromEnv } from '@plumbline/adapter-clickhouse';
import { createDashboard, type Audience, type Dashboard } from '@plumbline/dashboard';
import type { Database } from '../platform/database.ts';
import { type Account, accountOfToken, type Role, tokenIn } from '../session.ts';
import { catalog } from './catalog.ts';
import type { Telemetry } from './telemetry.ts';

/** Who sees which pages. Editors and viewers see none. */
const AUDIENCES: Readonly<Partial<Record<Role, readonly Audience[]>>> = {
  approver: ['product'],
  admin: ['product', 'leadership', 'operator', 'security'],
};

const viewerOf = ({ id, org_id: orgId, role }: Account) => {
  const audiences = AUDIENCES[role];
  return audiences && { actor: { id, orgId, role }, audiences };
};

/** The pages with this product's numbers, from the ClickHouse that the events go to. */
export function openDashboard(
  database: Database,
  telemetry: Pick<Telemetry, 'audit' | 'events' | 'logger'>,
): { dashboard: Dashboard; close(): Promise<void> } {
  const queries = productQueriesFromEnv({ development: { directory: '.plumbline/clickhouse' } });
  const dashboard = createDashboard({
    source: queries,
    reports: queries,
    authorize: async (request) => {
      const account = await accountOfToken(database, tokenIn(request.headers.get('cookie') ?? ''));
      return account && viewerOf(account);
    },
    audit: telemetry.audit,
    events: telemetry.events,
    log: telemetry.logger,
    catalog,
    title: 'Approvals',
    basePath: '/telemetry',
  });
  return { dashboard, close: () => queries.close() };
}
