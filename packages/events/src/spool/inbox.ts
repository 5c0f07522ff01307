import { hold } from '../packed.ts';
import type { Inbox, Work } from '../work.ts';
import { formatAttempt, formatSettled } from './line.ts';
import type { SpoolReader } from './spool.ts';
import type { TapeBatch } from './tape.ts';

export interface InboxOptions {
  readonly reader: SpoolReader;
  /** Appends a line that is not an event. */
  readonly note: (line: string) => void;
  readonly evicted: () => boolean;
  /** The destination is done with a batch. */
  readonly released: (batch: string) => void;
  readonly mayTake: (batch: string) => boolean;
  /** Something of the spool is damaged. */
  readonly damaged: () => void;
}

/** Batches of the spool as work of one destination. */
export function createInbox({ reader, note, evicted, released, mayTake, damaged }: InboxOptions): Inbox {
  const { name, standing, tape } = reader;
  const workOf = (found: TapeBatch): Work => {
    const { id, size } = found;
    const batch = Object.assign(hold(found.pieces), { id, size });
    const fresh = { open: new Uint8Array(size).fill(1), attempted: undefined };
    const { open, attempted } = found.own ? fresh : standing.membersOf(found);
    return {
      batch,
      open,
      corrupt: found.own ? found.missing : standing.missingOf(id),
      attempted,
      kept: true,
      evicted,
      attempt(members) {
        const flags = new Uint8Array(size);
        for (const index of members) flags[index] = 1;
        note(formatAttempt(name, id, flags));
      },
      record: (change) => note(formatSettled(name, id, change, open)),
      done() {
        released(id);
        return tape.done(found.order);
      },
    };
  };
  /** What is in no batch that can be read: it has no members, and is lost. */
  const lossOf = (corrupt: number): Work => ({
    batch: Object.assign(hold([]), { id: 'lost', size: 0 }),
    open: new Uint8Array(0),
    corrupt,
    attempted: undefined,
    kept: true,
    evicted,
    attempt: () => undefined,
    record: () => undefined,
    done: () => Promise.resolve(),
  });
  return {
    async next() {
      for (;;) {
        const found = await tape.peek();
        const lost = tape.takeLost();
        if (lost > 0 || (found?.missing ?? 0) > 0) damaged();
        if (lost > 0) return lossOf(lost);
        if (found === undefined) return undefined;
        const settled = !found.own && !standing.waiting.has(found.id);
        if (!settled && !mayTake(found.id)) return undefined;
        tape.shift();
        if (!settled) return workOf(found);
        // A process before has settled it, and ended before it could say so to the journal.
        await tape.done(found.order);
      }
    },
  };
}
