import { type AuditRow, type ColumnSource, type PersonalField, rowOf } from './audit-record.ts';
import type { BuiltRecord } from './build-record.ts';

/** Enough for what is recorded between two drains; while the store fails, what is older is read from the spool. */
const MAX_CHARACTERS = 1_048_576;
/** The spool gives lines back in their order, but for a few that it had to hold in memory. */
const LOOK_AHEAD = 16;

interface FreshRecord {
  readonly line: string;
  readonly body: string;
  readonly leaf: string;
  readonly record: ColumnSource;
  readonly personal: readonly PersonalField[] | undefined;
}

/** What this process recorded since the last drain: the rows of these lines need no parsing. */
export interface FreshRecords {
  add(line: string, built: BuiltRecord): void;
  /** The row of a line, once; undefined unless the line is to the letter the one that was added. */
  take(line: string): AuditRow | undefined;
}

export function createFreshRecords(): FreshRecords {
  let waiting: FreshRecord[] = [];
  let taken = 0;
  let characters = 0;
  /** Takes out the record of a line, and those before it, which nobody asked for. */
  const find = (line: string): FreshRecord | undefined => {
    const end = Math.min(waiting.length, taken + LOOK_AHEAD);
    for (let at = taken; at < end; at += 1) {
      const fresh = waiting[at] as FreshRecord;
      if (fresh.line !== line) continue;
      for (; taken <= at; taken += 1) characters -= (waiting[taken] as FreshRecord).line.length;
      if (taken * 2 >= waiting.length) {
        waiting = waiting.slice(taken);
        taken = 0;
      }
      return fresh;
    }
    return undefined;
  };
  return {
    add(line, { body, leaf, personal, record }) {
      characters += line.length;
      if (characters > MAX_CHARACTERS) {
        waiting = [];
        taken = 0;
        characters = line.length;
      }
      waiting.push({ line, body, leaf, record, personal });
    },
    take(line) {
      const fresh = find(line);
      if (fresh === undefined) return undefined;
      try {
        return rowOf(fresh.record, fresh.body, fresh.leaf, fresh.personal);
      } catch {
        // What the text says is what counts.
        return undefined;
      }
    },
  };
}
