import { latestRenewals, type Renewal } from '../evolution/renewals.ts';
import type { Fact } from './fact.ts';

const PREFIX = 'expires=';

/**
 * Facts with the last day of each renewed event in place of the one its declaration has, where that is earlier. A start
 * does not read renewals: it asks for the earlier day, which is within the later one.
 */
export function renewFacts(facts: readonly Fact[], renewals: readonly Renewal[]): readonly Fact[] {
  const latest = latestRenewals(renewals);
  if (latest.size === 0) return facts;
  return facts.map((fact) => {
    const renewal = fact.kind === 'send' ? latest.get(fact.columns[1] ?? '') : undefined;
    if (renewal === undefined) return fact;
    const extend = (column: string): string =>
      column.startsWith(PREFIX) && column.slice(PREFIX.length) < renewal.until ? `${PREFIX}${renewal.until}` : column;
    return { kind: fact.kind, columns: fact.columns.map(extend) };
  });
}
