import type { EgressChange } from './diff.ts';
import type { Fact } from './fact.ts';
import { addressOf, describeFact, isHash, requestWords } from './fact-words.ts';
import { newValues, party, UNSAID } from './orders.ts';
import { consentWords, formerConsentWords, partyWords, type Reading, shown, valueWords } from './value-words.ts';
import { readColumns } from './widening.ts';

/** What the fact is called where only a value of it changed. */
function nameOf(fact: Fact): string {
  const { kind, columns } = fact;
  const [first, second, third] = columns;
  const address = addressOf(fact);
  if (address !== undefined) return requestWords(address);
  if (kind === 'field') return `${shown(second)}.${shown(third)}`;
  if (kind === 'wire') {
    const name = shown(third?.split('=')[0]);
    return second === 'header' ? `the header ${name}` : second === 'envelope' ? `${name} of every event` : name;
  }
  if (kind === 'send') return `the event ${shown(second)}`;
  if (kind === 'attr') return shown(second);
  if (kind === 'consent') return 'the consent that events of class analytics wait for';
  return kind === 'gate' ? 'terms' : kind === 'catalog' ? kind : `${kind} ${shown(first)}`;
}

const isUnsaid = (value: string): boolean => value === UNSAID || value === 'none';

/** A variable that becomes a digest looks like less, and whose key that is the file cannot say. */
function pinned(before: string, after: string): string | undefined {
  const digests = after.split('|');
  const isPinned = before.split('|').some((one) => one.startsWith('env:'));
  if (!isPinned || !digests.every((one) => one.startsWith('sha256:'))) return undefined;
  const named = digests.map(shown).join(' or ');
  return digests.length === 1
    ? `from now on only the account with the digest ${named}; ask whose it is`
    : `from now on only the accounts with the digests ${named}; ask whose they are`;
}

function typeChange(before: string, after: string): string | undefined {
  const added = newValues(before, after)?.map(shown) ?? [];
  const lost = newValues(after, before)?.map(shown) ?? [];
  const words = [
    ...(added.length === 0 ? [] : [`may also be ${added.join(', ')}`]),
    ...(lost.length === 0 ? [] : [`can no longer be ${lost.join(', ')}`]),
  ];
  return words.length === 0 ? undefined : words.join(', and ');
}

function partyChange(before: string, after: string): string {
  if (after === 'first-party') return 'is now called our own; it still receives all below';
  const was = before === 'undeclared' ? 'nobody said whose it is' : `it was called ${partyWords(before)}`;
  return after === 'undeclared'
    ? `nobody says any more whose it is; ${was}`
    : `is now called ${partyWords(after)}, where ${was}`;
}

/** What is collected for one thing and used for another is what reviewers ask about, also where it stays with us. */
function purposeChange(before: string, after: string): string {
  const [was, now] = [before, after].map((purpose) => (isUnsaid(purpose) ? undefined : `"${shown(purpose)}"`));
  return `may be used for ${now ?? 'whatever one likes, as no purpose is given'}, ${
    was === undefined ? 'where no purpose was given' : `where it was for ${was}`
  }`;
}

function changeWords(name: string, [before, after]: readonly [string, string], isHashed: boolean): string {
  if (name === 'party') return partyChange(before, after);
  if (name === 'purpose') return purposeChange(before, after);
  if (name === 'asking') {
    return after === 'asked'
      ? 'people are asked for it from now on, where nobody was'
      : 'nobody is asked for it any more, so that such events are recorded of everybody';
  }
  const special = name === 'type' ? typeChange(before, after) : name === 'account' ? pinned(before, after) : undefined;
  if (special !== undefined) return special;
  const [was, now] = [before, after].map((value) => valueWords(name, value, isHashed));
  const into = name === 'account' ? 'into ' : name === 'transform' ? 'sent ' : '';
  return `${into}${now}, where it was ${name === 'transform' ? into : ''}${was}`;
}

/** One change in words, without who it is about. */
export function describeChange({ before, after }: EgressChange, reading: Reading = {}): string {
  if (before === undefined) return describeFact(after as Fact, reading);
  if (after === undefined) return describeFact(before, { ...reading, isAsked: reading.wasAsked ?? true });
  const old = readColumns(before).values;
  const changes = readColumns(after).values.flatMap(({ name, value }, index) => {
    const was = old[index]?.value ?? UNSAID;
    if (was === value) return [];
    // Of a signal's terms too: what is asked of nobody was never a condition.
    return name === 'consent'
      ? [`${consentWords(value, reading)}, where it was ${formerConsentWords(was, reading)}`]
      : [changeWords(name, [was, value], isHash(after))];
  });
  return `${nameOf(after)}: ${changes.join('; ')}`;
}

/** What a list allows of each fact that it has, in its own words: `; the file allows 0 to 1000`. */
export function createLimits(allowed: readonly Fact[]): (fact: Fact) => string {
  const known = new Map(
    allowed.map((fact) => {
      const reading = readColumns(fact);
      return [reading.key, reading.values];
    }),
  );
  return (fact) => {
    const { key, values } = readColumns(fact);
    const differing = values.flatMap(({ name, value, order }, index) => {
      const limit = known.get(key)?.[index]?.value;
      if (limit === undefined || limit === value) return [];
      return [{ isMore: !order(value, limit), words: valueWords(name, limit, isHash(fact)) }];
    });
    // What is more only because of who receives it, no column says by itself.
    const more = differing.filter(({ isMore }) => isMore);
    const limits = (more.length > 0 ? more : differing).map(({ words }) => words);
    return limits.length === 0 ? '' : `; the file allows ${limits.join(', ')}`;
  };
}

/** Whether what goes to an address goes to somebody whom nobody reviewed as such. */
export const isSomebodyElse = ({ before, after }: EgressChange): boolean =>
  before !== undefined &&
  after !== undefined &&
  addressOf(after) !== undefined &&
  !party(after.columns[1] ?? '', before.columns[1] ?? '');
