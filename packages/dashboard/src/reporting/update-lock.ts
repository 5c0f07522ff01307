import { lockedVersion, type MetricsLock, sortVersions } from './lock.ts';
import type { Metric } from './metric.ts';

/** What a lock becomes, or why it may not. */
export type LockUpdate =
  | { readonly lock: MetricsLock; readonly refused: readonly [] }
  | { readonly refused: readonly [string, ...string[]] };

const newest = ({ versions }: MetricsLock, id: string): Metric | undefined =>
  versions.findLast((known) => known.id === id);

/** Which of the facts that make a number differ, in words. */
function whatDiffers(before: Metric, after: Metric): string {
  const facts = [
    ['query', before.query !== after.query],
    ['unit', before.unit !== after.unit],
    ['slices', before.slices !== after.slices],
    ['minPeople', before.minPeople !== after.minPeople],
    ['readsDaysBefore', before.readsDaysBefore !== after.readsDaysBefore],
    ['readsDaysAfter', before.readsDaysAfter !== after.readsDaysAfter],
  ] as const;
  const named = facts.filter(([, differs]) => differs).map(([name]) => `\`${name}\``);
  return named.length === 0 ? 'the text' : named.join(' and ');
}

/** Why one definition may not stand beside what the lock says of its ID; undefined where it may. */
export function refusalOf(metric: Metric, lock: MetricsLock): string | undefined {
  const { id, version } = metric;
  const last = newest(lock, id);
  if (last === undefined) return undefined;
  const same = lockedVersion(lock, id, version);
  if (version < last.version) {
    return `${id}: version ${version} is declared, and version ${last.version} was there already. A version never goes back: to count as before, declare version ${last.version + 1} with the older query and say so in \`change\`.`;
  }
  if (last.unit !== metric.unit && same === undefined) {
    return `${id}: its unit was ${last.unit} and is ${metric.unit}. Numbers of two units have no common line: give the new one another \`id\`.`;
  }
  if (same === undefined || same.fingerprint === metric.fingerprint) return undefined;
  return `${id}: ${whatDiffers(same, metric)} changed under version ${version}, which has made numbers already. Set \`version: ${last.version + 1}\`, say in \`change\` what is counted otherwise, and set \`validFrom\` to the first day that counts so; or take the change back.`;
}

/**
 * The lock of what is declared now. Versions that were there stay for ever; of the one that is declared, who owns it, who
 * reads it and how it is worded may change, and how it is counted may not.
 */
export function updateLock(lock: MetricsLock, metrics: readonly Metric[]): LockUpdate {
  const [first, ...more] = metrics.flatMap((metric) => refusalOf(metric, lock) ?? []);
  if (first !== undefined) return { refused: [first, ...more] };
  const declared = new Set(metrics.map(({ id, version }) => `${id} ${version}`));
  const kept = lock.versions.filter(({ id, version }) => !declared.has(`${id} ${version}`));
  return {
    lock: {
      current: new Map(metrics.map(({ id, version }) => [id, version])),
      versions: sortVersions([...kept, ...metrics]),
    },
    refused: [],
  };
}
