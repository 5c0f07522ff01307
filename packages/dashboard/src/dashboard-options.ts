import type { IncomingMessage } from 'node:http';
import type { Clock, Log, Meter, ProductSource, ReportStore } from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import type { Viewer } from './page-request.ts';
import type { ReliabilityOptions } from './reliability/reliability-options.ts';
import type { Metric } from './reporting/metric.ts';
import type { DashboardTrail } from './trail-types.ts';

/**
 * Says who looks. A viewer with no audience, undefined, an error and no answer within `authorizeTimeoutMs` all mean: nothing
 * is shown. A `Response`, such as a redirect to the sign-in, is sent as it is.
 */
export type Authorize = (
  request: Request,
  /** The server's own request, where `nodeHandler` was used: what middleware put on it is there. */
  incoming?: IncomingMessage,
) => Viewer | Response | undefined | Promise<Viewer | Response | undefined>;

/** Where views are recorded: the application's `Audit`, whose actions hold `dashboard.viewed` of the starter set. */
export interface ViewRecorder {
  /** Takes a `ViewRecord`; said as `never`, which every audit's own `record` takes, whatever its actions. */
  record(action: 'dashboard.viewed', input: never): unknown;
}

/** One view as the product-event client takes it; see `dashboardEvents` of `@plumbline/schema`. */
export interface ViewEvent {
  readonly eventId: string;
  readonly name: 'dashboard_viewed';
  readonly source: 'api';
  readonly sessionId: string;
  readonly anonymousUserId: string;
  readonly routePattern: string;
  readonly occurredAt: number;
  readonly payload: { readonly page: string; readonly feature: 'dashboard'; readonly surface: 'web' };
  readonly actor: Viewer['actor'];
}

/** Where views are counted: the client from `createEvents`. */
export interface ViewCounter {
  accept(events: readonly ViewEvent[]): unknown;
}

export interface DashboardOptions {
  /** What answers the questions: `createProductQueries` of `@plumbline/adapter-clickhouse`. */
  readonly source: ProductSource;
  readonly authorize: Authorize;
  /** Where each view, each export and each denied view is recorded. @default nowhere */
  readonly audit?: ViewRecorder;
  /** Where each view is counted as `dashboard_viewed`. @default nowhere */
  readonly events?: ViewCounter;
  /** Gives the filters their closed lists, and the ledger its owners. @default values are asked of the source */
  readonly catalog?: Catalog;
  /** Finished numbers of reports, for the executive page. */
  readonly reports?: ReportStore;
  /** Definitions of reported numbers, from `defineMetric`. @default [] */
  readonly metrics?: readonly Metric[];
  /**
   * Text of `plumbline.metrics.lock`. A definition of `metrics` that is not as it says has no number on the executive page, but
   * what differs and what to do; what was withdrawn stays there with its past. @default definitions are believed
   */
  readonly metricsLock?: string;
  /** What the reliability and the one-request page read from. @default they say what to configure */
  readonly reliability?: ReliabilityOptions;
  /** What the audit page reads from. @default it says what to configure */
  readonly trail?: DashboardTrail;
  /** @default 'Telemetry' */
  readonly title?: string;
  /** Where the dashboard is mounted, such as `/telemetry`. Express says it itself. @default '' */
  readonly basePath?: string;
  /** Milliseconds that `authorize` may take. @default 5000 */
  readonly authorizeTimeoutMs?: number;
  /** Milliseconds that one panel may take; after that it says so, and the others are shown. @default 5000 */
  readonly panelTimeoutMs?: number;
  /** Questions that are asked at the same time, of all viewers; others wait. @default 6 */
  readonly maxConcurrentPanels?: number;
  /** Milliseconds for which an answer is shown again. @default 10000 */
  readonly cacheMs?: number;
  readonly log?: Log;
  /** Where views by their outcome, and failures by their reason, are counted. @default nowhere */
  readonly meter?: Meter;
  readonly clock?: Clock;
}
