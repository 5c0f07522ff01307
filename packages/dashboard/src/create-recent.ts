import { PlumblineError } from '@plumbline/core';

/** What {@link createRecent} needs to know. */
export interface RecentOptions {
  /** How many names are kept, 1 to 1000; beyond that the oldest goes. @default 10 */
  readonly maxNames?: number;
}

/** The names that were added last. */
export interface Recent {
  /** Adds a name; the oldest goes where there is no room. Never throws. */
  add(name: string): void;
  /** The names, the newest first. */
  list(): readonly string[];
}

// Kept in memory: a thousand names of ordinary length stay below 100 kB.
const MAX_NAMES = 1000;

/** Keeps the last names it was given. Throws PLB_OPTION_INVALID for a `maxNames` outside 1 to 1000. */
export const createRecent = ({ maxNames = 10 }: RecentOptions = {}): Recent => {
  if (!Number.isInteger(maxNames) || maxNames < 1 || maxNames > MAX_NAMES) {
    throw new PlumblineError('PLB_OPTION_INVALID', 'createRecent: `maxNames` is not a whole number from 1 to 1000.', {
      fix: 'Pass a whole number from 1 to 1000, or leave it out.',
    });
  }
  let names: readonly string[] = [];
  return {
    add: (name) => void (names = [name, ...names].slice(0, maxNames)),
    list: () => names,
  };
};
