import type {
  AuditActor,
  AuditOutcome,
  AuditStage,
  AuditSubject,
  ClientClass,
  ExternalCall,
  LooseInput,
} from './action-spec.ts';
import type { AuditRecord } from './audit-record.ts';
import type { CompiledAction } from './compile-action.ts';
import type { ParsedFields } from './declared-fields.ts';

const OUTCOMES: ReadonlySet<unknown> = new Set<AuditOutcome>(['success', 'denied', 'failed']);
const ACTOR_TYPES: ReadonlySet<unknown> = new Set<AuditActor['type']>(['user', 'service', 'system', 'anonymous']);
const STAGES: ReadonlySet<unknown> = new Set<AuditStage>(['attempted', 'completed']);
const CLIENTS: ReadonlySet<unknown> = new Set<ClientClass>(['browser', 'mobile', 'server', 'bot', 'unknown']);
const NAME = /^[a-z][a-z0-9_]{0,39}$/;
/** As long as the IDs that `identify` accepts; they are columns and index entries of every store. */
const MAX_ID = 200;
const MAX_SUBJECTS = 50;
const MAX_COUNTS = 20;
const MAX_EXTERNAL = 5;
// Control characters and halves of surrogate pairs are refused by some stores, and would then block the spool.
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/** Most IDs: printable ASCII without a space and without `@`. */
const SIMPLE = /^[!-?A-~]{1,200}$/;

/** Why an input is refused: the part of it and what is wrong, without values. */
export type Fault = string;

/** An opaque ID that every store takes. */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' &&
  (SIMPLE.test(value) ||
    (value.length > 0 && value.length <= MAX_ID && !value.includes('@') && !UNPRINTABLE.test(value)));

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The items of a list; undefined where it has more. By index: an iterator of its own need not end. */
function itemsOf<T>(list: readonly T[], most: number): T[] | undefined {
  const { length } = list;
  if (!(Number.isSafeInteger(length) && length <= most)) return undefined;
  const items: T[] = [];
  for (let at = 0; at < length; at += 1) items.push(list[at] as T);
  return items;
}

/**
 * Subjects as a list, each of a declared type. What succeeded was done to something; what was denied or failed may have
 * found nothing, such as a login of nobody known, and then says so by an empty list.
 */
export function checkSubjects(
  action: CompiledAction,
  { subject }: LooseInput,
  outcome: AuditOutcome,
): AuditSubject[] | Fault {
  const given = subject ?? [];
  const list = Array.isArray(given) ? itemsOf<AuditSubject>(given, MAX_SUBJECTS) : [given as AuditSubject];
  if (list === undefined) return `\`subject\` lists more than ${MAX_SUBJECTS}`;
  const mayBeNone = action.subjects.size === 0 || (Array.isArray(subject) && outcome !== 'success');
  if (list.length === 0 && !mayBeNone) return '`subject` is missing';
  const subjects: AuditSubject[] = [];
  for (const { id, type } of list) {
    if (!action.subjects.has(type)) return '`subject.type` is not declared';
    if (!isId(id)) return `\`subject.id\` is not an opaque ID of 1 to ${MAX_ID} characters`;
    subjects.push({ id, type });
  }
  return subjects;
}

export const isActorType = (type: unknown): boolean => ACTOR_TYPES.has(type);

/** The actor of the input, in canonical key order. */
export function checkActor(actor: AuditActor): AuditActor | Fault {
  const { id, impersonator, role, type } = actor;
  if (!ACTOR_TYPES.has(type)) return '`actor.type` is unknown';
  if (type === 'anonymous' ? id !== '' : !isId(id)) return '`actor.id` is not an opaque ID (empty when anonymous)';
  if (impersonator !== undefined && !isId(impersonator)) return '`actor.impersonator` is not an opaque ID';
  if (role !== undefined && !isId(role)) return '`actor.role` is not a role name';
  return { id, ...(impersonator && { impersonator }), ...(role && { role }), type };
}

/** The counts that were checked, each read once, in code unit order of their names. Stops at the first that is too many. */
export function checkCounts(counts: Readonly<Record<string, number>>): Record<string, number> | Fault {
  if (typeof counts !== 'object' || counts === null) return '`counts` is not an object of numbers';
  const entries: [name: string, value: number][] = [];
  let seen = 0;
  for (const name in counts) {
    seen += 1;
    if (seen > MAX_COUNTS) return `\`counts\` holds more than ${MAX_COUNTS}`;
    if (!Object.hasOwn(counts, name)) continue;
    if (!NAME.test(name)) return 'a name in `counts` is not snake_case';
    const value = counts[name];
    if (!isCount(value)) return `\`counts.${name}\` is not a non-negative integer`;
    entries.push([name, value]);
  }
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export function checkExternal(calls: readonly ExternalCall[]): NonNullable<AuditRecord['external']> | Fault {
  if (!Array.isArray(calls)) return '`external` is not a list';
  const list = itemsOf<ExternalCall>(calls, MAX_EXTERNAL);
  if (list === undefined) return `\`external\` lists more than ${MAX_EXTERNAL}`;
  const out: NonNullable<AuditRecord['external']>[number][] = [];
  for (const { durationMs, requestId, service, status } of list) {
    if (!isId(service)) return '`external.service` is not a name';
    if (requestId !== undefined && !isId(requestId)) return '`external.requestId` is not an opaque ID';
    if (status !== undefined && !isCount(status)) return '`external.status` is not a status';
    if (durationMs !== undefined && !(Number.isFinite(durationMs) && durationMs >= 0)) {
      return '`external.durationMs` is not a duration';
    }
    out.push({
      ...(durationMs !== undefined && { duration_ms: durationMs }),
      ...(requestId !== undefined && { request_id: requestId }),
      service,
      ...(status !== undefined && { status }),
    });
  }
  return out;
}

export const isOutcome = (value: unknown): value is AuditOutcome => OUTCOMES.has(value);

/** Parts of an input that were read once: a getter may give another value each time. */
export type Words = { readonly [K in 'attempt' | 'client' | 'durationMs' | 'stage']: LooseInput[K] | undefined };

/** What is wrong with the parts that are one word or number each. */
export function checkWords({ attempt, client, durationMs, stage }: Words): Fault | undefined {
  if (stage !== undefined && !STAGES.has(stage)) return '`stage` is unknown';
  if (client !== undefined && !CLIENTS.has(client)) return '`client` is unknown';
  if (attempt !== undefined && !isId(attempt)) return '`attempt` is not the ID of a record';
  if (durationMs === undefined || (Number.isFinite(durationMs) && durationMs >= 0)) return undefined;
  return '`durationMs` is not a duration';
}

const NOTHING = {};

/** Parses declared fields; or says what does not fit, in words of the declaration, never the given values. */
export function parseFields(
  option: string,
  schema: CompiledAction['fields'],
  value: unknown,
): Extract<ParsedFields, { readonly ok: true }> | undefined | Fault {
  if (schema === undefined) return value === undefined ? undefined : `\`${option}\` is not declared for this action`;
  const parsed = schema.parse(value ?? NOTHING);
  return parsed.ok ? parsed : `\`${option}\` does not fit its declaration: ${parsed.faults.join('; ')}`;
}
