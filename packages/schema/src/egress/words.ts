import { describeChange, isSomebodyElse } from './change-words.ts';
import { type EgressChange, isAsked } from './diff.ts';
import { type Fact, formatFact } from './fact.ts';
import { addressOf, isAbout, isOff, placeWords } from './fact-words.ts';
import { attributeLines, headerLines, receiverWords, slotsOf } from './receiver-words.ts';
import { partyWords, type Reading, shown } from './value-words.ts';

/** What came or went is received or not; what has a value before and after is the same thing, allowed more or less. */
const SECTIONS = [
  ['widening', false, 'would newly receive'],
  ['widening', true, 'is allowed more'],
  ['narrowing', false, 'would no longer receive'],
  ['narrowing', true, 'is allowed less'],
  ['neutral', undefined, 'changes'],
] as const;

/** Where it goes and on which terms, about whom, then what, and last what every request carries. */
const ORDER = ['dest', 'signal', 'gate', 'about', 'send', 'field', 'attr', 'envelope', 'adds', 'header'];

const rankOfLine = (fact: Fact): number =>
  ORDER.indexOf(isAbout(fact) ? 'about' : fact.kind === 'wire' ? (fact.columns[1] ?? '') : fact.kind);

const GROUPED = new Set(['dest', 'signal', 'gate', 'send', 'field', 'attr', 'wire']);

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
  const parties = new Set(own.flatMap((fact) => (addressOf(fact) ? [fact.columns[1] ?? ''] : [])));
  const whose = [...parties]
    .toSorted((a, b) => rankOfParty(a) - rankOfParty(b))
    .map((party) => {
      const places = placesOf(own.filter(({ columns }) => columns[1] === party)).map(placeWords);
      return `${partyWords(party)}, ${places.join(', ')}`;
    });
  return whose.length === 0 ? shown(id) : `${shown(id)} (${whose.join('; ')})`;
}

/** Of several parties the one that is surely outside comes first. */
const rankOfParty = (party: string): number => ['third-party', 'undeclared', 'first-party'].indexOf(party);

/** Those outside come first, and the file itself last. */
const rankOf = ({ id, before, after }: Receiver): number => {
  if (id === OTHERS) return 2;
  return Number(![...before, ...after].some((fact) => addressOf(fact) && fact.columns[1] !== 'first-party'));
};

/** Of a receiver that gets other signals than product events, which alone have a consent of their own. */
const isSignal = ({ before, after }: Receiver): boolean => ![...before, ...after].some(({ kind }) => kind === 'dest');

const isKnown = ({ before }: Receiver): boolean => placesOf(before).length > 0;

/**
 * What goes to addresses of a section, below the last of them. Of a receiver that is new every line stands below anyway,
 * but for calls of the application's own.
 */
function goesThere(receiver: Receiver, changes: readonly EgressChange[]): readonly string[] {
  const added = changes.flatMap((change) => {
    const { after: fact } = change;
    const address = fact && addressOf(fact);
    if (fact === undefined || address === undefined) return [];
    const isNew = change.before === undefined && (isKnown(receiver) || address.method === 'any');
    return isNew || isSomebodyElse(change) ? [fact] : [];
  });
  return added.length === 0 ? [] : receiverWords(receiver.id, receiver.after, added).map((line) => `  ${line}`);
}

/** Whom new events and fields are about, which lines say that were there before. */
function aboutWhom(receiver: Receiver, changes: readonly EgressChange[]): readonly string[] {
  const isMore = changes.some(({ before, after }) => before === undefined && /^(send|field)$/.test(after?.kind ?? ''));
  const about = isMore && isKnown(receiver) ? slotsOf(receiver.after) : [];
  return about.length === 0 ? [] : [`each event with what it is about: ${about.join('; ')}`];
}

/** Lines that say little each, of facts that came or went. */
function together(changes: readonly EgressChange[], kinds: readonly string[]): readonly Fact[] {
  return changes.flatMap((change) => {
    const fact = factOf(change);
    const kind = fact.kind === 'wire' ? fact.columns[1] : fact.kind;
    const isWhole = change.before === undefined || change.after === undefined;
    return isWhole && kinds.includes(kind ?? '') ? [fact] : [];
  });
}

interface Section {
  readonly heading: string;
  readonly changes: readonly EgressChange[];
  /** Whether people are asked for their consent, and were. */
  readonly reading: Reading;
}

function sectionLines(receiver: Receiver, { heading, changes, reading: asked }: Section): readonly string[] {
  if (changes.length === 0) return [];
  const reading = { ...asked, isSignal: isSignal(receiver) };
  const gathered = new Set(together(changes, ['attr', 'header']));
  const sorted = changes
    .filter((change) => !gathered.has(factOf(change)))
    .toSorted((a, b) => rankOfLine(factOf(a)) - rankOfLine(factOf(b)));
  const line = (change: EgressChange): string => describeChange(change, reading);
  const isPlaced = (change: EgressChange): boolean => addressOf(factOf(change)) !== undefined;
  const lines = [
    ...sorted.filter(isPlaced).map(line),
    ...goesThere(receiver, changes),
    ...sorted.filter((change) => !isPlaced(change)).map(line),
    ...attributeLines(together(changes, ['attr'])),
    ...aboutWhom(receiver, changes),
    ...headerLines(together(changes, ['header'])),
  ];
  return [`${titleOf(receiver)} ${heading}:`, ...lines.map((text) => `  ${text}`), ''];
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

/** That something was off, or is, says nothing beside the lines that came or went with it. */
const isTold = (own: readonly EgressChange[]): boolean => own.some((change) => !isOff(factOf(change)));

/**
 * What a reviewer reads of a change, grouped by who receives it. Empty where nothing changed.
 *
 * @param facts every fact of both sides, to say who a destination is and what else it receives.
 */
export function describeChanges(changes: readonly EgressChange[], facts: readonly Fact[] = []): string {
  const [gone, come] = (['before', 'after'] as const).map((side) => new Set(changes.map(({ [side]: fact }) => fact)));
  const reading = {
    isAsked: isAsked(facts.filter((fact) => gone?.has(fact) !== true)),
    wasAsked: isAsked(facts.filter((fact) => come?.has(fact) !== true)),
  };
  return receiversOf(changes, facts)
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .flatMap((receiver) => {
      const all = changes.filter((change) => groupOf(change) === receiver.id);
      const own = isTold(all) ? all.filter((change) => !isOff(factOf(change))) : all;
      return SECTIONS.flatMap(([judgement, hasBoth, heading]) => {
        const lines = own.filter(
          ({ judgement: is, before, after }) =>
            is === judgement && (hasBoth === undefined || hasBoth === (before !== undefined && after !== undefined)),
        );
        return sectionLines(receiver, { heading, changes: lines, reading });
      });
    })
    .join('\n');
}
