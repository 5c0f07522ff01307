import path from 'node:path';
import { PlumblineError } from '../errors.ts';
import type { DamagedLine } from './line.ts';
import { type Part, type Reading, segmentPath } from './part.ts';
import { isBehind, type Position } from './position.ts';
import type { Vanished } from './repair.ts';
import type { JournalFault } from './types.ts';

/** Counts damage once, however often and by however many readers a stretch is read. */
export interface FaultCounter {
  readonly counts: Readonly<Record<JournalFault['kind'], number>>;
  /** Judges a stretch that was read behind `from`. */
  inspect(part: Part, from: Position, reading: Reading): void;
  /** Lines whose file is gone, where no later line shows the gap. */
  vanished(lost: Vanished, file: string): void;
}

/** Lines that the sequence numbers say should have been between. */
function countGaps(seq: number, { stretch }: Reading): number {
  let missing = 0;
  let previous = seq;
  for (const line of stretch.lines) {
    missing += Math.max(0, line.seq - previous - 1);
    previous = Math.max(previous, line.seq);
  }
  return missing;
}

function countDamaged(kind: DamagedLine['kind'], seen: Position, { stretch, segment, position }: Reading): number {
  const begin = position.offset - stretch.consumed;
  const done = seen.segment === segment.first ? seen.offset - begin : 0;
  return stretch.damaged.filter((line) => line.kind === kind && line.end > done).length;
}

export function createFaultCounter(onFault: ((fault: JournalFault) => void) | undefined): FaultCounter {
  const counts: Record<JournalFault['kind'], number> = { torn: 0, corrupt: 0, missing: 0 };
  const report = (kind: JournalFault['kind'], count: number, file: string, unread?: Vanished['byReader']): void => {
    if (count === 0) return;
    counts[kind] += count;
    const what = `${file}: ${count} ${kind === 'corrupt' ? 'lines with a wrong checksum' : 'lines are missing'}`;
    const error = kind === 'torn' ? undefined : new PlumblineError('PLB_JOURNAL_CORRUPT', what);
    onFault?.({ kind, count, file, error, ...(unread && { unread }) });
  };
  return {
    counts,
    vanished: (lost, file) => report('missing', lost.count, file, lost.byReader),
    inspect(part, from, reading) {
      const { segment, position } = reading;
      const seen = part.inspected;
      // A reader that is ahead of the others leaves a stretch out, which they will come to.
      if (!isBehind(seen, position) || isBehind(seen, from)) return;
      part.inspected = position;
      const file = path.basename(segmentPath(part, segment.first));
      const corrupt = countDamaged('corrupt', seen, reading);
      if (corrupt > 0) segment.faulty = true;
      report('torn', countDamaged('torn', seen, reading), file);
      report('corrupt', corrupt, file);
      report('missing', countGaps(Math.max(from.seq, seen.seq), reading), file);
    },
  };
}
