import { type Adapter, type Log, type OutboundEvent, projectEvent } from '@plumbline/core';

/** What one destination would get of an event. */
interface Shown {
  readonly destination: string;
  /** Absent where nothing would be sent. */
  readonly event?: OutboundEvent;
  readonly refused?: 'not_allowed';
  /** Fields that its allowlist takes out. */
  readonly cut?: readonly string[];
}

function show(event: OutboundEvent, { kind, allow }: Adapter): Shown {
  const sent = projectEvent(event, allow);
  if (sent === undefined) return { destination: kind, refused: 'not_allowed' };
  const cut = Object.keys(event.payload).filter((field) => !Object.hasOwn(sent.payload, field));
  return { destination: kind, event: sent, ...(cut.length > 0 && { cut }) };
}

/** Prints each event as each destination would get it. */
export const createPrinter =
  (adapters: readonly Adapter[], log: Log) =>
  (event: OutboundEvent): void => {
    const sent = adapters.map((adapter) => show(event, adapter));
    log.info({ event, sent }, 'debug: product event, not sent');
  };
