import { PlumblineError } from '@plumbline/core';
import type { ActionClass } from '../action-spec.ts';
import type { Keeper, PruneReport, Retention } from './keeper-types.ts';

const DAY_MS = 86_400_000;
/** Whoever asks for less has mistaken the unit, and what is deleted does not come back. */
const MIN_DAYS = 30;
const MAX_DAYS = 36_500;

/** Classes by the number of days that they are kept. Throws PLB_OPTION_INVALID. */
function classesByDays(retention: Retention): ReadonlyMap<number, readonly ActionClass[]> {
  const byDays = new Map<number, ActionClass[]>();
  for (const [name, days] of Object.entries(retention) as [ActionClass, number][]) {
    if (!Number.isSafeInteger(days) || days < MIN_DAYS || days > MAX_DAYS) {
      const what = `retain: \`${name}\` must be a whole number of days from ${MIN_DAYS} to ${MAX_DAYS}`;
      throw new PlumblineError('PLB_OPTION_INVALID', what, {
        fix: `Leave \`${name}\` out to keep its records for good.`,
      });
    }
    byDays.set(days, [...(byDays.get(days) ?? []), name]);
  }
  if (byDays.size === 0) throw new PlumblineError('PLB_OPTION_INVALID', 'retain: the retention names no class');
  return byDays;
}

const sum = (a: PruneReport, b: PruneReport): PruneReport => ({
  dryRun: a.dryRun,
  deleted: a.deleted + b.deleted,
  prunable: a.prunable + b.prunable,
  statements: [...a.statements, ...b.statements],
  held: a.held + b.held,
  unsealed: a.unsealed + b.unsealed,
  suspicious: a.suspicious + b.suspicious,
});

/** Prunes the classes of each time together. */
export async function retain(
  retention: Retention,
  { dryRun, now, prune }: { readonly dryRun: boolean; readonly now: number; readonly prune: Keeper['prune'] },
): Promise<PruneReport> {
  let report: PruneReport = { dryRun, deleted: 0, prunable: 0, statements: [], held: 0, unsealed: 0, suspicious: 0 };
  for (const [days, classes] of classesByDays(retention)) {
    report = sum(report, await prune({ before: now - days * DAY_MS, classes, dryRun }));
  }
  return report;
}
