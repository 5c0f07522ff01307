import type { DropReason } from '@plumbline/core';

/** Reasons before acceptance. */
export const refusedReasons: readonly DropReason[] = [
  'no_destination',
  'unknown_event',
  'unknown_version',
  'invalid_field',
  'pii_shape',
  'clock',
  'consent',
  'oversized',
  'rate_limited',
  'malformed',
  'closed',
  'queue_full',
  'spool_full',
];

/** Reasons after acceptance, for each destination on its own. */
export const lostReasons: readonly DropReason[] = [
  'rejected',
  'retries_exhausted',
  'shutdown_deadline',
  'mirror_behind',
  'not_allowed',
  'oversized',
  'too_old',
  'erased',
  'spool_corrupt',
  'crashed',
];
