import { type DropReason, type Log, nearestWord } from '@plumbline/core';

/** Says once per event and reason what is wrong with it: a line per refusal would be a second flood. */
export type FaultLog = (name: string, reason: DropReason, faults: readonly string[], ours: boolean) => void;

export interface FaultLogOptions {
  /** Names in the catalog, which may be shown anywhere. */
  readonly known: readonly string[];
  /** Show a misspelt name too, where the application's own code said it. */
  readonly strict: boolean;
}

const HIDDEN = '(unknown)';

/** The form of event names: snake_case, two words or more. Anything else may be data in the wrong place. */
const NAME = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;
const MAX_NAME_LENGTH = 64;

/** Unknown names that are shown: a name made from data is another one each time. */
const MAX_SHOWN = 100;

/** Makes a {@link FaultLog}. A name that the catalog does not know is shown only in strict mode, and never a sender's. */
export function createFaultLog(log: Log, { known, strict }: FaultLogOptions): FaultLog {
  const said = new Set<string>();
  const names = new Set(known);
  const shown = new Set<string>();
  const mayShow = (name: unknown): name is string =>
    typeof name === 'string' &&
    name.length <= MAX_NAME_LENGTH &&
    NAME.test(name) &&
    (shown.has(name) || shown.size < MAX_SHOWN);
  return (name, reason, faults, ours) => {
    const misspelt = !names.has(name) && strict && ours && mayShow(name);
    if (misspelt) shown.add(name);
    const event = names.has(name) || misspelt ? name : HIDDEN;
    const key = `${event} ${reason}`;
    if (said.has(key)) return;
    said.add(key);
    const meant = misspelt ? nearestWord(name, known) : undefined;
    const all = meant === undefined ? faults : [...faults, `did you mean ${meant}?`];
    log.warn({ event, reason, faults: all }, 'product event refused; further ones are counted only');
  };
}
