import { randomFillSync } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Form, put } from './floor-forms.ts';

/** Who a request of the side `floor` is, and how that gets into a form. */

const TRACE_BYTES = 16;
const SPAN_BYTES = 8;
const ID_BYTES = TRACE_BYTES + SPAN_BYTES;
/** One call of the system's generator costs more than all else that an ID needs. */
const POOL_IDS = 128;
/** Of 65,536. */
const SAMPLED_BELOW = 6_554;
/** Where a `traceparent` has its trace, and its span. */
const PARENT_TRACE = 3;
const PARENT_SPAN = 36;
const NANOS = 1_000_000n;

/** Random bytes for many requests; the same as hexadecimal digits, as bytes and as text. */
interface Ids {
  readonly bytes: Buffer;
  readonly hex: Buffer;
  readonly text: string;
}

/** What a request is known by, from anywhere within it. */
export interface Scope {
  readonly requestId: string;
  readonly id: Buffer;
  readonly idAt: number;
  readonly idLength: number;
  readonly ids: Ids;
  readonly at: number;
  readonly sampled: boolean;
  /** The span of the caller. */
  readonly parent: Buffer | undefined;
  readonly began: number;
  actor: Buffer;
}

const NOBODY = Buffer.alloc(32, '0');

const makeIds = (bytes: Buffer): Ids => {
  const text = bytes.toString('hex');
  return { bytes, hex: Buffer.from(text, 'latin1'), text };
};

const digits = ({ text }: Ids, at: number, count: number): string => text.slice(at * 2, (at + count) * 2);

const isSampled = ({ bytes }: Ids, at: number): boolean =>
  (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)) < SAMPLED_BELOW;

export function createScopes(): (headers: IncomingHttpHeaders) => Scope {
  let ids = makeIds(Buffer.alloc(0));
  let used = 0;
  /** One that brings its ID or its trace along. */
  const adopt = (given: string | undefined, parent: string | undefined, at: number): Scope => {
    const trace = parent?.slice(PARENT_TRACE, PARENT_TRACE + TRACE_BYTES * 2) ?? digits(ids, at, TRACE_BYTES);
    const own = makeIds(Buffer.from(trace + digits(ids, at + TRACE_BYTES, SPAN_BYTES), 'hex'));
    const requestId = given ?? trace;
    const id = Buffer.from(requestId, 'latin1');
    const sampled = parent === undefined ? isSampled(ids, at) : parent.endsWith('1');
    const caller = parent?.slice(PARENT_SPAN, PARENT_SPAN + SPAN_BYTES * 2);
    const known = { requestId, id, idAt: 0, idLength: id.length, ids: own, at: 0 };
    return {
      ...known,
      sampled,
      parent: caller === undefined ? undefined : Buffer.from(caller, 'hex'),
      began: performance.now(),
      actor: NOBODY,
    };
  };
  return (headers) => {
    if (used === ids.bytes.length) {
      ids = makeIds(randomFillSync(Buffer.allocUnsafe(POOL_IDS * ID_BYTES)));
      used = 0;
    }
    const at = used;
    used += ID_BYTES;
    const given = headers['x-request-id'] as string | undefined;
    const parent = headers['traceparent'] as string | undefined;
    if (given !== undefined || parent !== undefined) return adopt(given, parent, at);
    return {
      requestId: digits(ids, at, TRACE_BYTES),
      id: ids.hex,
      idAt: at * 2,
      idLength: TRACE_BYTES * 2,
      ids,
      at,
      sampled: isSampled(ids, at),
      parent: undefined,
      began: performance.now(),
      actor: NOBODY,
    };
  };
}

export const traceIdOf = ({ ids, at }: Scope): string => digits(ids, at, TRACE_BYTES);

/** Writes a request into forms; the time only where it is another than the last one's. */
export function createStamps() {
  const iso = Buffer.alloc(24);
  const nanos = Buffer.alloc(8);
  let times = '';
  let now = 0;
  const write = (form: Form, { id, idAt, idLength, actor }: Scope): void => {
    put(form.bytes, form.id, id, idAt, idLength);
    put(form.bytes, form.actor, actor, 0, actor.length);
  };
  const fill = (form: Form, scope: Scope): void => {
    if (form.stampedAt !== now) put(form.bytes, form.nanos, nanos, 0, nanos.length);
    form.stampedAt = now;
    const { ids, at } = scope;
    put(form.bytes, form.traceBytes, ids.bytes, at, TRACE_BYTES);
    put(form.bytes, form.spanBytes, ids.bytes, at + TRACE_BYTES, SPAN_BYTES);
    write(form, scope);
  };
  return {
    /** To be called before the others. */
    at(ms: number): void {
      if (ms === now) return;
      now = ms;
      iso.write(new Date(ms).toISOString(), 'latin1');
      nanos.writeBigUInt64LE(BigInt(ms) * NANOS);
      times = `","occurred_at":${ms},"ingested_at":${ms}}\n`;
    },
    times: (): string => times,
    line(form: Form, scope: Scope): void {
      if (form.stampedAt !== now) put(form.bytes, form.iso, iso, 0, iso.length);
      form.stampedAt = now;
      const { ids, at } = scope;
      put(form.bytes, form.trace, ids.hex, at * 2, TRACE_BYTES * 2);
      put(form.bytes, form.span, ids.hex, (at + TRACE_BYTES) * 2, SPAN_BYTES * 2);
      write(form, scope);
    },
    record(form: Form, scope: Scope): void {
      fill(form, scope);
    },
    /** One that has just ended. */
    span(form: Form, scope: Scope, micros: number): void {
      fill(form, scope);
      form.bytes.writeBigUInt64LE((BigInt(now) * 1_000n - BigInt(micros)) * 1_000n, form.nanos);
      if (scope.parent !== undefined) put(form.bytes, form.parentBytes, scope.parent, 0, SPAN_BYTES);
      put(form.bytes, form.endNanos, nanos, 0, nanos.length);
    },
  };
}
