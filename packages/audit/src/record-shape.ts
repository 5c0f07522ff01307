import type { AuditRecord } from './audit-record.ts';
import { isActorType, isOutcome } from './check-input.ts';

type Fields = Readonly<Record<string, unknown>>;

const NEEDED = ['action', 'class', 'id', 'occurred_at', 'recorded_at'] as const;
const OPTIONAL = ['feature', 'org', 'request_id', 'route_pattern', 'surface', 'trace_id'] as const;
const OBJECTS = ['after', 'before', 'commitments', 'counts', 'metadata'] as const;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === 'string';
const isTextIfAny = (value: unknown): boolean => value === undefined || isText(value);
const isTime = (value: unknown): boolean => isText(value) && !Number.isNaN(Date.parse(String(value)));

const isActor = (value: unknown): boolean =>
  isObject(value) &&
  isText(value['id']) &&
  isActorType(value['type']) &&
  isTextIfAny(value['impersonator']) &&
  isTextIfAny(value['role']);

const isSubject = (value: unknown): boolean => isObject(value) && isText(value['id']) && isText(value['type']);

const isSource = (value: unknown): boolean =>
  isObject(value) && isText(value['service']) && isText(value['instance']) && isTextIfAny(value['version']);

const isListOf = (value: unknown, fits: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every((item) => fits(item));

/**
 * Whether what a stored text says has the parts of a record that readers, formats and patterns rely on. Who may add rows may
 * add any text, and one of them must not end what is read of the others.
 */
export function isRecord(value: unknown): value is AuditRecord {
  return (
    isObject(value) &&
    NEEDED.every((name) => isText(value[name])) &&
    OPTIONAL.every((name) => isTextIfAny(value[name])) &&
    OBJECTS.every((name) => value[name] === undefined || isObject(value[name])) &&
    isTime(value['occurred_at']) &&
    isTime(value['recorded_at']) &&
    isActor(value['actor']) &&
    isOutcome(value['outcome']) &&
    isSource(value['source']) &&
    isListOf(value['subjects'], isSubject) &&
    (value['changed'] === undefined || isListOf(value['changed'], isText)) &&
    (value['external'] === undefined || isListOf(value['external'], isObject))
  );
}
