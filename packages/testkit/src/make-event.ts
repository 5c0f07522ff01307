import { createIdMaker, type OutboundBatch, type OutboundEvent } from '@plumbline/core';

/** A valid event with an ID of its own, as a destination sees it; every part can be replaced. It happened just now. */
export function makeEvent(overrides: Partial<OutboundEvent> = {}): OutboundEvent {
  const now = Date.now();
  return {
    eventId: createIdMaker(() => now)(),
    name: 'page_viewed',
    schemaVersion: '1',
    occurredAt: now,
    ingestedAt: now,
    source: 'api',
    sessionId: 'session-1',
    anonymousUserId: '9f86d081884c7d659a2feaa0c55ad015',
    orgIdHash: '60303ae22b998861bce3b28f33eec1be',
    routePattern: '/orgs/:id',
    payload: { feature: 'reports', surface: 'list' },
    ...overrides,
  };
}

/** A sealed batch of these events, or of `size` made ones. */
export const makeBatch = (events: readonly OutboundEvent[] | number = 1): OutboundBatch => ({
  id: createIdMaker()(),
  events: typeof events === 'number' ? Array.from({ length: events }, () => makeEvent()) : events,
});
