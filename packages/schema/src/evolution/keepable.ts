import { CATALOG_VERSION } from '../define-catalog.ts';
import { CATEGORY_VALUE } from '../category-value.ts';
import { checkFieldName, isEventName } from '../names.ts';
import { parseEnvelope } from '../parse-envelope.ts';
import { hasLongNumber, looksPersonal } from '../value-shape.ts';

/** One event of a version that a catalog does not know, as far as it may be kept: under the names of the wire. */
export interface KeptEnvelope {
  readonly event_id: string;
  readonly name: string;
  readonly schema_version: string;
  readonly session_id: string;
  readonly route_pattern: string;
  /** Milliseconds since the epoch. */
  readonly occurred_at: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** More is not an event of a catalog: thirty fields of closed values are smaller. */
const MAX_BYTES = 4_096;

const MAX_VERSION = 64;

/** Nine digits are the shortest national number. */
const MAX_NUMBER = 99_999_999;

const isClosed = (value: unknown): boolean => {
  if (typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) <= MAX_NUMBER;
  if (typeof value === 'string') return CATEGORY_VALUE.test(value) && !hasLongNumber(value) && !looksPersonal(value);
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && isClosed(one));
};

/**
 * `feature` and `surface` are the contract's own; every other key has to be one that a field may have. One word under
 * `search` or `login` may be of a closed list or what somebody typed: nothing here says which.
 */
const isField = (name: string, value: unknown): boolean =>
  name === 'feature' ||
  name === 'surface' ||
  checkFieldName(name, mayBeText(value) ? 'opaque-id' : 'category') === undefined;

const mayBeText = (value: unknown): boolean => typeof value === 'string' || Array.isArray(value);

/** Text that somebody typed has spaces or is long: no catalog says here what it is, so it is not kept. */
const isKeepable = (payload: unknown): payload is Readonly<Record<string, unknown>> =>
  typeof payload === 'object' &&
  payload !== null &&
  !Array.isArray(payload) &&
  Object.entries(payload).every(([name, value]) => isField(name, value) && isClosed(value));

/**
 * What may be kept of an event of any version, until a catalog comes that knows it; undefined where it is no event, or where
 * anything in it could be personal: text of more than one word, long numbers, the shapes of addresses and credentials, names
 * that no field may have. The browser's ID of the user is never in it. It does not throw for what JSON.parse returns.
 */
export function keepableEnvelope(input: unknown, now: number): KeptEnvelope | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const { schema_version: version } = input as Readonly<Record<string, unknown>>;
  if (typeof version !== 'string' || version.length > MAX_VERSION || !CATALOG_VERSION.test(version)) return undefined;
  const parsed = parseEnvelope(input, { version, now });
  if (!parsed.ok) return undefined;
  const { eventId, name, sessionId, routePattern, occurredAt, payload } = parsed.envelope;
  if (!isEventName(name) || hasLongNumber(name) || hasLongNumber(version) || !isKeepable(payload)) return undefined;
  const kept: KeptEnvelope = {
    event_id: eventId,
    name,
    schema_version: version,
    session_id: sessionId,
    route_pattern: routePattern,
    occurred_at: occurredAt,
    payload,
  };
  return new TextEncoder().encode(JSON.stringify(kept)).length <= MAX_BYTES ? kept : undefined;
}
