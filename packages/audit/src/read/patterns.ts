import { PlumblineError } from '@plumbline/core';
import type { AuditRecord } from '../audit-record.ts';
import type { AuditStore } from '../audit-store.ts';
import { type BurstLimit, createBurst } from './burst.ts';
import { type Detector, type PatternFinding, type PatternName, PATTERNS } from './pattern-types.ts';
import { type BusinessHours, firstAdminRoute, impersonationWithoutTicket, offHoursExport } from './single.ts';
import { streamRecords } from './stream.ts';

/** What counts as unusual. Actions are named as the starter set names them; an application with others says which. */
export interface PatternOptions {
  /** @default all; `off_hours_export` needs `hours` */
  readonly patterns?: readonly PatternName[];
  /** `off_hours_export`: one of the export actions succeeded outside of these. Without it nothing is off hours. */
  readonly hours?: BusinessHours;
  /** `role_change_burst`: one actor changed roles or entitlements so often. @default 5 within 10 minutes */
  readonly roleChanges?: BurstLimit;
  /**
   * `denied_burst`: one actor was denied so often, failed logins included; where nobody is known, one account was tried.
   * @default 10 within 5 minutes
   */
  readonly denied?: BurstLimit;
  /** `many_trail_reads`: one actor read or exported the trail so often. @default 30 within an hour */
  readonly trailReads?: BurstLimit;
  /** Actions of each kind, in place of the defaults. */
  readonly actions?: {
    /** `first_admin_route`. @default admin_route.accessed */
    readonly adminRoutes?: readonly string[];
    /** @default export.requested, audit.exported */
    readonly exports?: readonly string[];
    /** @default role.changed, entitlement.changed */
    readonly roleChanges?: readonly string[];
    /** Counted as denied whatever the outcome. @default login.failed */
    readonly failedLogins?: readonly string[];
    /** @default impersonation.started */
    readonly impersonations?: readonly string[];
    /** @default audit.read, audit.exported */
    readonly trailReads?: readonly string[];
  };
}

/** Which records are looked at. */
export interface PatternRange {
  /** Milliseconds since the epoch, by the time of recording, inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** A route that an actor has not used for this long before `from` counts as new, in milliseconds. @default 90 days */
  readonly lookbackMs?: number;
}

const MINUTE = 60_000;
const LOOKBACK_MS = 90 * 24 * 60 * MINUTE;

const ACTIONS = {
  adminRoutes: ['admin_route.accessed'],
  exports: ['export.requested', 'audit.exported'],
  roleChanges: ['role.changed', 'entitlement.changed'],
  failedLogins: ['login.failed'],
  impersonations: ['impersonation.started'],
  trailReads: ['audit.read', 'audit.exported'],
} as const satisfies Required<NonNullable<PatternOptions['actions']>>;

type Actions = Required<NonNullable<PatternOptions['actions']>>;

function checkBurst(name: string, limit: BurstLimit): BurstLimit {
  const { count, windowMs } = limit;
  if (Number.isInteger(count) && count >= 2 && windowMs > 0) return limit;
  const what = `audit patterns: \`${name}\` needs a \`count\` of at least 2 and a \`windowMs\` above 0`;
  throw new PlumblineError('PLB_OPTION_INVALID', what);
}

/** What is asked for by name has to be looked for. */
function checkNames({ hours, patterns = [] }: PatternOptions): void {
  const unknown = patterns.find((name) => !PATTERNS.includes(name));
  const what =
    unknown === undefined
      ? patterns.includes('off_hours_export') && !hours && '`off_hours_export` needs `hours`'
      : `\`patterns\` names none of ${PATTERNS.join(', ')}`;
  if (what) throw new PlumblineError('PLB_OPTION_INVALID', `audit patterns: ${what}`);
}

/** Who acts: an operator in the name of a user is the operator. */
const doer = ({ actor }: AuditRecord): string | undefined => actor.impersonator ?? (actor.id || undefined);

const by =
  (actions: readonly string[]) =>
  (record: AuditRecord): string | undefined =>
    actions.includes(record.action) && record.outcome === 'success' ? doer(record) : undefined;

