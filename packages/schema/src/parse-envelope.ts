import type { DropReason } from '@plumbline/core';
import { shapeOf } from './field.ts';
import { checkRoutePattern, UNMATCHED } from './route-pattern.ts';
import { hasLongNumber } from './value-shape.ts';

/** One event as a browser sent it, checked but for its payload. */
export interface Envelope {
  /** Lower-case UUID of version 7; version 4 is taken from clients that make no other. */
  readonly eventId: string;
  readonly name: string;
  /** The version it was sent under: that of the catalog or the one before. */
  readonly schemaVersion: string;
  readonly sessionId: string;
  /** The browser's random ID; empty when it sent none, or one in the form of an account's hash. */
  readonly anonymousUserId: string;
  /** `unmatched` when what came is no pattern. */
  readonly routePattern: string;
  /** Milliseconds since the epoch, as the browser stamped it: rewriting it would defeat deduplication. */
  readonly occurredAt: number;
  /** For `catalog.check`, through `catalog.upcast` where the version is the one before. */
  readonly payload: unknown;
}

export type EnvelopeResult =
  | { readonly ok: true; readonly envelope: Envelope }
  | { readonly ok: false; readonly reason: DropReason; readonly faults: readonly string[] };

export interface EnvelopeOptions {
  /** Version of the catalog; any but this and `previous` is refused as `unknown_version`. */
  readonly version: string;
  /** The version before, where the catalog has upcasters for it. @default no other version is taken */
  readonly previous?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The application's route patterns; what is not among them becomes `unmatched`. @default whatever looks like a pattern */
  readonly routes?: ReadonlySet<string> | undefined;
}

/** A browser may be offline for days; older than a week is a wrong clock, and would open old partitions. */
const MAX_AGE_MS = 604_800_000;

/** What clocks of honest machines differ by. */
const MAX_AHEAD_MS = 300_000;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const RANDOM_ID = /^[A-Za-z0-9_-]{8,64}$/;
// The form of the keyed hashes that stand for accounts: a sender who could claim one would act as that account.
const ACCOUNT_HASH = /^[0-9a-f]{32}$/i;
// RFC 3339 in UTC, as Date.prototype.toISOString writes it.
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

// The last three are the server's to say: they are read over and never believed.
const KEYS: ReadonlySet<string> = new Set([
  'event_id',
  'name',
  'v',
  'schema_version',
  'session_id',
  'anonymous_user_id',
  'route_pattern',
  'occurred_at',
  'payload',
  'org_id_hash',
  'ingested_at',
  'source',
]);

function parseInstant(value: unknown): number {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : Number.NaN;
  return typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN;
}

const routeOf = (given: unknown, known: ReadonlySet<string> | undefined): string => {
  if (known === undefined) return checkRoutePattern(given);
  return typeof given === 'string' && known.has(given) ? given : UNMATCHED;
};

const fail = (reason: DropReason, fault: string): EnvelopeResult => ({ ok: false, reason, faults: [fault] });

/** Reads one event of a browser's batch. It never throws for what JSON.parse returns, and faults hold no values. */
export function parseEnvelope(input: unknown, options: EnvelopeOptions): EnvelopeResult {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return fail('malformed', `expected an event, got ${shapeOf(input)}`);
  }
  const given = input as Readonly<Record<string, unknown>>;
  for (const key in given) if (!KEYS.has(key)) return fail('malformed', 'a key that the envelope does not have');
  const { event_id: id, name, schema_version: version, session_id: session, anonymous_user_id: user = '' } = given;
  if (typeof id !== 'string' || !UUID.test(id)) return fail('malformed', '`event_id` must be a UUID of version 7');
  if (typeof name !== 'string') return fail('malformed', `\`name\`: expected a string, got ${shapeOf(name)}`);
  if (typeof version !== 'string') return fail('malformed', '`schema_version` is missing');
  if (version !== options.version && version !== options.previous) {
    return fail('unknown_version', '`schema_version` is neither that of the catalog nor the one before');
  }
  if (typeof session !== 'string' || !RANDOM_ID.test(session))
    return fail('malformed', '`session_id` must be a random ID');
  if (typeof user !== 'string' || (user !== '' && !RANDOM_ID.test(user))) {
    return fail('malformed', '`anonymous_user_id` must be a random ID');
  }
  if (hasLongNumber(session) || hasLongNumber(user)) return fail('pii_shape', 'an ID looks like a personal number');
  const occurredAt = parseInstant(given['occurred_at']);
  if (Number.isNaN(occurredAt)) return fail('malformed', '`occurred_at` must be an instant in UTC');
  if (occurredAt < options.now - MAX_AGE_MS || occurredAt > options.now + MAX_AHEAD_MS) {
    return fail('clock', '`occurred_at` lies outside the last seven days and the next five minutes');
  }
  const route = routeOf(given['route_pattern'], options.routes);
  const payload = given['payload'] ?? {};
  return {
    ok: true,
    envelope: {
      eventId: id.toLowerCase(),
      name,
      schemaVersion: version,
      sessionId: session,
      anonymousUserId: ACCOUNT_HASH.test(user) ? '' : user,
      // Browsers have pages and no background work.
      routePattern: route.startsWith('job:') ? UNMATCHED : route,
      occurredAt,
      payload,
    },
  };
}
