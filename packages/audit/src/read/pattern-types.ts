import type { AuditRecord } from '../audit-record.ts';

/** Unusual ways of access; each is defined where `PatternOptions` sets its limits. */
export const PATTERNS = [
  'first_admin_route',
  'off_hours_export',
  'role_change_burst',
  'denied_burst',
  'impersonation_without_ticket',
  'many_trail_reads',
] as const;

export type PatternName = (typeof PATTERNS)[number];

/** Something that a person should look at. It may well have a reason; nothing here is a verdict. */
export interface PatternFinding {
  readonly pattern: PatternName;
  /** Who did it; of a denied burst by nobody known, the account that was tried. */
  readonly actor: string;
  /** IDs of the records it is about, oldest first; the first 1,000 of a longer burst. */
  readonly records: readonly string[];
  /** All of them. */
  readonly count: number;
  /** When the first and the last were recorded, ISO 8601 in UTC. */
  readonly since: string;
  readonly until: string;
  /** The route pattern, where one was used for the first time. */
  readonly route?: string;
}

/** Looks at records in the order of their recording and keeps as little of them as its pattern allows. */
export interface Detector {
  see(record: AuditRecord): readonly PatternFinding[];
  /** What was still going on when the records ended. */
  end(): readonly PatternFinding[];
}

const NONE: readonly PatternFinding[] = [];

/** A pattern that one record shows by itself. */
export function eachRecord(
  pattern: PatternName,
  shows: (record: AuditRecord) => boolean,
  more: (record: AuditRecord) => Pick<PatternFinding, 'route'> = () => ({}),
): Detector {
  return {
    see(record) {
      if (!shows(record)) return NONE;
      const { actor, id, recorded_at } = record;
      const found = { pattern, actor: actor.impersonator ?? actor.id, records: [id], count: 1 };
      return [{ ...found, since: recorded_at, until: recorded_at, ...more(record) }];
    },
    end: () => NONE,
  };
}
