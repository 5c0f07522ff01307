import type { AuditRecord } from '../../audit-record.ts';

/** The object without what is undefined, or undefined where nothing is left. */
export function compact<T extends object>(value: T): Partial<T> | undefined {
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Partial<T>);
}

/** What a record says beyond the fields that other systems have names for. */
export const restOf = (record: AuditRecord): object | undefined => {
  const { after, before, changed, class: actionClass, commitments, counts, external, feature, metadata, v } = record;
  const { impersonator } = record.actor;
  const { route_pattern: route, subjects, surface } = record;
  return compact({
    action: record.action,
    after,
    before,
    changed,
    class: actionClass,
    commitments,
    counts,
    external,
    feature,
    impersonator,
    metadata,
    outcome: record.outcome,
    route_pattern: route,
    subjects,
    surface,
    version: v,
  });
};

/** Subject of a type, if the record names one. */
export const subjectOf = (record: AuditRecord, type: string): string | undefined =>
  record.subjects.find((subject) => subject.type === type)?.id;
