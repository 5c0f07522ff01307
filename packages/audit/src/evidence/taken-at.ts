import { PlumblineError } from '@plumbline/core';

/** Clocks of the hosts that seal, export and verify may be so far apart, milliseconds. */
const CLOCKS_APART_MS = 300_000;

/**
 * The time that a copy gives itself is signed by nobody. Throws PLB_AUDIT_EVIDENCE where the copy says that it is older than
 * a seal in it, or was taken after now.
 */
export function refuseTime(takenAt: number, now: number, lastSealedAt = 0): void {
  const fault = (what: string): PlumblineError =>
    new PlumblineError('PLB_AUDIT_EVIDENCE', `the manifest says that the export was taken ${what}`, {
      fix: 'Take another export, or look who changed `created_at`.',
    });
  if (takenAt < lastSealedAt - CLOCKS_APART_MS) throw fault('before its last seal was made');
  if (takenAt > now + CLOCKS_APART_MS) throw fault('at a time that is still to come');
}
