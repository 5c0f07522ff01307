import type { Matches, Query } from './query.ts';

/**
 * A workflow gauge as the replica says that sampled its set last. A replica that was killed has no end in OTLP, and its
 * series stays for five minutes beside those of its successor: `sum` would add the two up, and `max` would keep what has
 * fallen since. Both are of one export with the time of their sample, by the clock of the database, so the newest is told.
 *
 * @param set name of the set of gauges that the instrument belongs to
 * @param by labels to keep, by wire name, beside service and environment
 * @throws PLB_STACK_OPTION where the instrument, the set, a label or a value is not in the vocabulary
 */
export function freshest(
  query: Query,
  instrument: string,
  set: string,
  matches: Matches = {},
  by: readonly string[] = [],
): string {
  const sampled = query.select('plumbline.gauges.sampled_at', { set });
  const service = query.by();
  const last = `${sampled} == on (${service}) group_left () max by (${service}) (${sampled})`;
  return `max by (${query.by(...by)}) (${query.select(instrument, matches)} and on (${query.by('instance')}) (${last}))`;
}
