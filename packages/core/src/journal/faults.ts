import path from 'node:path';
import { PlumblineError } from '../errors.ts';
import type { Stretch } from './line.ts';
import { isBehind, type Part, type Position, type Segment, segmentPath } from './part.ts';
import type { JournalFault } from './types.ts';

interface Read {
  readonly stretch: Stretch;
  readonly segment: Segment;
  readonly position: Position;
}

/** Counts damage once, however often a stretch is read. */
export interface FaultCounter {
  readonly counts: Readonly<Record<JournalFault['kind'], number>>;
  /** Judges a stretch that was read behind the line `seq`. */
  inspect(part: Part, seq: number, read: Read): void;
  /** Lines whose file is gone, where no later line shows the gap. */
  missing(count: number, file: string): void;
}

/** Lines that the sequence numbers say should have been between. */
function countGaps(seq: number, stretch: Stretch): number {
  let missing = 0;
  let previous = seq;
  for (const line of stretch.lines) {
    missing += Math.max(0, line.seq - previous - 1);
    previous = Math.max(previous, line.seq);
  }
  return missing;
}

export function createFaultCounter(onFault: ((fault: JournalFault) => void) | undefined): FaultCounter {
  const counts: Record<JournalFault['kind'], number> = { torn: 0, corrupt: 0, missing: 0 };
  const report = (kind: JournalFault['kind'], count: number, file: string): void => {
    if (count === 0) return;
    counts[kind] += count;
    const what = `${file}: ${count} ${kind === 'corrupt' ? 'lines with a wrong checksum' : 'lines are missing'}`;
    const error = kind === 'torn' ? undefined : new PlumblineError('PLB_JOURNAL_CORRUPT', what);
    onFault?.({ kind, count, file, error });
  };
  return {
    counts,
    missing: (count, file) => report('missing', count, file),
    inspect(part, seq, { stretch, segment, position }) {
      if (!isBehind(part.inspected, position)) return;
      part.inspected = position;
      const file = path.basename(segmentPath(part, segment.first));
      if (stretch.corrupt > 0) segment.faulty = true;
      report('torn', stretch.torn, file);
      report('corrupt', stretch.corrupt, file);
      report('missing', countGaps(seq, stretch), file);
    },
  };
}
