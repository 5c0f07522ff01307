import type { OutboundEvent } from '@plumbline/core';

/** Bytes that an event holds in memory, estimated without encoding it. */
export function estimateBytes({ payload, sessionId, routePattern }: OutboundEvent): number {
  // Ten short columns and the objects around them.
  let bytes = 400 + sessionId.length + routePattern.length;
  for (const key in payload) {
    const value = payload[key];
    bytes +=
      16 + key.length + (typeof value === 'string' ? value.length : Array.isArray(value) ? value.length * 32 : 8);
  }
  return bytes;
}
