import { hash } from 'node:crypto';
import { type Clock, type Log, PlumblineError, toError } from '@plumbline/core';
import { type Journal, type JournalOptions, openJournal } from '@plumbline/core/journal';
import { checkFolder } from './check-folder.ts';
import type { LossReason } from './counts.ts';
import { createHeldLines } from './held-lines.ts';

/** What becomes of a record that the spool cannot take: held in memory and counted, or an error for the caller. */
export type SpoolFailurePolicy = 'degrade' | 'refuse';

export interface SpoolOptions {
  readonly directory: string;
  /** Name of the service: services with trails of their own may share a folder, and none takes over what another recorded. */
  readonly service: string;
  readonly policy: SpoolFailurePolicy;
  /** Most records held in memory. */
  readonly maxHeld: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly journal?: Pick<JournalOptions, 'maxBytes' | 'maxSegmentBytes' | 'syncDelayMs'>;
  readonly onLost: (reason: LossReason, count: number) => void;
}

/** Lines to store, and what to call once they are stored. */
export interface SpoolBatch {
  readonly lines: readonly string[];
  done(): Promise<void>;
}

/** The journal, with memory behind it for the time before it is open and for a disk that fails. */
export interface Spool {
  open(): Promise<void>;
  /** Keeps a line (bytes may be written over afterwards); the answer tells when it would survive a power loss. Throws PLB_AUDIT_SPOOL under `refuse`. */
  put(line: string | Uint8Array): () => Promise<void>;
  batches(maxLines: number): AsyncGenerator<SpoolBatch, void, undefined>;
  /** Takes over the spools of processes that died. */
  adopt(): Promise<void>;
  /** Takes off the disk what was delivered from the file that is still written to; where that fails, the log says so. */
  rotate(): Promise<void>;
  readonly pending: number;
  /** Records that are in memory only. */
  readonly held: number;
  readonly oldestAgeMs: number;
  /** What cannot be written stays in memory no longer: it is lost, and counted. */
  close(): Promise<void>;
}

const spoolError = (cause: unknown): PlumblineError =>
  new PlumblineError('PLB_AUDIT_SPOOL', '`spoolDirectory` does not take records', { cause });

/** What is damaged in the spool is counted where records were lost, and logged. */
const faultsTo =
  ({ log, onLost }: SpoolOptions): NonNullable<JournalOptions['onFault']> =>
  ({ count, error, file, kind }) => {
    if (kind === 'missing' && count > 0) onLost('corrupt', count);
    log.error({ err: error, kind, count, file }, 'audit spool is damaged');
  };

/** Names of one length, so that none is the beginning of another. */
const NAME_DIGITS = 10;

/** What the files of a service's spool are named after: letters and digits alone, whatever its name holds. */
export const spoolName = (service: string): string => `audit${hash('sha256', service, 'hex').slice(0, NAME_DIGITS)}`;

async function open(options: SpoolOptions): Promise<Journal> {
  const { clock, directory, journal: limits, service } = options;
  const name = spoolName(service);
  try {
    return await openJournal({ ...limits, directory, name, clock, onFault: faultsTo(options) });
  } catch (error) {
    throw spoolError(error);
  }
}

async function rotate(journal: Journal | undefined, log: Log): Promise<void> {
  try {
    await journal?.rotate();
  } catch (error) {
    log.error({ err: toError(error), code: 'PLB_AUDIT_SPOOL' }, 'stored audit records stay in the spool for now');
  }
}

/** Says once of each failure that lines are not taken, until one is taken again. */
function createComplaint(log: Log): { failed(error: unknown): void; works(): void } {
  let failing = false;
  return {
    failed(error) {
      if (failing) return;
      failing = true;
      log.error({ err: toError(error), code: 'PLB_AUDIT_SPOOL' }, 'audit spool does not take records');
    },
    works() {
      failing = false;
    },
  };
}

/** Opens nothing before {@link Spool.open}. */
export function createSpool(options: SpoolOptions): Spool {
  const { clock, log, maxHeld, policy, onLost } = options;
  const complaint = createComplaint(log);
  const held = createHeldLines({
    most: maxHeld,
    clock,
    error: () => spoolError(undefined),
    onFull: () => onLost('memory_full', 1),
  });
  let journal: Journal | undefined;

  const append = (line: string | Uint8Array): (() => Promise<void>) => {
    if (!journal) throw new PlumblineError('PLB_AUDIT_SPOOL', 'audit: record before `start()` has opened the spool');
    const current = journal;
    const seq = current.append(line);
    complaint.works();
    return () => current.durable(seq);
  };
  /** Moves held lines to the journal as far as it takes them. */
  const rescue = (): void => {
    try {
      held.moveTo(append);
    } catch (error) {
      complaint.failed(error);
    }
  };
  async function* batches(maxLines: number): AsyncGenerator<SpoolBatch, void, undefined> {
    if (held.size > 0) rescue();
    const current = journal;
    for await (const { lines, cursor } of current?.read({ maxLines }) ?? []) {
      yield { lines, done: async () => current?.ack(cursor) };
    }
    while (held.size > 0) yield held.batch(maxLines);
  }
  return {
    async open() {
      journal = await open(options);
      rescue();
      await checkFolder(options.directory, log);
    },
    put(line) {
      try {
        return append(line);
      } catch (error) {
        if (journal) complaint.failed(error);
        if (policy === 'refuse') throw spoolError(error);
        return held.hold(typeof line === 'string' ? line : Buffer.from(line).toString());
      }
    },
    batches,
    adopt: async () => void (await journal?.adopt()),
    rotate: () => rotate(journal, log),
    get pending() {
      return (journal?.pending ?? 0) + held.size;
    },
    get held() {
      return held.size;
    },
    get oldestAgeMs() {
      return Math.max(journal?.oldestAgeMs ?? 0, held.ageMs);
    },
    async close() {
      if (journal) rescue();
      const lost = held.giveUp();
      if (lost > 0) onLost('shutdown', lost);
      await journal?.close();
    },
  };
}
