import { PlumblineError } from '@plumbline/core';
import type { AuditRecord } from '../audit-record.ts';
import { type Detector, eachRecord } from './pattern-types.ts';

/** When people usually work. */
export interface BusinessHours {
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** First hour of work, 0 to 23. */
  readonly start: number;
  /** First hour after it, 1 to 24. */
  readonly end: number;
  /** Days of work, 1 for Monday to 7 for Sunday. @default Monday to Friday */
  readonly days?: readonly number[];
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const invalid = (what: string): PlumblineError => new PlumblineError('PLB_OPTION_INVALID', `audit patterns: ${what}`);

function formatIn(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' });
  } catch {
    throw invalid('`hours.timeZone` is no IANA time zone such as `Europe/Berlin`');
  }
}

/** Whether a moment lies within the hours, by the clock on that wall. Throws PLB_OPTION_INVALID. */
export function createHours({ timeZone, start, end, days = [1, 2, 3, 4, 5] }: BusinessHours): (at: number) => boolean {
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end > 24 || start >= end)
    throw invalid('`hours.start` and `hours.end` must be hours of one day, the first before the second');
  const format = formatIn(timeZone);
  return (at) => {
    const parts = format.formatToParts(at);
    const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
    const hour = Number(part('hour'));
    return days.includes(DAYS.indexOf(part('weekday')) + 1) && hour >= start && hour < end;
  };
}

/** An export that succeeded outside the hours, by when it happened. */
export function offHoursExport(actions: readonly string[], hours: BusinessHours): Detector {
  const isWorkTime = createHours(hours);
  return eachRecord(
    'off_hours_export',
    ({ action, occurred_at, outcome }) =>
      actions.includes(action) && outcome === 'success' && !isWorkTime(Date.parse(occurred_at)),
  );
}

/** An operator began to act in the name of a user, and the record names no ticket. */
export const impersonationWithoutTicket = (actions: readonly string[]): Detector =>
  eachRecord(
    'impersonation_without_ticket',
    ({ action, metadata, outcome }) => actions.includes(action) && outcome === 'success' && !metadata?.['ticket'],
  );

/** Uses of routes for administrators that are known by now. */
export interface KnownRoutes {
  /** Takes note of one that belongs to the time before. */
  note(record: AuditRecord): void;
  readonly detector: Detector;
}

/**
 * The first time that an actor uses a route for administrators. It remembers each pair of actor and route, so its memory
 * grows with administrators and their routes, not with records.
 */
export function firstAdminRoute(actions: readonly string[]): KnownRoutes {
  const known = new Set<string>();
  /** Whether the record is a use, and the first one of its pair. */
  const isNew = ({ action, actor, outcome, route_pattern }: AuditRecord): boolean => {
    if (!actions.includes(action) || outcome !== 'success' || route_pattern === undefined) return false;
    const pair = JSON.stringify([actor.impersonator ?? actor.id, route_pattern]);
    if (known.has(pair)) return false;
    known.add(pair);
    return true;
  };
  return {
    note: (record) => void isNew(record),
    detector: eachRecord('first_admin_route', isNew, ({ route_pattern }) =>
      route_pattern === undefined ? {} : { route: route_pattern },
    ),
  };
}
