import { type AuditRow, type ColumnSource, type PersonalField, rowOf } from './audit-record.ts';
import type { BuiltRecord } from './build-record.ts';
import { toSpoolLine } from './spool-line.ts';

/** Enough for what is recorded between two drains; while the store fails, what is older is read from the spool. */
const MAX_CHARACTERS = 1_048_576;
/** The spool gives lines back in their order, but for a few that it had to hold in memory. */
const LOOK_AHEAD = 16;

interface FreshRecord {
  /** Of the line, its newline excluded. */
  readonly characters: number;
  readonly body: string;
  readonly leaf: string;
  readonly record: ColumnSource;
  readonly personal: readonly PersonalField[] | undefined;
}

/** What this process recorded since the last drain: the rows of these lines need no parsing. */
export interface FreshRecords {
  add(built: BuiltRecord): void;
  /** The row of a line, once; undefined unless the line is to the letter the one that was added. */
  take(line: string): AuditRow | undefined;
}

/** `1 leaf `, or more where personal values follow. */
const HEAD = 67;

/** Whether this is its line, to the letter; without putting the line together where two comparisons do. */
const isLineOf = ({ body, leaf, personal }: FreshRecord, line: string): boolean =>
  personal
    ? line === toSpoolLine(body, leaf, personal)
    : line.length === HEAD + body.length && line.endsWith(body) && line.startsWith(`1 ${leaf} `);

export function createFreshRecords(): FreshRecords {
  let waiting: FreshRecord[] = [];
  let taken = 0;
  let characters = 0;
  /** Takes out the record of a line, and those before it, which nobody asked for. */
  const find = (line: string): FreshRecord | undefined => {
    const end = Math.min(waiting.length, taken + LOOK_AHEAD);
    for (let at = taken; at < end; at += 1) {
      const fresh = waiting[at] as FreshRecord;
      if (!isLineOf(fresh, line)) continue;
      for (; taken <= at; taken += 1) characters -= (waiting[taken] as FreshRecord).characters;
      if (taken * 2 >= waiting.length) {
        waiting = waiting.slice(taken);
        taken = 0;
      }
      return fresh;
    }
    return undefined;
  };
  return {
    add({ body, leaf, personal, record }) {
      let size = HEAD + body.length;
      for (const { value } of personal ?? []) size += HEAD + value.length;
      characters += size;
      if (characters > MAX_CHARACTERS) {
        waiting = [];
        taken = 0;
        characters = size;
      }
      waiting.push({ characters: size, body, leaf, record, personal });
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
