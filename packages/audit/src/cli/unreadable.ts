import type { CommandIo, ExitCode } from '@plumbline/core';
import { counted } from './subcommand.ts';

/** Lines before the rest is only counted. */
const MOST = 20;

/** Names the rows that a command passes over because they hold no record. */
export interface Unreadable {
  readonly note: (id: string) => void;
  /** Says how many there were; 1 where there was one. */
  end(): ExitCode;
}

export function createUnreadable(io: CommandIo): Unreadable {
  let count = 0;
  return {
    note(id) {
      count += 1;
      if (count <= MOST) io.stderr(`left out: ${id} is no record\n`);
    },
    end() {
      if (count === 0) return 0;
      io.stderr(`${counted(count, 'row')} left out; \`npx plumbline audit verify\` names what was changed\n`);
      return 1;
    },
  };
}
