import type { DropReason, Log } from '@plumbline/core';

/** Says once per event and reason what is wrong with it: a line per refusal would be a second flood. */
export type FaultLog = (name: string, reason: DropReason, faults: readonly string[]) => void;

/** Makes a {@link FaultLog}. Names are shown only where the catalog knows them. */
export function createFaultLog(log: Log, isKnown: (name: string) => boolean): FaultLog {
  const said = new Set<string>();
  return (name, reason, faults) => {
    const event = isKnown(name) ? name : '(unknown)';
    const key = `${event} ${reason}`;
    if (said.has(key)) return;
    said.add(key);
    log.warn({ event, reason, faults }, 'product event refused; further ones are counted only');
  };
}
