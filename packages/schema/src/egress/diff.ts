import { type Fact, formatFact } from './fact.ts';
import { isApproval, sortFacts } from './lock.ts';
import { isWithin, judge, type Judgement, readColumns, type Reading } from './widening.ts';

/** One fact that came, went or changed. */
export interface EgressChange {
  readonly judgement: Judgement;
  readonly before?: Fact;
  readonly after?: Fact;
}

/**
 * A destination whose terms are not written down has none: without this, deleting the line of a gate would look like
 * sending less.
 */
export function withGates(facts: readonly Fact[]): readonly Fact[] {
  const gated = new Set<string | undefined>();
  const open = new Set<string>();
  for (const { kind, columns } of facts) {
    if (kind === 'gate') gated.add(columns[0]);
    else if (kind === 'dest' || (kind === 'signal' && columns[1] !== 'off')) open.add(columns[0] ?? '');
  }
  return [...facts, ...[...open].filter((id) => !gated.has(id)).map((id) => ({ kind: 'gate', columns: [id] }))];
}

/** What a file means that does not say whether people are asked: nobody is. */
export const NOT_ASKED: Fact = { kind: 'consent', columns: ['not-asked'] };

/** Whether people are asked for their consent, as far as facts say. */
export const isAsked = (facts: readonly Fact[]): boolean =>
  facts.some(({ kind, columns }) => kind === 'consent' && columns[0] === 'asked');

const withAsking = (facts: readonly Fact[]): readonly Fact[] =>
  facts.some(({ kind }) => kind === 'consent') ? facts : [...facts, NOT_ASKED];

/** Receivers that are not the first party, as far as facts say. */
const outsiders = (facts: readonly Fact[]): ReadonlySet<string | undefined> =>
  new Set(
    facts.flatMap(({ kind, columns: [id, party] }) =>
      (kind === 'dest' || kind === 'signal') && party !== 'first-party' ? [id] : [],
    ),
  );

function index(
  facts: readonly Fact[],
  outside: ReadonlySet<string | undefined>,
): Map<string, { readonly fact: Fact; readonly reading: Reading }> {
  const listed = withGates(facts.filter((fact) => !isApproval(fact)));
  return new Map(
    listed.map((fact) => {
      const reading = readColumns(fact, outside.has(fact.columns[0]));
      return [reading.key, { fact, reading }];
    }),
  );
}

/** Every fact in which two lists differ, in the order of a lockfile. Approvals are history and no facts. */
export function diffFacts(before: readonly Fact[], after: readonly Fact[]): readonly EgressChange[] {
  const outside = outsiders(after);
  const [old, now] = [index(withAsking(before), outside), index(withAsking(after), outside)];
  const changes = new Map<Fact, EgressChange>();
  for (const [key, { fact, reading }] of now) {
    const was = old.get(key);
    if (was !== undefined && formatFact(was.fact) === formatFact(fact)) continue;
    const judgement = judge(was?.reading, reading);
    changes.set(fact, { judgement, after: fact, ...(was !== undefined && { before: was.fact }) });
  }
  for (const [key, { fact, reading }] of old) {
    if (!now.has(key)) changes.set(fact, { judgement: judge(reading, undefined), before: fact });
  }
  return sortFacts([...changes.keys()]).flatMap((fact) => changes.get(fact) ?? []);
}

/** The facts by which more leaves after a change than before, in the order of a lockfile. */
export const wideningFacts = (changes: readonly EgressChange[]): readonly Fact[] =>
  changes.flatMap(({ judgement, after }) => (judgement === 'widening' && after !== undefined ? [after] : []));

/** Facts that a list does not allow: those that it has not, or not as wide. Empty means: no more leaves than it says. */
export function factsBeyond(allowed: readonly Fact[], facts: readonly Fact[]): readonly Fact[] {
  const outside = outsiders(facts);
  const known = index(withAsking(allowed), outside);
  const beyond = [...index(facts, outside).values()].flatMap(({ fact, reading }) => {
    const limit = known.get(reading.key)?.reading;
    return reading.harmless || (limit !== undefined && isWithin(reading, limit)) ? [] : [fact];
  });
  return sortFacts(beyond);
}
