import { type Allowlist, PlumblineError } from '@plumbline/core';
import { factsBeyond } from './diff.ts';
import { type Fact, namedColumn } from './fact.ts';
import { parseLock } from './lock.ts';
import { describeFacts } from './words.ts';

/** More than this is read in the diff, not in an error. */
const SHOWN = 10;

const FIX = 'Run `plumbline egress`, let the owner of privacy review the diff, and commit it.';

/** What a start needs to know beside the facts. */
export interface LockCheckOptions {
  /**
   * Destinations that may start without any lockfile: the source of truth, where it is first-party. Signals of the first
   * party always may. What is third-party never may. @default []
   */
  readonly sources?: readonly string[];
}

/** The answer of a check that found nothing to refuse. */
export interface CheckedLock {
  /** What the lockfile says; undefined where there is none and nothing needs one. */
  readonly locked: readonly Fact[] | undefined;
}

/** Destinations that are on and may not start without a lockfile. */
function needLock(facts: readonly Fact[], sources: readonly string[]): readonly string[] {
  const ids = facts.flatMap(({ kind, columns: [id = '', party] }) => {
    if (kind === 'signal') return party === 'third-party' ? [id] : [];
    return kind === 'dest' && !(sources.includes(id) && party !== 'third-party') ? [id] : [];
  });
  return [...new Set(ids)];
}

/**
 * Holds what would leave against the lockfile, before anything is opened. Less than it says is fine; of more, the first
 * ten facts are named in words.
 *
 * @throws PlumblineError `PLB_EGRESS_LOCK_MISSING`, `PLB_EGRESS_LOCK_INVALID` with the line, or `PLB_EGRESS_LOCK_DIFFERS`.
 */
export function checkLock(
  facts: readonly Fact[],
  lockText: string | undefined,
  { sources = [] }: LockCheckOptions = {},
): CheckedLock {
  if (lockText === undefined) {
    const missing = needLock(facts, sources);
    if (missing.length === 0) return { locked: undefined };
    throw new PlumblineError('PLB_EGRESS_LOCK_MISSING', `no egress lockfile allows ${missing.join(', ')}`, {
      fix: FIX,
    });
  }
  const locked = parseLock(lockText);
  const beyond = describeFacts(factsBeyond(locked, facts));
  if (beyond.length === 0) return { locked };
  const more = beyond.length > SHOWN ? [`and ${beyond.length - SHOWN} more`] : [];
  throw new PlumblineError(
    'PLB_EGRESS_LOCK_DIFFERS',
    `more would leave than the egress lockfile allows:\n  - ${[...beyond.slice(0, SHOWN), ...more].join('\n  - ')}`,
    { fix: FIX },
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

/** The events and fields that a lockfile allows one destination: what an adapter's own allowlist is cut to. */
export function lockedAllowlist(locked: readonly Fact[], destination: string): Exclude<Allowlist, 'catalog'> {
  const own = locked.filter(({ columns }) => columns[0] === destination);
  const fieldsOf = (event: string | undefined): readonly string[] =>
    own.flatMap(({ kind, columns }) => (kind === 'field' && columns[1] === event ? (columns[2] ?? []) : []));
  const events = own.filter(({ kind }) => kind === 'send').map(({ columns: [, event = ''] }) => event);
  return Object.fromEntries(events.map((event) => [event, fieldsOf(event)]));
}
