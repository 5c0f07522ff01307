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

interface Named {
  readonly event: string;
  readonly faults: readonly string[];
}

/** Makes names fit to be shown: one that the catalog does not know only in strict mode, and never a sender's. */
function createNaming({
  known,
  strict,
}: FaultLogOptions): (name: unknown, faults: readonly string[], ours: boolean) => Named {
  const names = new Set<unknown>(known);
  const shown = new Set<string>();
  const mayShow = (name: unknown): name is string =>
    typeof name === 'string' &&
    name.length <= MAX_NAME_LENGTH &&
    NAME.test(name) &&
    (shown.has(name) || shown.size < MAX_SHOWN);
  return (name, faults, ours) => {
    if (names.has(name)) return { event: String(name), faults };
    if (!strict || !ours || !mayShow(name)) return { event: HIDDEN, faults };
    shown.add(name);
    const meant = nearestWord(name, known);
    return { event: name, faults: meant === undefined ? faults : [...faults, `did you mean ${meant}?`] };
  };
}

/** Makes a {@link FaultLog}. */
export function createFaultLog(log: Log, options: FaultLogOptions): FaultLog {
  const said = new Set<string>();
  const naming = createNaming(options);
  return (name, reason, given, ours) => {
    const { event, faults } = naming(name, given, ours);
    const key = `${event} ${reason}`;
    if (said.has(key)) return;
    said.add(key);
    log.warn({ event, reason, faults }, 'product event refused; further ones are counted only');
  };
}

/** Shows every refusal: the log of debug mode, where somebody watches. */
export function createFaultPrinter(log: Log, options: FaultLogOptions): FaultLog {
  const naming = createNaming(options);
  return (name, reason, given, ours) => {
    log.info({ reason, ...naming(name, given, ours) }, 'debug: product event refused');
  };
}
