import { createHash } from 'node:crypto';
import { PlumblineError } from '@plumbline/core';
import type { EgressChange } from './diff.ts';
import { type Fact, formatFact, namedColumn } from './fact.ts';
import { isApproval } from './lock.ts';

/** Enough that nobody finds another set of lines with the same hash by accident. */
const HASH_DIGITS = 12;

/**
 * What an approval is of: each fact by which more leaves, with what it was before. Who approved a higher bound has not
 * approved that the field leaves at all.
 */
export const approvableFacts = (changes: readonly EgressChange[]): readonly Fact[] =>
  changes.flatMap(({ judgement, before, after }) => {
    if (judgement !== 'widening' || after === undefined) return [];
    return before === undefined ? [after] : [after, { kind: 'was', columns: [before.kind, ...before.columns] }];
  });

/** What stands for a set of widening facts in the lockfile. One fact more, less or wider gives another. */
export const approvalHash = (widening: readonly Fact[]): string =>
  createHash('sha256').update(widening.map(formatFact).toSorted().join('\n')).digest('hex').slice(0, HASH_DIGITS);

/** Who approves, and why. */
export interface ApprovalTerms {
  /** A team or person, such as `@privacy`. */
  readonly by: string;
  /** One line for whoever reads the file later. */
  readonly reason: string;
  /** The day, `YYYY-MM-DD`. */
  readonly on: string;
}

const BY = /^@[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/;

/** Shorter is no reason. */
const MIN_REASON = 10;

function faultsOf({ by, reason, on }: ApprovalTerms): readonly string[] {
  return [
    ...(BY.test(by) ? [] : ['`--by` must name a team or person, such as @privacy']),
    ...(reason.trim().length >= MIN_REASON && !/\p{Cc}/u.test(reason)
      ? []
      : [`\`--reason\` needs a line of at least ${MIN_REASON} characters`]),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(on) ? [] : ['the day must be YYYY-MM-DD']),
  ];
}

/** What stops an approval, with where its options are explained. */
export const refusal = (what: string): PlumblineError =>
  new PlumblineError('PLB_CLI_USAGE', `egress approve: ${what}`, { fix: 'Run `npx plumbline egress --help`.' });

/**
 * The line that approves a set of widening facts and nothing else.
 *
 * @throws PlumblineError `PLB_CLI_USAGE` where nothing widens, or nobody or no reason is named.
 */
export function approveFacts(widening: readonly Fact[], terms: ApprovalTerms): Fact {
  const faults = widening.length === 0 ? ['there is nothing to approve: no more would leave'] : faultsOf(terms);
  if (faults.length > 0) throw refusal(faults.join('; '));
  const { by, reason, on } = terms;
  return { kind: 'approve', columns: [approvalHash(widening), `by=${by}`, `on=${on}`, `reason=${reason.trim()}`] };
}

/** Whether the very line was in a lockfile before: written again it would count no more than it does. */
export const isUsed = (line: Fact, lines: readonly Fact[]): boolean =>
  lines.some((one) => formatFact(one) === formatFact(line));

/** Whether a line of this set stands among those that are spent. */
export const isSpent = (widening: readonly Fact[], before: readonly Fact[]): boolean =>
  findApproval(widening, before) !== undefined;

/** A line that names nobody, no day or no reason is none, however it came there. */
function isComplete(line: Fact): boolean {
  const [by, reason, on] = ['by', 'reason', 'on'].map((name) => namedColumn(line, name) ?? '');
  return faultsOf({ by: by ?? '', reason: reason ?? '', on: on ?? '' }).length === 0;
}

/**
 * The approval of a set among the lines of a lockfile. One that the lockfile had before is spent: what was approved once,
 * taken back and sent again needs a new one.
 */
export function findApproval(
  widening: readonly Fact[],
  lines: readonly Fact[],
  before: readonly Fact[] = [],
): Fact | undefined {
  const hash = approvalHash(widening);
  const spent = new Set(before.filter(isApproval).map(formatFact));
  return lines.find(
    (line) => isApproval(line) && line.columns[0] === hash && isComplete(line) && !spent.has(formatFact(line)),
  );
}
