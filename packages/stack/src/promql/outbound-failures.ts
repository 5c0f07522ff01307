import type { Matches } from './query.ts';

/**
 * Calls of other hosts that failed: no answer (refused, broken off, out of time), 5xx, and 429. Every other 4xx is an answer:
 * a lookup that finds nothing is told 404. `!~` holds where there was no answer and so no status.
 */
export const OUTBOUND_FAILURES: Matches = {
  'error.type': { present: true },
  'http.response.status_code': { matchesNot: '4([013-9].|2[0-8])' },
};
