import { createCounter, createLifecycle, type DropReason, type Log, type Meter } from '@plumbline/core';
import type { Events } from '@plumbline/events';

/** The form of event names; anything else may be data in the wrong place. As in `@plumbline/events`. */
const NAME = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;
const MAX_NAME_LENGTH = 64;
/** Names that are shown; one made from data is another one each time. */
const MAX_SHOWN = 100;

const FAULTS = ['the configuration has no `catalog`; pass what `defineCatalog` of @plumbline/schema returned'];

export interface AbsentEventsOptions {
  readonly log: Log;
  readonly meter: Meter;
  /** Show the names that the application's code says. */
  readonly strict: boolean;
}

/**
 * What stands in for the client of product events where the configuration has no catalog: every name is unknown, counted, and
 * said once. The client itself is not loaded.
 */
export function createAbsentEvents({ log, meter, strict }: AbsentEventsOptions): Events {
  const counter = createCounter(meter, 'plumbline.events.refused');
  // A first refusal shows as an increase.
  counter.add(0, { reason: 'unknown_event' });
  const refused: Partial<Record<DropReason, number>> = {};
  const shown = new Set<string>();
  const refuse = (reason: DropReason, count = 1): void => {
    refused[reason] = (refused[reason] ?? 0) + count;
    counter.add(count, { reason });
  };
  const nameOf = (name: unknown): string => {
    const mayShow = strict && typeof name === 'string' && name.length <= MAX_NAME_LENGTH && NAME.test(name);
    return mayShow && (shown.has(name) || shown.size < MAX_SHOWN) ? name : '(unknown)';
  };
  const capture = (name: unknown): void => {
    refuse('unknown_event');
    const event = nameOf(name);
    if (shown.has(event)) return;
    shown.add(event);
    log.warn(
      { event, reason: 'unknown_event', faults: FAULTS },
      'product event refused; further ones are counted only',
    );
  };
  return {
    ...createLifecycle({}),
    capture,
    accept: (events) =>
      events.map(() => {
        refuse('unknown_event');
        return { ok: false, reason: 'unknown_event' };
      }),
    refuse,
    pending: 0,
    snapshot: () => ({ accepted: 0, refused: { ...refused }, oldestAgeMs: 0, destinations: {} }),
  };
}
