import { type Clock, createIdMaker, DASHBOARD_VIEW, type Log, toError } from '@plumbline/core';
import type { ViewCounter, ViewRecorder } from '../dashboard-options.ts';
import type { Viewer } from '../page-request.ts';
import type { DashboardCounts } from './counts.ts';

/** One view, or one that was refused. */
export interface View {
  /** ID of a page of the closed list; `unknown` for an address that is none. */
  readonly page: string;
  /** ID of a panel, where one left as CSV. */
  readonly panel?: string;
  readonly outcome: 'success' | 'denied' | 'failed';
  /** Undefined where nobody is known. */
  readonly viewer: Viewer | undefined;
  /** Rows that left. */
  readonly rows?: number;
  readonly requestId: string;
}

/** What `record` is given for `dashboard.viewed`. */
export interface ViewRecord {
  readonly actor: { readonly type: 'user' | 'service' | 'anonymous'; readonly id: string; readonly role?: string };
  readonly org?: string;
  readonly outcome: 'success' | 'denied' | 'failed';
  readonly metadata: { readonly page: string; readonly panel?: string; readonly export: boolean };
  readonly counts?: Readonly<Record<string, number>>;
}

export interface ViewNotesOptions {
  readonly audit: ViewRecorder | undefined;
  readonly events: ViewCounter | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly counts: DashboardCounts;
}

/**
 * Denied views of nobody known that are recorded in a minute. Anybody can ask, so more would let strangers fill the trail; the
 * next record says how many came on top.
 */
const MAX_STRANGERS = 30;
const MINUTE_MS = 60_000;

function createStrangerLimit(clock: Clock): () => number | undefined {
  let began = Number.NEGATIVE_INFINITY;
  let recorded = 0;
  let left = 0;
  return () => {
    if (clock.monotonic() - began >= MINUTE_MS) {
      began = clock.monotonic();
      recorded = 0;
    }
    if (recorded >= MAX_STRANGERS) {
      left += 1;
      return undefined;
    }
    recorded += 1;
    const before = left;
    left = 0;
    return before;
  };
}

const LINES = {
  not_recorded: 'dashboard: a view could not be recorded',
  not_counted: 'dashboard: a view could not be counted',
} as const;

const actorOf = (viewer: Viewer | undefined): ViewRecord['actor'] => {
  if (viewer === undefined) return { type: 'anonymous', id: '' };
  const { id, role, type = 'user' } = viewer.actor;
  return { type, id, ...(role !== undefined && { role }) };
};

/** Why the trail did not take a record, or the catalog no event, and what to do; undefined where they took it. */
function refusalIn(made: unknown): string | undefined {
  if ((made as { readonly accepted?: unknown } | null | undefined)?.accepted === false)
    return 'the trail refused dashboard.viewed: does it know `starterActions` of @plumbline/audit, and is it on?';
  const [first] = Array.isArray(made) ? (made as readonly { readonly ok?: unknown; readonly reason?: unknown }[]) : [];
  return first?.ok === false && first.reason === 'unknown_event'
    ? 'the catalog of `events` has no dashboard_viewed: spread `dashboardEvents` of @plumbline/schema into its events'
    : undefined;
}

/** Records and counts views. Neither can delay or fail one: what they throw, now or later, is logged. */
export function createViewNotes({ audit, events, clock, counts, log }: ViewNotesOptions) {
  const strangers = createStrangerLimit(clock);
  const makeId = createIdMaker(() => clock.now());
  const told = new Set<string>();
  const guarded = (reason: keyof typeof LINES, requestId: string, work: () => unknown): void => {
    const fail = (error: unknown): void => {
      counts.failed(reason);
      log.error({ err: toError(error), request_id: requestId }, LINES[reason]);
    };
    const judge = (made: unknown): void => {
      const why = refusalIn(made);
      if (why === undefined) return;
      // What was set up wrong stays so: one line says it, and the counter how often.
      if (told.has(why)) return counts.failed(reason);
      told.add(why);
      fail(new Error(why));
    };
    try {
      // One of the application's own may answer later, and a rejection that nobody takes ends the process.
      Promise.resolve(work()).then(judge).catch(fail);
    } catch (error) {
      fail(error);
    }
  };
  const record = ({ page, panel, outcome, viewer, rows, requestId }: View): void => {
    counts.view(outcome);
    if (audit === undefined) return;
    const more = viewer === undefined ? strangers() : 0;
    if (more === undefined) return counts.failed('too_many_strangers');
    const numbers = { ...(rows !== undefined && { rows }), ...(more > 0 && { not_recorded: more }) };
    const input: ViewRecord = {
      actor: actorOf(viewer),
      ...(viewer?.actor.orgId !== undefined && { org: viewer.actor.orgId }),
      outcome,
      metadata: { page, ...(panel !== undefined && { panel }), export: panel !== undefined },
      ...(Object.keys(numbers).length > 0 && { counts: numbers }),
    };
    guarded('not_recorded', requestId, () => audit.record('dashboard.viewed', input as never));
  };
  const count = ({ page, viewer, requestId }: View & { readonly viewer: Viewer }, routePattern: string): void => {
    if (events === undefined) return;
    const payload = { page, feature: 'dashboard', surface: 'web' } as const;
    const event = {
      eventId: makeId(),
      name: DASHBOARD_VIEW,
      source: 'api',
      sessionId: '',
      anonymousUserId: '',
    } as const;
    const offered = { ...event, routePattern, occurredAt: clock.now(), payload, actor: viewer.actor };
    guarded('not_counted', requestId, () => events.accept([offered]));
  };
  return { record, count };
}

export type ViewNotes = ReturnType<typeof createViewNotes>;
