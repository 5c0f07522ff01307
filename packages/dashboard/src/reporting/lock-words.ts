import { lockedVersion, type MetricsLock } from './lock.ts';
import type { Metric } from './metric.ts';
import { diffLines } from './text-lines.ts';

/** What happened between two locks, in words. */
export interface LockChanges {
  /** What no lock may do: a version that is gone, or that says something else of how its number is made. */
  readonly rewritten: readonly string[];
  /** Everything else, a paragraph each; empty where nothing changed. */
  readonly words: readonly string[];
}

const readersOf = ({ audience }: Metric): string => audience.join(' and ');

const indent = (lines: readonly string[]): string => lines.map((line) => `    ${line}`.trimEnd()).join('\n');

const isSaid = (fact: string | false): fact is string => fact !== false;

/** Facts that one version may change. */
function rewordings(before: Metric, after: Metric): readonly string[] {
  const { question, owner, caveats } = after;
  return [
    before.title !== after.title && `is called "${after.title}", where it was "${before.title}"`,
    before.question !== question && `now asks "${question}", where it asked "${before.question}"`,
    before.owner !== owner && `belongs to ${owner}, where it belonged to ${before.owner}`,
    readersOf(before) !== readersOf(after) && `is read by ${readersOf(after)}, where it was by ${readersOf(before)}`,
    before.validFrom !== after.validFrom && `counts from ${after.validFrom}, where it counted from ${before.validFrom}`,
    before.periods.join() !== after.periods.join() &&
      `is made per ${after.periods.join(', ')}, where it was per ${before.periods.join(', ')}`,
    before.caveats.join('\n') !== caveats.join('\n') && `says what it does not say in other words`,
    before.change !== after.change && `says of its change: ${after.change}`,
  ].filter(isSaid);
}

/** Facts besides the query that make another number. */
function recountings(before: Metric, after: Metric): readonly string[] {
  return [
    before.slices !== after.slices && `slices: ${after.slices || 'none'}, where it was ${before.slices || 'none'}`,
    before.minPeople !== after.minPeople &&
      `fewest people behind a value: ${after.minPeople}, where it was ${before.minPeople}`,
    before.readsDaysBefore !== after.readsDaysBefore &&
      `days read before the period: ${after.readsDaysBefore}, where it was ${before.readsDaysBefore}`,
    before.readsDaysAfter !== after.readsDaysAfter &&
      `days read after the period: ${after.readsDaysAfter}, where it was ${before.readsDaysAfter}`,
  ].filter(isSaid);
}

function newVersion(before: Metric | undefined, after: Metric): string {
  const { id, version, validFrom, question, owner } = after;
  if (before === undefined) {
    const head = `${id}: new, version ${version}, for ${readersOf(after)}, owned by ${owner}, from ${validFrom}`;
    return `${head}\n  asks: ${question}\n  counts:\n${indent(after.query.split('\n'))}`;
  }
  const query =
    before.query === after.query ? [] : [`  how the query changed:\n${indent(diffLines(before.query, after.query))}`];
  return [
    `${id}: version ${version} after version ${before.version}, from ${validFrom}`,
    `  what is counted otherwise: ${after.change || 'not said'}`,
    ...recountings(before, after).map((words) => `  ${words}`),
    ...rewordings({ ...before, validFrom, change: after.change }, after).map((words) => `  ${words}`),
    ...query,
    `  numbers of version ${before.version} stay as they are; a report marks where version ${version} begins`,
  ].join('\n');
}

const isPast = ({ versions }: MetricsLock, { id, version }: Metric): boolean =>
  versions.some((known) => known.id === id && known.version > version);

function changesOf(before: MetricsLock, metric: Metric): { readonly rewritten?: string; readonly words?: string } {
  const { id, version } = metric;
  const old = lockedVersion(before, id, version);
  if (old === undefined)
    return {
      words: newVersion(
        before.versions.findLast((known) => known.id === id),
        metric,
      ),
    };
  if (old.fingerprint !== metric.fingerprint) {
    const lines = indent(diffLines(old.query, metric.query));
    return { rewritten: `${id}: version ${version} was rewritten\n${lines}` };
  }
  const words = rewordings(old, metric);
  if (words.length === 0) return {};
  const said = `${id}: version ${version} ${words.join('; ')}`;
  // Whoever declares a version may word it anew; of one that was past already nobody can.
  return before.current.get(id) === version || !isPast(before, old) ? { words: said } : { rewritten: said };
}

/** Compares two locks. */
export function describeLockChanges(before: MetricsLock, after: MetricsLock): LockChanges {
  const changes = after.versions.map((metric) => changesOf(before, metric));
  const gone = before.versions.filter(({ id, version }) => lockedVersion(after, id, version) === undefined);
  const withdrawn = [...before.current.keys()].filter((id) => !after.current.has(id));
  return {
    rewritten: [
      ...gone.map(({ id, version }) => `${id}: version ${version} is gone, and numbers that it made are not`),
      ...changes.flatMap(({ rewritten }) => rewritten ?? []),
    ],
    words: [
      ...changes.flatMap(({ words }) => words ?? []),
      ...withdrawn.map((id) => `${id}: no longer declared; its numbers stay, and no more are made`),
    ],
  };
}
