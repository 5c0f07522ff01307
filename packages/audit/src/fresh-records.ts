import { type AuditRow, type ColumnSource, rowOf } from './audit-record.ts';
import type { BuiltRecord } from './build-record.ts';

/** Enough for what is recorded between two drains; while the store fails, what is older is read from the spool. */
const MAX_CHARACTERS = 1_048_576;

interface FreshRecord {
  readonly line: string;
  readonly body: string;
  readonly record: ColumnSource;
}

/** What this process recorded since the last drain: the rows of these lines need no parsing. */
export interface FreshRecords {
  add(line: string, built: BuiltRecord): void;
  /** The row of a line, once; undefined unless the line is to the letter the one that was added. */
  take(line: string): AuditRow | undefined;
}

export function createFreshRecords(): FreshRecords {
  const byLeaf = new Map<string, FreshRecord>();
  let characters = 0;
  return {
    add(line, { body, leaf, record }) {
      characters += line.length;
      if (characters > MAX_CHARACTERS) {
        byLeaf.clear();
        characters = line.length;
      }
      byLeaf.set(leaf, { line, body, record });
    },
    take(line) {
      const leaf = line.slice(2, 66);
      const fresh = byLeaf.get(leaf);
      if (fresh === undefined || fresh.line !== line) return undefined;
      byLeaf.delete(leaf);
      characters -= line.length;
      try {
        return rowOf(fresh.record, fresh.body, leaf);
      } catch {
        // What the text says is what counts.
        return undefined;
      }
    },
  };
}
