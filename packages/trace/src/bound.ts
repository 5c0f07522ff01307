// One binding per process, also where two copies of this package are installed: two would double every span.
const BOUND: unique symbol = Symbol.for('plumbline.http.bound.1');
const REDACT_ID: unique symbol = Symbol.for('plumbline.http.redact-id.1');
const holder = globalThis as { [BOUND]?: boolean; [REDACT_ID]?: (id: string) => string };

/** Whether `bindHttp` is in force: it sees every request that leaves this process, whoever sends it. */
export const isBound = (): boolean => holder[BOUND] === true;
export const setBound = (bound: boolean): void => {
  holder[BOUND] = bound;
};

/** Hides in an incoming ID what must not be handed on, where the binding in force was given something for it. */
export const redactId = (id: string): string => holder[REDACT_ID]?.(id) ?? id;
export const setRedactId = (redact: ((id: string) => string) | undefined): void => {
  if (redact) holder[REDACT_ID] = redact;
  else delete holder[REDACT_ID];
};
