/** `closed`: served. `half`: tried with one parcel. `open`: left alone after failures. */
export type BreakerState = 'closed' | 'half' | 'open';

/** Failed attempts in a row after which a destination counts as down. */
const OPEN_AFTER = 5;

/**
 * Whether a destination answers, whatever batch it is asked with: it opens after five failures in a row, and then lets
 * one parcel through after each wait.
 */
export interface Breaker {
  readonly state: BreakerState;
  /** Failed attempts in a row. */
  readonly failures: number;
  /** An attempt got no answer, or was told to come again. */
  failed(): void;
  /** An attempt was answered: taken, or refused for what it held. */
  answered(): void;
  /** The wait is over: one parcel may go. */
  probe(): void;
}

/** Makes a closed breaker. */
export function createBreaker(onChange: (state: BreakerState) => void = () => undefined): Breaker {
  let state: BreakerState = 'closed';
  let failures = 0;
  const set = (next: BreakerState): void => {
    if (state === next) return;
    state = next;
    onChange(next);
  };
  return {
    get state(): BreakerState {
      return state;
    },
    get failures(): number {
      return failures;
    },
    failed() {
      failures += 1;
      if (failures >= OPEN_AFTER) set('open');
    },
    answered() {
      failures = 0;
      set('closed');
    },
    probe() {
      if (state === 'open') set('half');
    },
  };
}
