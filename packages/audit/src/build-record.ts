import { type Clock, type ServiceIdentity, toError } from '@plumbline/core';
import type { RequestContext } from '@plumbline/core/context';
import type { AuditActor, LooseInput } from './action-spec.ts';
import type { AuditRecord, ColumnSource, PersonalField } from './audit-record.ts';
import {
  checkActor,
  checkCounts,
  checkExternal,
  checkSubjects,
  type Fault,
  isId,
  isOutcome,
  parseFields,
} from './check-input.ts';
import type { CompiledAction } from './compile-action.ts';
import { createIsoTime } from './iso-time.ts';
import { leafHash } from './leaf.ts';
import { createRecordIds } from './record-id.ts';

/** Fits a record of every declared limit at once; anything longer carries a payload. */
const MAX_BODY_BYTES = 16_384;
/** The largest time of an ECMAScript date, so that formatting never throws. */
const MAX_TIME = 8_640_000_000_000_000;

/** A UTF-16 unit becomes at most three bytes, so that most bodies need not be counted. */
const fits = (body: string): boolean =>
  body.length * 3 <= MAX_BODY_BYTES || (body.length <= MAX_BODY_BYTES && Buffer.byteLength(body) <= MAX_BODY_BYTES);

/** What the audit needs of a redactor. */
export interface AuditRedactor {
  /** The value without what must not be kept. */
  value(x: unknown): unknown;
}

export interface RecordBuilderOptions {
  readonly service: ServiceIdentity;
  readonly instance: string;
  readonly context: () => RequestContext | undefined;
  readonly redactor: AuditRedactor;
  readonly clock: Clock;
}

/** A record that is ready to be kept. */
export interface BuiltRecord {
  readonly ok: true;
  readonly id: string;
  readonly outcome: string;
  readonly body: string;
  readonly leaf: string;
  /** What the columns of its row are made of. */
  readonly record: ColumnSource;
  /** What stands beside the body; absent when there is none. */
  readonly personal?: readonly PersonalField[];
}

export interface RefusedRecord {
  readonly ok: false;
  readonly reason: 'invalid_field' | 'oversized';
  /** Names parts and limits, never values. */
  readonly fault: string;
}

/** Turns an input and the request context (or the one given) into the canonical body and its leaf. It never throws. */
export type RecordBuilder = (
  action: CompiledAction,
  input: LooseInput,
  context?: () => RequestContext | undefined,
) => BuiltRecord | RefusedRecord;

const ANONYMOUS: AuditActor = { id: '', type: 'anonymous' };

function actorOf(context: RequestContext | undefined): AuditActor {
  const actor = context?.actor;
  if (actor) {
    const { id, impersonatorId, role, type } = actor;
    return { id, ...(impersonatorId && { impersonator: impersonatorId }), ...(role && { role }), type };
  }
  if (context?.kind === 'job') return { id: context.routePattern ?? 'job', type: 'system' };
  return ANONYMOUS;
}

const NOTHING: Readonly<Record<string, unknown>> = {};

const differ = (before: unknown, after: unknown): boolean =>
  before !== after && JSON.stringify(before) !== JSON.stringify(after);

/** Names of what differs, or of what is given on one side only, sorted. */
function changedNames(before = NOTHING, after = NOTHING): string[] {
  const names = Object.keys(before).filter((name) => differ(before[name], after[name]));
  for (const name of Object.keys(after)) {
    if (!Object.hasOwn(before, name) && differ(undefined, after[name])) names.push(name);
  }
  return names.length > 1 ? names.toSorted() : names;
}

type Details = Readonly<Record<string, unknown>> | undefined;
type Checked = Pick<AuditRecord, 'after' | 'before' | 'changed' | 'counts' | 'external' | 'metadata'>;

function checkDetails(action: CompiledAction, input: LooseInput, redactor: AuditRedactor): Checked | Fault {
  const metadata = parseFields('metadata', action.fields, input.metadata);
  const before = parseFields('before', action.changes, input.before);
  const after = parseFields('after', action.changes, input.after);
  const counts = input.counts && checkCounts(input.counts);
  const external = input.external && checkExternal(input.external);
  for (const part of [metadata, before, after, counts, external]) if (typeof part === 'string') return part;
  const clean = <T>(value: T | Fault): T => (value === undefined ? value : redactor.value(value)) as T;
  const changed = action.changes && changedNames(before as Details, after as Details);
  const values = action.spec.level === 'values';
  return {
    ...(values && { after: clean(after), before: clean(before) }),
    changed,
    counts,
    external: clean(external),
    metadata: clean(metadata),
  } as Checked;
}

/** The one place that knows the shape of a body. Keys are written in code unit order, so its JSON is canonical. */
export function createRecordBuilder(options: RecordBuilderOptions): RecordBuilder {
  const { clock, context, redactor, service } = options;
  const newId = createRecordIds(() => clock.now());
  const isoTime = createIsoTime();
  const source = {
    instance: options.instance,
    service: service.name,
    ...(service.version !== undefined && { version: service.version }),
  };
  const build = (action: CompiledAction, input: LooseInput, from: typeof context): BuiltRecord | Fault => {
    const scope = from();
    const now = clock.now();
    const subjects = checkSubjects(action, input);
    const actor = input.actor ? checkActor(input.actor) : actorOf(scope);
    const details = checkDetails(action, input, redactor);
    const { outcome = 'success', occurredAt = now, org = scope?.actor?.orgId } = input;
    for (const part of [subjects, actor, details]) if (typeof part === 'string') return part;
    if (!isOutcome(outcome)) return '`outcome` is unknown';
    if (org !== undefined && !isId(org)) return '`org` is not an opaque ID';
    if (!(Math.abs(occurredAt) <= MAX_TIME)) return '`occurredAt` is not a time in milliseconds';
    const { after, before, changed, counts, external, metadata } = details as Checked;
    const id = newId();
    const record: { [K in keyof Required<AuditRecord>]: AuditRecord[K] | undefined } = {
      action: action.name,
      actor: actor as AuditActor,
      after,
      before,
      changed,
      class: action.spec.class,
      commitments: undefined,
      counts,
      external,
      feature: scope?.feature,
      id,
      metadata,
      occurred_at: isoTime(occurredAt),
      org,
      outcome,
      recorded_at: isoTime(now),
      request_id: scope?.requestId,
      route_pattern: scope?.routePattern,
      source,
      subjects: subjects as AuditRecord['subjects'],
      surface: scope?.surface,
      trace_id: scope?.traceId,
      v: 1,
    };
    const body = JSON.stringify(record);
    return { ok: true, id, outcome, body, leaf: leafHash(body), record: record as ColumnSource };
  };
  return (action, input, from = context) => {
    try {
      const built = build(action, input, from);
      if (typeof built === 'string') return { ok: false, reason: 'invalid_field', fault: built };
      if (fits(built.body)) return built;
      return { ok: false, reason: 'oversized', fault: `the record is larger than ${MAX_BODY_BYTES} bytes` };
    } catch (error) {
      return { ok: false, reason: 'invalid_field', fault: `the input cannot be read (${toError(error).name})` };
    }
  };
}
