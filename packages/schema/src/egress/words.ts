import { createLimits, describeChange, isCalledOwn } from './change-words.ts';
import type { EgressChange } from './diff.ts';
import { type Fact, formatFact } from './fact.ts';
import { addressOf, describeFact, placeWords, shown } from './fact-words.ts';
import { receiverWords } from './receiver-words.ts';

/** What came or went is received or not; what has a value before and after is the same thing, allowed more or less. */
const SECTIONS = [
  ['widening', false, 'would newly receive'],
  ['widening', true, 'is allowed more'],
  ['narrowing', false, 'would no longer receive'],
  ['narrowing', true, 'is allowed less'],
  ['neutral', undefined, 'changes'],
] as const;

/** Where it goes and on which terms, then what, and last what every request carries. */
const ORDER = ['dest', 'signal', 'gate', 'send', 'field', 'attr', 'wire'];

const GROUPED = new Set(ORDER);

const OTHERS = 'the file itself';

const factOf = ({ before, after }: EgressChange): Fact => (after ?? before) as Fact;

const groupOf = (change: EgressChange): string => {
  const { kind, columns } = factOf(change);
  return GROUPED.has(kind) ? (columns[0] ?? '') : OTHERS;
};

/** The lines of one receiver on both sides. */
interface Receiver {
  readonly id: string;
  readonly before: readonly Fact[];
  readonly after: readonly Fact[];
}

const placesOf = (own: readonly Fact[]): readonly string[] => [
  ...new Set(own.flatMap((fact) => addressOf(fact)?.at ?? [])),
];

/** `posthog (third party, https://eu.i.posthog.com)`: who that is now, or was where it went. */
function titleOf({ id, before, after }: Receiver): string {
  if (id === OTHERS) return OTHERS;
  const own = placesOf(after).length > 0 ? after : before;
  const party = own
    .find((fact) => addressOf(fact))
    ?.columns[1]?.replace('-', ' ')
    .replace('undeclared', 'whose is not said');
  const places = placesOf(own).map(placeWords);
  return party === undefined ? shown(id) : `${shown(id)} (${shown(party)}, ${places.join(', ')})`;
}

/** Those outside come first, and the file itself last. */
const rankOf = ({ id, before, after }: Receiver): number => {
  if (id === OTHERS) return 2;
  return Number(![...before, ...after].some(({ columns }) => columns[1] === 'third-party'));
};

/**
 * What goes to addresses of a section, as a line below the last of them. Of a receiver that is new every line stands below
 * anyway, but for calls of the application's own.
 */
function goesThere({ id, before, after }: Receiver, changes: readonly EgressChange[]): string | undefined {
  const isKnown = placesOf(before).length > 0;
  const added = changes.flatMap((change) => {
    const { after: fact } = change;
    const address = fact && addressOf(fact);
    if (fact === undefined || address === undefined) return [];
    const isNew = change.before === undefined && (isKnown || address.method === 'any');
    return isNew || isCalledOwn(change) ? [fact] : [];
  });
  return added.length === 0 ? undefined : `    ${receiverWords(id, after, added)}`;
}

function sectionLines(receiver: Receiver, heading: string, changes: readonly EgressChange[]): readonly string[] {
  if (changes.length === 0) return [];
  const isPlaced = (change: EgressChange): boolean => addressOf(factOf(change)) !== undefined;
  const rank = (change: EgressChange): number => ORDER.indexOf(factOf(change).kind);
  const sorted = changes.toSorted((a, b) => rank(a) - rank(b));
  const line = (change: EgressChange): string => `  ${describeChange(change)}`;
  const what = goesThere(receiver, changes);
  return [
    `${titleOf(receiver)} ${heading}:`,
    ...sorted.filter(isPlaced).map(line),
    ...(what === undefined ? [] : [what]),
    ...sorted.filter((change) => !isPlaced(change)).map(line),
    '',
  ];
}

/** Which lines of which receiver were there before and are there now. */
function receiversOf(changes: readonly EgressChange[], facts: readonly Fact[]): readonly Receiver[] {
  const [gone, come] = (['before', 'after'] as const).map(
    (side) => new Set(changes.flatMap(({ [side]: fact }) => (fact === undefined ? [] : [formatFact(fact)]))),
  );
  const all = [...facts, ...changes.flatMap(({ before, after }) => [before ?? [], after ?? []].flat())];
  const unique = [...new Map(all.map((fact) => [formatFact(fact), fact]))].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const without = (id: string, texts: ReadonlySet<string> | undefined): readonly Fact[] =>
    unique.flatMap(([text, fact]) => (fact.columns[0] === id && texts?.has(text) !== true ? [fact] : []));
  return [...new Set(changes.map(groupOf))].map((id) => ({ id, before: without(id, come), after: without(id, gone) }));
}

/**
 * What a reviewer reads of a change, grouped by who receives it. Empty where nothing changed.
 *
 * @param facts every fact of both sides, to say who a destination is and what else it receives.
 */
export function describeChanges(changes: readonly EgressChange[], facts: readonly Fact[] = []): string {
  return receiversOf(changes, facts)
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .flatMap((receiver) => {
      const own = changes.filter((change) => groupOf(change) === receiver.id);
      return SECTIONS.flatMap(([judgement, hasBoth, heading]) => {
        const lines = own.filter(
          ({ judgement: is, before, after }) =>
            is === judgement && (hasBoth === undefined || hasBoth === (before !== undefined && after !== undefined)),
        );
        return sectionLines(receiver, heading, lines);
      });
    })
    .join('\n');
}

/** The same for facts that one side has and the other has not. */
export const describeFacts = (facts: readonly Fact[]): readonly string[] =>
  facts.map((fact) =>
    GROUPED.has(fact.kind) ? `${shown(fact.columns[0])}: ${describeFact(fact)}` : describeFact(fact),
  );

/** Who it is and which events and fields come first: what a client adds by itself says less, and stands in the file. */
const TELLING = ['dest', 'send', 'field', 'signal', 'attr', 'gate', 'wire'];

/** Facts that a lockfile does not allow, with what it allows of each instead. */
export function describeBeyond(allowed: readonly Fact[], facts: readonly Fact[]): readonly string[] {
  const limitOf = createLimits(allowed);
  const rank = ({ kind }: Fact): number => (TELLING.includes(kind) ? TELLING.indexOf(kind) : TELLING.length);
  const sorted = facts.toSorted((a, b) => rank(a) - rank(b));
  const words = describeFacts(sorted);
  return sorted.map((fact, index) => `${words[index] ?? ''}${limitOf(fact)}`);
}
