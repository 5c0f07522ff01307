import { access } from 'node:fs/promises';
import { type Part, segmentPath } from './part.ts';

/** Whether a file or folder is not there. */
export const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';

/**
 * Takes the segments off a part whose files are gone, other than `keep`. Answers how many lines went with its end; a gap
 * before lines that are still there is counted when they are read.
 */
export async function forgetMissing(part: Part, keep: number | undefined): Promise<number> {
  const gone = new Set<number>();
  let end = part.lastSeq;
  // A copy: the writer may begin another segment meanwhile.
  const segments = part.segments.filter((segment) => segment.first !== keep);
  for (const { first } of segments) {
    if (!(await isGone(segmentPath(part, first)))) end = part.lastSeq;
    else {
      gone.add(first);
      end = Math.min(end, first - 1);
    }
  }
  part.segments = part.segments.filter((segment) => !gone.has(segment.first));
  const left = Math.max(end, part.acked.seq);
  const lost = keep === undefined ? Math.max(0, part.lastSeq - left) : 0;
  if (lost > 0) part.lastSeq = left;
  return lost;
}

const isGone = (file: string): Promise<boolean> =>
  access(file).then(
    () => false,
    (error: unknown) => isMissing(error),
  );
