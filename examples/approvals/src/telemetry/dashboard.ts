import { readFileSync } from 'node:fs';
import { metrics as meters } from '@opentelemetry/api';
import { productQueriesFromEnv } from '@plumbline/adapter-clickhouse';
import { type Clock, systemClock } from '@plumbline/core';
import { type Audience, createDashboard, type Dashboard } from '@plumbline/dashboard';
import { createReporting, type ReportSchedule, scheduleReports } from '@plumbline/dashboard/reporting';
import { instrumentJob } from '@plumbline/metrics/instrument';
import type { Database } from '../platform/database.ts';
import { type Account, accountOfToken, type Role, tokenIn } from '../session.ts';
import { catalog } from './catalog.ts';
import { reportedNumbers as metrics } from './reported-numbers.ts';
import type { Telemetry } from './telemetry.ts';

/** Who of the staff sees which pages. Editors and viewers see none. */
const AUDIENCES: Readonly<Partial<Record<Role, readonly Audience[]>>> = {
  approver: ['product'],
  admin: ['product', 'leadership', 'operator', 'security'],
};

/** The numbers are those of all customers: whoever signs up is the admin of an organisation, and no staff of this product. */
const viewerOf = ({ id, org_id: orgId, role }: Account, staff: string | undefined) => {
  const audiences = orgId === staff ? AUDIENCES[role] : undefined;
  return audiences && { actor: { id, orgId, role }, audiences };
};

const readLock = (): string => readFileSync(new URL('../../plumbline.metrics.lock', import.meta.url), 'utf8');

type Used = Pick<Telemetry, 'audit' | 'events' | 'logger' | 'metrics'>;

/** Telemetry pages and what keeps their numbers. */
export interface Pages {
  readonly dashboard: Dashboard;
  /** Computes and keeps what has finished, now and then. */
  readonly reports: ReportSchedule;
  close(): Promise<void>;
}

export interface PagesOptions {
  /** ID of the organisation whose people run this product; without it the pages are closed to everybody. */
  readonly staffOrganisation: string | undefined;
  /** When reports are due: a test brings its own. @default that of the system */
  readonly clock?: Clock;
}

/** The pages with this product's numbers, from the ClickHouse that the events go to. */
export function openDashboard(
  database: Database,
  { audit, events, logger: log, metrics: jobs }: Used,
  { staffOrganisation, clock = systemClock }: PagesOptions,
): Pages {
  const queries = productQueriesFromEnv({ development: { directory: '.plumbline/clickhouse' } });
  const lock = readLock();
  const meter = meters.getMeter('@plumbline/dashboard');
  const dashboard = createDashboard({
    source: queries,
    reports: queries,
    metrics,
    metricsLock: lock,
    authorize: async (request) => {
      const account = await accountOfToken(database, tokenIn(request.headers.get('cookie') ?? ''));
      return account && viewerOf(account, staffOrganisation);
    },
    audit,
    events,
    log,
    meter,
    catalog,
    title: 'Approvals',
    basePath: '/telemetry',
  });
  // Counted as a job, so that an alert fires when numbers are no longer kept; by one replica at a time.
  const job = instrumentJob(jobs, 'keep_reports', (work: () => Promise<void>) => work());
  const reports = scheduleReports({
    reporting: createReporting({ source: queries, store: queries, metrics, lock }),
    around: (work) => database.alone('keep_reports', () => job(work)),
    log,
    meter,
    clock,
  });
  return { dashboard, reports, close: () => queries.close() };
}
