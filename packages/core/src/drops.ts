/**
 * Why something that was offered did not arrive. The list is closed: a new reason is a change of the public contract,
 * and each reason is a label value of a counter.
 *
 * `refused` reasons apply before acceptance; `lost` reasons to what had been accepted.
 */
export const dropReasons = {
  // refused: never accepted
  no_destination: 'Captured while no destination is configured.',
  unknown_event: 'The name is not in the catalog.',
  unknown_version: 'The schema version is neither the current one nor one with an upcaster.',
  invalid_field: 'A field is missing, undeclared or outside its declared values.',
  pii_shape: 'A value looks like personal data, a URL or a credential.',
  clock: 'The time it happened lies outside the accepted window.',
  consent: 'The consent that its class needs was not given.',
  oversized: 'It is larger than the documented limit.',
  rate_limited: 'The sender exceeded its rate.',
  malformed: 'It could not be read at all.',
  closed: 'It was offered after shutdown.',
  queue_full: 'The bounded queue had no room.',
  spool_full: 'The spool on disk held as much as it may.',
  // lost: accepted, and then not delivered
  rejected: 'The destination refused it for good.',
  retries_exhausted: 'The destination kept failing until the retry limit.',
  shutdown_deadline: 'The process ended before it could be delivered.',
  mirror_behind: 'A mirror fell further behind than the queue holds.',
  not_allowed: 'The destination does not list the event.',
  too_old: 'It waited until it was older than the destination keeps events.',
  erased: 'The person it is of was erased while it waited.',
  spool_corrupt: 'Its line in the spool on disk cannot be read any more.',
  crashed: 'The process that had accepted it ended without a spool; counted at the next start.',
} as const;

/** One of the closed list of reasons in {@link dropReasons}. */
export type DropReason = keyof typeof dropReasons;

/** Counts by reason; a reason that never occurred is absent. */
export type DropCounts = Readonly<Partial<Record<DropReason, number>>>;

/** What became of everything accepted since the start: accepted = delivered + lost + pending, whenever it is asked for. */
export interface Tally {
  readonly delivered: number;
  readonly lost: DropCounts;
  readonly pending: number;
}

/** A tally of nothing. */
export const emptyTally: Tally = { delivered: 0, lost: {}, pending: 0 };

/** Adds up tallies of independent parts. */
export function addTallies(tallies: readonly Tally[]): Tally {
  let delivered = 0;
  let pending = 0;
  const lost: Partial<Record<DropReason, number>> = {};
  for (const tally of tallies) {
    delivered += tally.delivered;
    pending += tally.pending;
    for (const [reason, count] of Object.entries(tally.lost) as [DropReason, number][]) {
      lost[reason] = (lost[reason] ?? 0) + count;
    }
  }
  return { delivered, lost, pending };
}
