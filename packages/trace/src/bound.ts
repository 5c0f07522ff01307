// One binding per process, also where two copies of this package are installed: two would double every span.
const BOUND: unique symbol = Symbol.for('plumbline.http.bound.1');
const holder = globalThis as { [BOUND]?: boolean };

/** Whether `bindHttp` is in force: it sees every request that leaves this process, whoever sends it. */
export const isBound = (): boolean => holder[BOUND] === true;
export const setBound = (bound: boolean): void => {
  holder[BOUND] = bound;
};
