import { trimOws } from './ows.ts';

/** The fields of a `traceparent` header that this version understands. */
export interface Traceparent {
  /** 32 lower-case hex digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hex digits, not all zero: the span of the caller. */
  readonly parentId: string;
  /** The caller may have recorded this trace. */
  readonly sampled: boolean;
  /** At least the right-most 7 bytes of the trace ID are random. */
  readonly random: boolean;
}

/** Bits of `trace-flags`; all others are reserved and sent as zero. */
const SAMPLED = 0x01;
const RANDOM = 0x02;

/** Length of a header of version 00; later versions may only append to it. */
const LENGTH_00 = 55;

const FORMAT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZERO_TRACE = '0'.repeat(32);
const ZERO_PARENT = '0'.repeat(16);

/**
 * Reads a `traceparent` header by W3C Trace Context level 2: version `ff` and all-zero IDs are refused, a higher version
 * is read by the prefix it shares with version 00, spaces and tabs around the value are ignored. A repeated header (an array,
 * or values joined by a comma) is refused. Undefined means: start a new trace.
 */
export function parseTraceparent(raw: string | readonly string[] | undefined): Traceparent | undefined {
  if (typeof raw !== 'string') return raw?.length === 1 ? parseTraceparent(raw[0]) : undefined;
  const value = trimOws(raw);
  if (value.length < LENGTH_00 || value.includes(',')) return undefined;
  const match = FORMAT.exec(value);
  if (!match) return undefined;
  const [, version = '', traceId = '', parentId = '', flags = '', rest] = match;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (traceId === ZERO_TRACE || parentId === ZERO_PARENT) return undefined;
  const bits = Number.parseInt(flags, 16);
  return { traceId, parentId, sampled: (bits & SAMPLED) !== 0, random: (bits & RANDOM) !== 0 };
}

/** Why a `traceparent` was refused, of a closed list. Ask only for one that `parseTraceparent` refused. */
export function traceparentFault(raw: string | readonly string[]): 'repeated' | 'malformed' | 'version' | 'zero_id' {
  if (typeof raw !== 'string') {
    const [only] = raw;
    return raw.length === 1 && only !== undefined ? traceparentFault(only) : 'repeated';
  }
  if (raw.includes(',')) return 'repeated';
  const [, version, traceId, parentId] = FORMAT.exec(trimOws(raw)) ?? [];
  if (version === undefined) return 'malformed';
  if (version === 'ff') return 'version';
  return traceId === ZERO_TRACE || parentId === ZERO_PARENT ? 'zero_id' : 'malformed';
}

/** Writes a `traceparent` header of version 00. */
export const formatTraceparent = ({ traceId, parentId, sampled, random }: Traceparent): string =>
  `00-${traceId}-${parentId}-0${(sampled ? SAMPLED : 0) | (random ? RANDOM : 0)}`;
