import type { OutboundEvent } from '@plumbline/core';

/** Measured on 64-bit V8: the event, its ID, its payload object and its place in the queue; the rest is shared. */
const EVENT_BYTES = 220;
/** A place in the payload and the head of its value. */
const FIELD_BYTES = 16;
/** One entry of a list: a place and the head of a text. */
const ENTRY_BYTES = 32;

/**
 * Bytes that an event holds in memory, estimated without encoding it. Texts count in full although most are shared, so
 * that the sum errs to the safe side.
 */
export function estimateBytes({ payload, sessionId, routePattern }: OutboundEvent): number {
  let bytes = EVENT_BYTES + sessionId.length + routePattern.length;
  for (const key in payload) {
    const value = payload[key];
    bytes += FIELD_BYTES;
    if (typeof value === 'string') bytes += value.length;
    else if (Array.isArray(value)) bytes += value.length * ENTRY_BYTES;
  }
  return bytes;
}
