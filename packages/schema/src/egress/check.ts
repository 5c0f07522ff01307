import { type Allowlist, errorTable, PlumblineError } from '@plumbline/core';
import { factsBeyond, NOT_ASKED, withGates } from './diff.ts';
import { type Fact, namedColumn } from './fact.ts';
import { createLineReader, parseLock, sortFacts, sortTexts, splitLock } from './lock.ts';
import { termsFix } from './terms.ts';
import { byWeight, describeBeyond, describeFacts } from './beyond-words.ts';

/** More than this is read in the diff, not in an error. */
const SHOWN = 10;

const FIX =
  'Run `npx plumbline egress`, let the owner of privacy review the diff and record that with `npx plumbline egress approve`, and commit the file.';

/** What a start needs to know beside the facts. */
export interface LockCheckOptions {
  /**
   * Destinations and signals that may start without any lockfile although nobody says whose they are: the source of truth,
   * the collector. Signals of the first party always may. What is third-party never may. @default []
   */
  readonly sources?: readonly string[];
  /** Whether the service asks for consent; where it does not, a lockfile by which it does is not enough. @default not looked at */
  readonly asksConsent?: boolean;
  /** Why there is no lockfile, for the message. */
  readonly why?: string;
  /** What else than a lockfile would do, for the fix. */
  readonly instead?: string;
}

/** Destinations that are on and may not start without a lockfile. */
function needLock(facts: readonly Fact[], sources: readonly string[]): readonly string[] {
  const ids = facts.flatMap(({ kind, columns: [id = '', party] }) => {
    if ((kind !== 'dest' && kind !== 'signal') || party === 'off') return [];
    const isFree = kind === 'signal' && party === 'first-party';
    return isFree || (sources.includes(id) && party !== 'third-party') ? [] : [id];
  });
  return [...new Set(ids)];
}

/** Ten of many. */
function listed(words: readonly string[]): string {
  const more = words.length > SHOWN ? [`and ${words.length - SHOWN} more`] : [];
  return ['', ...words.slice(0, SHOWN), ...more].join('\n  - ');
}

/** Who receives which events and attributes; headers and terms say less, and stand in the file. */
const FIRST_TO_KNOW = new Set(['dest', 'signal', 'send', 'field', 'attr']);

function missingLock(
  facts: readonly Fact[],
  missing: readonly string[],
  { why, instead, asksConsent }: LockCheckOptions,
): PlumblineError {
  const names = new Set(missing);
  const told = facts.filter(({ kind, columns: [id = ''] }) => FIRST_TO_KNOW.has(kind) && names.has(id));
  return new PlumblineError(
    'PLB_EGRESS_LOCK_MISSING',
    `no egress lockfile allows ${missing.join(', ')}${why === undefined ? '' : `: ${why}`}. This would leave:${listed(describeFacts(byWeight(sortFacts(told)), asksConsent))}`,
    instead === undefined ? {} : { fix: `${errorTable.PLB_EGRESS_LOCK_MISSING.fix} ${instead}` },
  );
}

/** `dest  posthog`: what a line is about. */
const subjectOf = (line: string): string => (line.startsWith('catalog  ') ? 'catalog' : line.split('  ', 2).join('  '));

/** Lines of a lockfile that are not wanted; undefined where a wanted one is missing. Both lists have the one order. */
function leftOver(
  lines: readonly string[],
  wanted: readonly string[],
): readonly (readonly [string, number])[] | undefined {
  const rest: (readonly [string, number])[] = [];
  let next = 0;
  for (const [index, line] of lines.entries()) {
    if (line === wanted[next]) next += 1;
    else rest.push([line, index]);
  }
  return next === wanted.length ? rest : undefined;
}

/**
 * Whether every fact stands in the lockfile word for word. A start has thousands of them and nearly always all are there,
 * so that only what is left over is read: it must not be damaged, nor say something else of the same destination.
 */
function holdsAll(facts: readonly Fact[], lockText: string): boolean {
  const wanted = sortTexts(withGates(facts));
  const rest = leftOver(splitLock(lockText), wanted);
  if (rest === undefined) return false;
  const readLine = createLineReader();
  let subjects: ReadonlySet<string> | undefined;
  return rest.every(([line, index]) => {
    readLine(line, index);
    subjects ??= new Set(wanted.map(subjectOf));
    return !subjects.has(subjectOf(line));
  });
}

/**
 * Holds what would leave against the lockfile, before anything is opened. Less than it says is fine; of more, the first
 * ten facts are named in words. Approvals are not read: what is in the file may leave.
 *
 * @throws PlumblineError `PLB_EGRESS_LOCK_MISSING`, `PLB_EGRESS_LOCK_INVALID` with the line, or `PLB_EGRESS_LOCK_DIFFERS`.
 */
export function checkLock(
  facts: readonly Fact[],
  lockText: string | undefined,
  { sources = [], asksConsent, ...words }: LockCheckOptions = {},
): void {
  if (lockText === undefined) {
    const missing = needLock(facts, sources);
    if (missing.length === 0) return;
    throw missingLock(facts, missing, {
      ...words,
      ...(asksConsent !== undefined && { asksConsent }),
    });
  }
  const isUnasked = asksConsent === false && /^consent {2}asked\r?$/m.test(lockText);
  if (!isUnasked && holdsAll(facts, lockText)) return;
  const locked = parseLock(lockText);
  const beyond = factsBeyond(locked, isUnasked ? [...facts, NOT_ASKED] : facts);
  if (beyond.length === 0) return;
  throw new PlumblineError(
    'PLB_EGRESS_LOCK_DIFFERS',
    `more would leave than the egress lockfile allows:${listed(describeBeyond(locked, beyond, asksConsent))}`,
    { fix: `${termsFix(locked, beyond)}${FIX}` },
  );
}

/** Destinations whose permission has ended on a day, `YYYY-MM-DD`. */
export const expiredGates = (facts: readonly Fact[], today: string): readonly string[] =>
  facts.flatMap((fact) => {
    const expires = fact.kind === 'gate' ? namedColumn(fact, 'expires') : undefined;
    return expires !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(expires) && expires < today
      ? [fact.columns[0] ?? '']
      : [];
  });

/** The events and fields that facts allow one destination: what an adapter's own allowlist is cut to. */
export function lockedAllowlist(locked: readonly Fact[], destination: string): Exclude<Allowlist, 'catalog'> {
  const events: Record<string, string[]> = {};
  for (const { kind, columns } of locked) {
    const [id, event = '', field = ''] = columns;
    if (id !== destination) continue;
    if (kind === 'send') events[event] ??= [];
    else if (kind === 'field') (events[event] ??= []).push(field);
  }
  for (const fields of Object.values(events)) fields.sort();
  return events;
}
