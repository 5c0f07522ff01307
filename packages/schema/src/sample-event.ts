import { type FieldValue, type OutboundEvent, PlumblineError } from '@plumbline/core';
import type { Catalog } from './define-catalog.ts';
import type { EventName } from './event-types.ts';

/** An event with every declared field and dimension set, the same on each call: for tests of adapters and allowlists. */
export function sampleEvent<C extends Catalog>(
  catalog: C,
  name: EventName<C>,
  overrides: Partial<OutboundEvent> = {},
): OutboundEvent {
  const event = Object.hasOwn(catalog.events, name) ? catalog.events[name] : undefined;
  if (event === undefined)
    throw new PlumblineError('PLB_OPTION_INVALID', 'sampleEvent: the name is not in the catalog');
  const payload: Record<string, FieldValue> = { feature: event.features[0] ?? '', surface: event.surfaces[0] ?? '' };
  for (const [field, { sample }] of Object.entries(event.fields)) payload[field] = sample;
  for (const [dimension, values] of Object.entries(catalog.dimensions)) payload[dimension] = values[0] ?? '';
  return {
    eventId: '01890a5d-ac96-774b-bcce-b302099a8057',
    name,
    schemaVersion: catalog.version,
    // 2026-01-02T03:04:05.678Z
    occurredAt: 1_767_323_045_678,
    ingestedAt: 1_767_323_045_700,
    source: event.sources[0] ?? 'api',
    sessionId: 'ses_sample_1',
    anonymousUserId: '5d41402abc4b2a76b9719d911017c592',
    orgIdHash: '7d793037a0760186574b0282f2f435e7',
    routePattern: '/items/:id',
    payload,
    ...overrides,
  };
}
