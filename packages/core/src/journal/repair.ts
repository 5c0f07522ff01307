import { access } from 'node:fs/promises';
import { type Part, type Segment, segmentPath, takeOff } from './part.ts';
import { slowest, type Standing } from './standing.ts';
import type { Usage } from './writer.ts';

/** Whether a file or folder is not there. */
export const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';

/** Lines whose files are gone and that no later line shows to be missing. */
export interface Vanished {
  /** Lines that at least one reader waited for. */
  readonly count: number;
  readonly byReader: Readonly<Record<string, number>>;
}

/**
 * Takes the segments off a part whose files are gone, other than `keep`. Answers which lines went with its end; a gap
 * before lines that are still there is counted when they are read.
 */
export async function forgetMissing(part: Part, keep: number | undefined, usage: Usage): Promise<Vanished> {
  const gone = new Set<Segment>();
  let end = part.lastSeq;
  // A copy: the writer may begin another segment meanwhile.
  const segments = part.segments.filter((segment) => segment.first !== keep);
  for (const segment of segments) {
    if (!(await isGone(segmentPath(part, segment.first)))) end = part.lastSeq;
    else {
      gone.add(segment);
      end = Math.min(end, segment.first - 1);
    }
  }
  takeOff(part, gone, usage);
  if (keep !== undefined) return { count: 0, byReader: {} };
  const { lastSeq } = part;
  const lostTo = ({ acked }: Standing): number => Math.max(0, lastSeq - Math.max(end, acked.seq));
  const count = lostTo(slowest(part));
  part.lastSeq -= count;
  const byReader = Object.fromEntries(part.readers.map((standing) => [standing.reader, lostTo(standing)]));
  return { count, byReader };
}

const isGone = (file: string): Promise<boolean> =>
  access(file).then(
    () => false,
    (error: unknown) => isMissing(error),
  );
