export { createDashboard, type Dashboard } from './create-dashboard.ts';
export type { Authorize, DashboardOptions, ViewCounter, ViewEvent, ViewRecorder } from './dashboard-options.ts';
export type { Audience, Viewer } from './page-request.ts';
export type {
  FindEntries,
  ReliabilityOptions,
  RequestEntry,
  SignalEndpoint,
} from './reliability/reliability-options.ts';
export type { ViewRecord } from './server/record-view.ts';
export type {
  DashboardTrail,
  SealStanding,
  TrailActor,
  TrailFilters,
  TrailPage,
  TrailPattern,
  TrailReader,
  TrailRecord,
  TrailSearch,
} from './trail-types.ts';
