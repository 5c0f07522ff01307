import { PlumblineError } from '@plumbline/core';

/** Clocks of the hosts that export and verify may be so far apart, milliseconds. */
export const CLOCKS_APART_MS = 300_000;

/**
 * The time that a copy gives itself is signed by nobody. Throws PLB_AUDIT_EVIDENCE where the copy says that it was taken after
 * now. It is not held against its last seal: the clock of the sealer may have been wrong, and what an earlier time could
 * hide, records that wait and lines of the log behind it, is said to be open anyway.
 */
export function refuseTime(takenAt: number, now: number): void {
  if (takenAt <= now + CLOCKS_APART_MS) return;
  throw new PlumblineError(
    'PLB_AUDIT_EVIDENCE',
    'the manifest says that the export was taken at a time that is still to come',
    {
      fix: 'Compare the clocks of this host and of the one that exported; if they are right, look who changed `created_at`.',
    },
  );
}
