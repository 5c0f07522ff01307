import type { FieldValue, OutboundEvent } from '@plumbline/core';
import { userOf } from './user-of.ts';

/** What stands in the value of a record: the columns of the event table, the payload as an object. */
export interface EventValue {
  readonly event_id: string;
  readonly name: string;
  readonly schema_version: string;
  /** Milliseconds since the epoch. */
  readonly occurred_at: number;
  /** Milliseconds since the epoch. */
  readonly ingested_at: number;
  readonly source: string;
  readonly session_id: string;
  readonly anonymous_user_id: string;
  readonly org_id_hash: string;
  readonly route_pattern: string;
  /** Absent where no listed field is set. */
  readonly payload?: Readonly<Record<string, FieldValue>>;
}

/** Marks a value that a registry knows the schema of. */
const MAGIC = 0;

const HEAD_BYTES = 5;

/** Confluent's wire format: a zero, the ID of the schema in four bytes, and the value. */
function frame(schemaId: number, json: string): Buffer {
  const framed = Buffer.allocUnsafe(HEAD_BYTES + Buffer.byteLength(json));
  framed.writeUInt8(MAGIC, 0);
  framed.writeInt32BE(schemaId, 1);
  framed.write(json, HEAD_BYTES);
  return framed;
}

/** The JSON of a value, with or without a schema's ID before it. A value of JSON never begins with a zero. */
export const unframe = (value: Buffer): string =>
  value[0] === MAGIC ? value.toString('utf8', HEAD_BYTES) : value.toString('utf8');

/** The key of an event: that of its user, so that a user's events stay in order; its own ID where nobody is known. */
export const keyOf = ({ anonymousUserId, eventId }: OutboundEvent): string => userOf(anonymousUserId) || eventId;

/** The value of an event. It can hold nothing that the allowlist does not name: core has cut it. */
export function encodeValue(event: OutboundEvent, schemaId?: number): Buffer {
  const value: EventValue = {
    event_id: event.eventId,
    name: event.name,
    schema_version: event.schemaVersion,
    occurred_at: event.occurredAt,
    ingested_at: event.ingestedAt,
    source: event.source,
    session_id: userOf(event.sessionId),
    anonymous_user_id: userOf(event.anonymousUserId),
    org_id_hash: userOf(event.orgIdHash),
    route_pattern: event.routePattern,
    ...(Object.keys(event.payload).length > 0 && { payload: event.payload }),
  };
  const json = JSON.stringify(value);
  return schemaId === undefined ? Buffer.from(json) : frame(schemaId, json);
}
