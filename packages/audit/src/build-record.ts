import type { Clock, ServiceIdentity } from '@plumbline/core';
import type { RequestContext } from '@plumbline/core/context';
import type { LooseInput } from './action-spec.ts';
import type { AuditRecord, PersonalField } from './audit-record.ts';
import { type BodyText, createBodyWriter, type Draft } from './body-text.ts';
import { type AuditRedactor, checkDetails, rememberClean } from './check-details.ts';
import { checkActor, checkSubjects, checkWords, type Fault, isId, isOutcome } from './check-input.ts';
import type { CompiledAction } from './compile-action.ts';
import { errorName } from './error-name.ts';
import { createIsoTime, isClockTime, isTime } from './iso-time.ts';
import { createLineMaker } from './line-maker.ts';
import { createPersonalValues, type PersonalValues } from './personal/personal-values.ts';
import { createRecordIds } from './record-id.ts';
import { actorOf, checkScope } from './request-scope.ts';

/** Fits a record of every declared limit at once; anything longer carries a payload. */
const MAX_BODY_BYTES = 16_384;

/** What stands beside the body counts too. A UTF-16 unit becomes at most three bytes, so that most need not be counted. */
function fits({ ascii, text }: BodyText, personal: readonly PersonalField[] = []): boolean {
  let most = text.length;
  for (const { value } of personal) most += value.length;
  if (most > MAX_BODY_BYTES) return false;
  if (most * 3 <= MAX_BODY_BYTES) return true;
  let bytes = ascii ? text.length : Buffer.byteLength(text);
  for (const { value } of personal) bytes += Buffer.byteLength(value);
  return bytes <= MAX_BODY_BYTES;
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
  /** The line of the spool without personal values, in memory that the next record is written over. */
  readonly line: Uint8Array;
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

/** A record that was checked, with what stands beside its body. */
interface Drafted {
  readonly draft: Draft;
  readonly personal: readonly PersonalField[] | undefined;
}

type Drafter = (action: CompiledAction, input: LooseInput, scope: RequestContext | undefined) => Drafted | Fault;

function createDrafter(options: RecordBuilderOptions, source: AuditRecord['source']): Drafter {
  const { clock } = options;
  const redactor = rememberClean(options.redactor);
  const newId = createRecordIds();
  const isoTime = createIsoTime();
  const newPersonal = createPersonalValues();
  return (action, input, scope) => {
    const now = clock.now();
    if (!isClockTime(now)) return 'the clock shows a time before 1970 or after 9999';
    const { attempt, client, durationMs, stage } = input;
    const { actor: named, outcome = 'success', occurredAt = now, org = scope?.actor?.orgId } = input;
    const subjects = checkSubjects(action, input, outcome);
    if (typeof subjects === 'string') return subjects;
    const actor = named === undefined || named === null ? actorOf(scope) : checkActor(named);
    if (typeof actor === 'string') return actor;
    const details = checkDetails(action, input, redactor);
    if (typeof details === 'string') return details;
    const fault = checkWords({ attempt, client, durationMs, stage });
    if (fault !== undefined) return fault;
    const place = checkScope(scope);
    if (typeof place === 'string') return place;
    if (!isOutcome(outcome)) return '`outcome` is unknown';
    if (org !== undefined && !isId(org)) return '`org` is not an opaque ID';
    if (!isTime(occurredAt)) return '`occurredAt` is not a time in milliseconds of the years 0 to 9999';
    const recorded = isoTime(now);
    const values: PersonalValues | undefined = details.personal && newPersonal(details.personal);
    const draft: Draft = {
      action: action.name,
      actor,
      after: details.after,
      attempt,
      before: details.before,
      changed: details.changed,
      class: action.spec.class,
      client,
      commitments: values?.commitments,
      counts: details.counts,
      duration_ms: durationMs,
      external: details.external,
      feature: place.feature,
      id: newId(now),
      metadata: details.metadata,
      occurred_at: occurredAt === now ? recorded : isoTime(occurredAt),
      org,
      outcome,
      recorded_at: recorded,
      request_id: place.requestId,
      route_pattern: place.routePattern,
      sensitivity: action.spec.sensitivity === 'high' ? 'high' : undefined,
      source,
      stage,
      subjects,
      surface: place.surface,
      trace_id: place.traceId,
      v: 1,
    };
    return { draft, personal: values?.personal };
  };
}

/** The one place that makes bodies. Keys are written in code unit order, so a body's JSON is canonical. */
export function createRecordBuilder(options: RecordBuilderOptions): RecordBuilder {
  const { context, service } = options;
  const source = {
    instance: options.instance,
    service: service.name,
    ...(service.version !== undefined && { version: service.version }),
  };
  const drafted = createDrafter(options, source);
  const write = createBodyWriter(source);
  const makeLine = createLineMaker(MAX_BODY_BYTES);
  return (action, input, from = context) => {
    try {
      const made = drafted(action, input, from());
      if (typeof made === 'string') return { ok: false, reason: 'invalid_field', fault: made };
      const { draft, personal } = made;
      const body = write(draft);
      if (!fits(body, personal)) {
        return { ok: false, reason: 'oversized', fault: `the record is larger than ${MAX_BODY_BYTES} bytes` };
      }
      const { leaf, line } = makeLine(body);
      const { id, outcome } = draft;
      return {
        ok: true,
        id,
        outcome,
        body: body.text,
        leaf,
        line,
        ...(personal && { personal }),
      };
    } catch (error) {
      return { ok: false, reason: 'invalid_field', fault: `the input cannot be read (${errorName(error)})` };
    }
  };
}
