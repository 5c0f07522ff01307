import { withoutMembers } from '../parcel.ts';
import type { Job } from '../schedule.ts';
import { erasedMembers } from './erased-members.ts';
import type { Tombstones } from './tombstones.ts';

/**
 * Takes those out of a batch who were erased since somebody looked last, and answers their places: what has not left yet
 * does not leave any more, however long it has waited for its destination.
 */
export function forgetErased(job: Job, tombstones: Tombstones | undefined): readonly number[] {
  const version = tombstones?.look() ?? 0;
  if (tombstones === undefined || version === job.erasures) return [];
  job.erasures = version;
  const gone = erasedMembers(job.work.batch, job.work.open, tombstones);
  if (gone.length > 0) job.parcels = withoutMembers(job.parcels, new Set(gone));
  return gone;
}
