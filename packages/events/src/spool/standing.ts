import type { Journal } from '@plumbline/core/journal';
import { linesOf, parseMembers } from './line.ts';
import { createRuns, type FoundBatch, startsPart } from './runs.ts';

/** What processes before have left to do at one destination. */
export interface Standing {
  /** Events that it has not settled. */
  readonly recovered: number;
  /** Names of batches that it has not settled. */
  readonly waiting: ReadonlySet<string>;
  /** Members of a batch, or of those before it without a seal, that damage took. */
  missingOf(batch: string): number;
  /** Members of a batch that are open, and those that were being sent to a destination that must not get them twice. */
  membersOf(batch: FoundBatch): { readonly open: Uint8Array; readonly attempted: Uint8Array | undefined };
}

/** Lines read at once. */
export const READ_LINES = 4_000;

const countOf = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0);

/** Reads, without acknowledging, what stands before this process in the spool: what is settled of it stands behind it there. */
export async function readStanding(journal: Journal, reader: string): Promise<Standing> {
  const left = new Map<string, string>();
  const attempts = new Map<string, string>();
  const sizes = new Map<string, number>();
  const lost = new Map<string, number>();
  let runs = createRuns();
  let part: string | undefined;
  const found = (batches: readonly FoundBatch[]): void => {
    for (const { id, size, missing } of batches) {
      sizes.set(id, size);
      lost.set(id, missing);
    }
  };
  for await (const stretch of journal.scan({ reader, maxLines: READ_LINES })) {
    const { part: next } = stretch.cursor;
    if (next !== part) {
      found(runs.end());
      runs = createRuns(startsPart(stretch));
      part = next;
    }
    for (const line of linesOf(stretch, runs.event)) {
      if (line.kind === 'seal') found(runs.seal(line.batch, line.events, line.total));
      if (line.kind === 'settled' && line.destination === reader) {
        left.set(line.batch, line.left);
        attempts.delete(line.batch);
      }
      if (line.kind === 'attempt' && line.destination === reader) attempts.set(line.batch, line.members);
    }
  }
  found(runs.end());
  // A damaged batch has lost the places of its members: all that is there of it goes again.
  const openOf = (id: string, size: number, whole: boolean): Uint8Array => {
    const text = left.get(id);
    if (text === undefined || (!whole && text !== '-')) return new Uint8Array(size).fill(1);
    return parseMembers(text, size);
  };
  const waiting = new Set<string>();
  let recovered = 0;
  for (const [id, size] of sizes) {
    const missing = lost.get(id) ?? 0;
    const done = left.get(id) === '-';
    const count = done ? 0 : missing > 0 ? size + missing : countOf(openOf(id, size, true));
    recovered += count;
    if (count > 0) waiting.add(id);
  }
  return {
    recovered,
    waiting,
    missingOf: (id) => lost.get(id) ?? 0,
    membersOf({ id, size }) {
      const missing = lost.get(id) ?? 0;
      const text = attempts.get(id);
      const attempted = text === undefined || missing > 0 ? undefined : parseMembers(text, size);
      return { open: openOf(id, size, missing === 0), attempted };
    },
  };
}
