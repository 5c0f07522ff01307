import type { EgressChange } from './diff.ts';
import type { Fact } from './fact.ts';
import {
  accountWords,
  addressOf,
  consentWords,
  describeFact,
  howOf,
  requestWords,
  shown,
  typeWords,
} from './fact-words.ts';
import { newValues, UNSAID } from './orders.ts';
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
  return kind === 'gate' ? 'terms' : kind === 'catalog' ? kind : `${kind} ${shown(first)}`;
}

/** A variable that becomes a digest looks like less, and whose key that is the file cannot say. */
function accountChange(before: string, after: string): string {
  const digests = after.split('|');
  const isPinned = before.split('|').some((one) => one.startsWith('env:'));
  if (!isPinned || !digests.every((one) => one.startsWith('sha256:'))) {
    return `into ${accountWords(after)}, where it was ${accountWords(before)}`;
  }
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

function changeWords(name: string, before: string, after: string): string {
  const type = name === 'type' ? typeChange(before, after) : undefined;
  if (type !== undefined) return type;
  if (name === 'consent') return `${consentWords(after)}, where it was ${consentWords(before)}`;
  if (name === 'account') return accountChange(before, after);
  if (name === 'transform') return `sent ${howOf(after)}, where it was sent ${howOf(before)}`;
  if (name === 'party' && after === 'first-party') return 'is now called our own; it still receives all below';
  const value = (text: string): string => (text === UNSAID ? 'not said' : shown(text));
  return `${name} ${value(before)} becomes ${value(after)}`;
}

/** One change in words, without who it is about. */
export function describeChange({ before, after }: EgressChange): string {
  if (after === undefined && before?.kind === 'signal' && before.columns[1] === 'off') return 'it was off';
  if (before === undefined || after === undefined) return describeFact((after ?? before) as Fact);
  const old = readColumns(before).values;
  const changes = readColumns(after).values.flatMap(({ name, value }, index) =>
    old[index]?.value === value ? [] : [changeWords(name, old[index]?.value ?? UNSAID, value)],
  );
  return `${nameOf(after)}: ${changes.join('; ')}`;
}

function limitWords(name: string, value: string): string {
  if (value === UNSAID) return `no ${name} that is said`;
  if (name === 'type') return typeWords(value);
  if (name === 'consent') return consentWords(value);
  if (name === 'account') return accountWords(value);
  if (name === 'transform') return howOf(value);
  return name === 'party' || name === 'class' ? shown(value) : `${name} ${shown(value)}`;
}

/** What a list allows of each fact that it has, in its own words: `; the file allows int(0..1000)`. */
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
      return [{ isMore: !order(value, limit), words: limitWords(name, limit) }];
    });
    // What is more only because of who receives it, no column says by itself.
    const more = differing.filter(({ isMore }) => isMore);
    const limits = (more.length > 0 ? more : differing).map(({ words }) => words);
    return limits.length === 0 ? '' : `; the file allows ${limits.join(', ')}`;
  };
}

/** Whether a change says that a receiver is now called the first party. */
export const isCalledOwn = ({ before, after }: EgressChange): boolean =>
  before !== undefined &&
  after !== undefined &&
  addressOf(after) !== undefined &&
  before.columns[1] !== 'first-party' &&
  after.columns[1] === 'first-party';
