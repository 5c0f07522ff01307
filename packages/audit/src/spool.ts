import { type Clock, type Log, PlumblineError, toError } from '@plumbline/core';
import { type Journal, type JournalOptions, openJournal } from '@plumbline/core/journal';
import { checkFolder } from './check-folder.ts';
import type { LossReason } from './counts.ts';
import { type HeldLine, holdLine } from './memory.ts';

/** What becomes of a record that the spool cannot take: held in memory and counted, or an error for the caller. */
export type SpoolFailurePolicy = 'degrade' | 'refuse';

export interface SpoolOptions {
  readonly directory: string;
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

/** Opens nothing before {@link Spool.open}. */
export function createSpool(options: SpoolOptions): Spool {
  const { clock, log, maxHeld, policy, onLost } = options;
  let journal: Journal | undefined;
  let held: HeldLine[] = [];
  let failing = false;

  const report = (error: unknown): void => {
    if (failing) return;
    failing = true;
    log.error({ err: toError(error), code: 'PLB_AUDIT_SPOOL' }, 'audit spool does not take records');
  };
  const append = (line: string | Uint8Array): (() => Promise<void>) => {
    if (!journal) throw new PlumblineError('PLB_AUDIT_SPOOL', 'audit: record before `start()` has opened the spool');
    const open = journal;
    const seq = open.append(line);
    failing = false;
    return () => open.durable(seq);
  };
  const hold = (line: string | Uint8Array): (() => Promise<void>) => {
    if (held.length >= maxHeld) {
      held.shift()?.settle(spoolError(undefined));
      onLost('memory_full', 1);
    }
    const entry = holdLine(typeof line === 'string' ? line : Buffer.from(line).toString(), clock.now());
    held.push(entry);
    return entry.durable;
  };
  /** Moves held lines to the journal as far as it takes them. */
  const rescue = (): void => {
    while (held.length > 0) {
      const entry = held[0] as HeldLine;
      const durable = append(entry.line);
      held.shift();
      durable().then(() => entry.settle(), entry.settle);
    }
  };
  const tryRescue = (): void => {
    try {
      rescue();
    } catch (error) {
      report(error);
    }
  };
  async function* batches(maxLines: number): AsyncGenerator<SpoolBatch, void, undefined> {
    if (held.length > 0) tryRescue();
    const open = journal;
    for await (const { lines, cursor } of open?.read({ maxLines }) ?? []) {
      yield { lines, done: async () => open?.ack(cursor) };
    }
    while (held.length > 0) {
      const entries = new Set(held.slice(0, maxLines));
      const done = async (): Promise<void> => {
        held = held.filter((entry) => !entries.has(entry));
        for (const entry of entries) entry.settle();
      };
      yield { lines: Array.from(entries, (entry) => entry.line), done };
    }
  }
  return {
    async open() {
      const { directory, journal: limits } = options;
      const onFault: JournalOptions['onFault'] = (fault) => {
        if (fault.kind === 'missing' && fault.count > 0) onLost('corrupt', fault.count);
        log.error(
          { err: fault.error, kind: fault.kind, count: fault.count, file: fault.file },
          'audit spool is damaged',
        );
      };
      try {
        journal = await openJournal({ ...limits, directory, name: 'audit', clock, onFault });
      } catch (error) {
        throw spoolError(error);
      }
      tryRescue();
      await checkFolder(directory, log);
    },
    put(line) {
      try {
        return append(line);
      } catch (error) {
        if (journal) report(error);
        if (policy === 'refuse') throw spoolError(error);
        return hold(line);
      }
    },
    batches,
    adopt: async () => void (await journal?.adopt()),
    async rotate() {
      try {
        await journal?.rotate();
      } catch (error) {
        log.error({ err: toError(error), code: 'PLB_AUDIT_SPOOL' }, 'stored audit records stay in the spool for now');
      }
    },
    get pending() {
      return (journal?.pending ?? 0) + held.length;
    },
    get held() {
      return held.length;
    },
    get oldestAgeMs() {
      const first = held[0];
      return Math.max(journal?.oldestAgeMs ?? 0, first ? clock.now() - first.at : 0);
    },
    async close() {
      if (journal) tryRescue();
      const lost = held.splice(0);
      if (lost.length > 0) onLost('shutdown', lost.length);
      for (const entry of lost) entry.settle(spoolError(undefined));
      await journal?.close();
    },
  };
}