const deniedKey =
  (failedLogins: readonly string[]) =>
  (record: AuditRecord): string | undefined =>
    record.outcome === 'denied' || failedLogins.includes(record.action)
      ? (doer(record) ?? record.subjects[0]?.id)
      : undefined;

/** One detector for each pattern but the first admin route, which needs the past. */
function createDetectors(options: PatternOptions, actions: Actions): Partial<Record<PatternName, Detector>> {
  const { hours } = options;
  const roleChanges = checkBurst('roleChanges', options.roleChanges ?? { count: 5, windowMs: 10 * MINUTE });
  const denied = checkBurst('denied', options.denied ?? { count: 10, windowMs: 5 * MINUTE });
  const trailReads = checkBurst('trailReads', options.trailReads ?? { count: 30, windowMs: 60 * MINUTE });
  return {
    ...(hours && { off_hours_export: offHoursExport(actions.exports, hours) }),
    role_change_burst: createBurst('role_change_burst', roleChanges, by(actions.roleChanges)),
    denied_burst: createBurst('denied_burst', denied, deniedKey(actions.failedLogins)),
    impersonation_without_ticket: impersonationWithoutTicket(actions.impersonations),
    many_trail_reads: createBurst('many_trail_reads', trailReads, by(actions.trailReads)),
  };
}

/**
 * Finds unusual ways of access in records that come in the order of their recording. `before` are earlier uses of routes for
 * administrators, which are then no news. It keeps one window of records at most, and the pairs of administrators and
 * routes. Throws PLB_OPTION_INVALID.
 */
export async function* findInRecords(
  records: Iterable<AuditRecord> | AsyncIterable<AuditRecord>,
  options: PatternOptions = {},
  before: Iterable<AuditRecord> | AsyncIterable<AuditRecord> = [],
): AsyncGenerator<PatternFinding, void, undefined> {
  checkNames(options);
  const actions: Actions = { ...ACTIONS, ...options.actions };
  const routes = firstAdminRoute(actions.adminRoutes);
  const all: Partial<Record<PatternName, Detector>> = {
    first_admin_route: routes.detector,
    ...createDetectors(options, actions),
  };
  const detectors = Object.entries(all).flatMap(([name, detector]) =>
    (options.patterns?.includes(name as PatternName) ?? true) ? [detector] : [],
  );
  for await (const record of before) routes.note(record);
  for await (const record of records) for (const detector of detectors) yield* detector.see(record);
  for (const detector of detectors) yield* detector.end();
}

async function* earlierUses(
  store: AuditStore,
  adminRoutes: readonly string[],
  range: { readonly from: number; readonly to: number },
  onUnreadable: ((id: string) => void) | undefined,
): AsyncGenerator<AuditRecord, void, undefined> {
  for (const action of adminRoutes) yield* streamRecords(store, { ...range, action }, onUnreadable);
}

/**
 * {@link findInRecords} over what a store recorded in a range of time. The read is not recorded; `patterns` of
 * `createAuditReader` does that. A row that holds no record is told to `onUnreadable` and passed over, and ends the search
 * without it. Throws PLB_OPTION_INVALID, PLB_AUDIT_EVIDENCE.
 */
export async function* findPatterns(
  store: AuditStore,
  { from, to, lookbackMs = LOOKBACK_MS, ...options }: PatternOptions & PatternRange,
  onUnreadable?: (id: string) => void,
): AsyncGenerator<PatternFinding, void, undefined> {
  if (!(from < to)) throw new PlumblineError('PLB_OPTION_INVALID', 'audit patterns: `from` must be before `to`');
  const isWanted = options.patterns?.includes('first_admin_route') ?? true;
  const earlier = { from: from - lookbackMs, to: from };
  const adminRoutes = options.actions?.adminRoutes ?? ACTIONS.adminRoutes;
  const before = isWanted ? earlierUses(store, adminRoutes, earlier, onUnreadable) : [];
  yield* findInRecords(streamRecords(store, { from, to }, onUnreadable), options, before);
}
