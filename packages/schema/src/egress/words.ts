import type { EgressChange } from './diff.ts';
import { type Fact, formatColumn, formatFact, namedColumn } from './fact.ts';
import { newValues, UNSAID } from './orders.ts';
import { type Judgement, readColumns } from './widening.ts';

// What stands in a file may hold anything; a terminal is shown nothing that moves its cursor.
const shown = (text: string | undefined): string => {
  const column = formatColumn(text ?? '');
  return column.startsWith('"') && !column.includes('\\') ? column.slice(1, -1) : column;
};

const HOW: Readonly<Record<string, string>> = {
  identity: 'as it is',
  'iso-time': 'as it is, as a time',
  sha256: 'hashed once more',
  count: 'only counted',
  'synthetic-url': 'as a made-up address of the pattern',
  pattern: 'as a pattern',
  redacted: 'after redaction',
};

const howOf = (transform: string | undefined): string => HOW[transform ?? ''] ?? shown(transform);

const typeWords = (type: string): string => {
  const values = newValues('enum()', type);
  return values === undefined ? shown(type) : `one of ${values.map(shown).join(', ')}`;
};

const consentWords = (consent: string | undefined): string =>
  consent === 'analytics' ? 'only with consent' : 'also without consent';

/** Whose account it is, as far as the file says. */
function accountWords(account: string): string {
  if (account === UNSAID) return 'an account that is not said';
  const names = account.split('|').map((one) => {
    const text = shown(one);
    if (one.startsWith('site:')) return `the site ${text.slice('site:'.length)}`;
    return one.startsWith('env:')
      ? `the account that the variable ${text.slice('env:'.length)} names`
      : `the account whose key has the digest ${text}`;
  });
  return names.join(' or ');
}

const into = (fact: Fact): string => {
  const account = namedColumn(fact, 'account');
  return account === undefined ? '' : `, into ${accountWords(account)}`;
};

function gateWords(fact: Fact): string {
  const said = (name: string): string => shown(namedColumn(fact, name) ?? 'not said');
  return [
    `terms: owner ${said('owner')}`,
    `review ${said('review')}`,
    `until ${said('expires')}`,
    consentWords(namedColumn(fact, 'consent')),
    `kept ${said('retention')}`,
    `erasure ${said('erasure')}`,
  ].join(', ');
}

function wireWords({ columns: [, form, name, ...rest] }: Fact): string {
  if (form === 'header') {
    return name?.startsWith('env:') === true
      ? `the headers that the variable ${shown(name.slice(4))} names`
      : `the header ${shown(name)} on every request`;
  }
  if (form === 'adds') return `${shown(name)} (${shown(rest[0])}), added by the vendor's client: ${shown(rest[1])}`;
  return `${shown(name)} of every event, as ${shown(rest[0]?.replace('as=', ''))} (${shown(rest[1])}, ${howOf(rest[2])})`;
}

/** What one fact says, for somebody who has never seen the file. */
function describe(fact: Fact): string {
  const { kind, columns } = fact;
  const [, second = '', third = '', fourth = '', fifth = ''] = columns;
  switch (kind) {
    case 'dest':
      return `requests: ${shown(fifth)} ${shown(fourth)}${shown(columns[5])} (${shown(second)}, ${shown(third)})${into(fact)}`;
    case 'signal':
      return second === 'off'
        ? 'nothing: it is off'
        : `requests: ${shown(fourth)} ${shown(third)}${shown(fifth)} (${shown(second)})${into(fact)}`;
    case 'gate':
      return gateWords(fact);
    case 'wire':
      return wireWords(fact);
    case 'send': {
      const {
        consent = '',
        purpose = '',
        expires = '',
      } = Object.fromEntries(['consent', 'purpose', 'expires'].map((name) => [name, namedColumn(fact, name)]));
      const counted = namedColumn(fact, 'events') === 'counted' ? ', as numbers only' : '';
      return `the event ${shown(second)}: "${shown(purpose)}", ${consentWords(consent)}, until ${shown(expires)}${counted}`;
    }
    case 'field': {
      const reason = namedColumn(fact, 'reason');
      const why = reason === undefined ? '' : `, because "${shown(reason)}"`;
      return `${shown(second)}.${shown(third)} (${shown(fifth)}, ${typeWords(fourth)})${why}`;
    }
    case 'attr':
      return `${shown(second)} (${shown(third)}, ${howOf(fourth)})`;
    default:
      return formatFact(fact);
  }
}

/** What the fact is called where only a value of it changed. */
function nameOf({ kind, columns: [first, second, third] }: Fact): string {
  if (kind === 'field') return `${shown(second)}.${shown(third)}`;
  if (kind === 'wire') {
    const name = shown(third?.split('=')[0]);
    return second === 'header' ? `the header ${name}` : second === 'envelope' ? `${name} of every event` : name;
  }
  if (kind === 'send') return `the event ${shown(second)}`;
  if (kind === 'attr') return shown(second);
  return kind === 'gate' ? 'terms' : kind === 'catalog' ? kind : `${kind} ${shown(first)}`;
}

function changeWords(name: string, before: string, after: string): string {
  const added = name === 'type' ? newValues(before, after) : undefined;
  if (added !== undefined && added.length > 0) return `may also be ${added.map(shown).join(', ')}`;
  const lost = name === 'type' ? newValues(after, before) : undefined;
  if (lost !== undefined && lost.length > 0) return `can no longer be ${lost.map(shown).join(', ')}`;
  if (name === 'consent') return `${consentWords(after)}, where it was ${consentWords(before)}`;
  if (name === 'account') return `into ${accountWords(after)}, where it was ${accountWords(before)}`;
  if (name === 'transform') return `sent ${howOf(after)}, where it was sent ${howOf(before)}`;
  const value = (text: string): string => (text === UNSAID ? 'not said' : shown(text));
  return `${name} ${value(before)} becomes ${value(after)}`;
}

function describeChange({ before, after }: EgressChange): string {
  if (after === undefined && before?.kind === 'signal' && before.columns[1] === 'off') return 'it was off';
  if (before === undefined || after === undefined) return describe((after ?? before) as Fact);
  const old = readColumns(before).values;
  const changes = readColumns(after).values.flatMap(({ name, value }, index) =>
    old[index]?.value === value ? [] : [changeWords(name, old[index]?.value ?? UNSAID, value)],
  );
  return `${nameOf(after)}: ${changes.join('; ')}`;
}

const HEADINGS: Readonly<Record<Judgement, string>> = {
  widening: 'would newly receive',
  narrowing: 'would no longer receive',
  neutral: 'changes without more or less leaving',
};

const GROUPED = new Set(['dest', 'gate', 'wire', 'send', 'field', 'signal', 'attr']);

const OTHERS = 'the file itself';

const groupOf = ({ before, after }: EgressChange): string => {
  const { kind, columns } = (after ?? before) as Fact;
  return GROUPED.has(kind) ? (columns[0] ?? '') : OTHERS;
};

/** `posthog (third party, https://eu.i.posthog.com)`: who that is, from the facts of the one side or the other. */
function titleOf(id: string, facts: readonly Fact[]): string {
  const own = facts.filter(({ kind, columns }) => ['dest', 'signal'].includes(kind) && columns[0] === id);
  const places = own.flatMap(({ kind, columns }) => columns[kind === 'dest' ? 3 : 2] ?? []);
  const party = own[0]?.columns[1]?.replace('-', ' ').replace('undeclared', 'whose is not said');
  const address = [...new Set(places)].map((place) =>
    place.startsWith('env:') ? `the address in the variable ${shown(place.slice(4))}` : shown(place),
  );
  return party === undefined || address.length === 0
    ? shown(id)
    : `${shown(id)} (${shown(party)}, ${address.join(', ')})`;
}

/** Those outside come first, and the file itself last. */
const rankOf = (id: string, facts: readonly Fact[]): number => {
  if (id === OTHERS) return 2;
  return Number(!facts.some(({ columns }) => columns[0] === id && columns[1] === 'third-party'));
};

/**
 * What a reviewer reads of a change, grouped by who receives it. Empty where nothing changed.
 *
 * @param facts every fact of both sides, to say who a destination is.
 */
export function describeChanges(changes: readonly EgressChange[], facts: readonly Fact[] = []): string {
  const groups = [...new Set(changes.map(groupOf))].toSorted((a, b) => rankOf(a, facts) - rankOf(b, facts));
  return groups
    .flatMap((id) =>
      (['widening', 'narrowing', 'neutral'] as const).flatMap((judgement) => {
        const lines = changes
          .filter((change) => groupOf(change) === id && change.judgement === judgement)
          .map(describeChange);
        const title = id === OTHERS ? OTHERS : titleOf(id, facts);
        return lines.length === 0 ? [] : [`${title} ${HEADINGS[judgement]}:`, ...lines.map((line) => `  ${line}`), ''];
      }),
    )
    .join('\n');
}

/** The same for facts that one side has and the other has not. */
export const describeFacts = (facts: readonly Fact[]): readonly string[] =>
  facts.map((fact) => (GROUPED.has(fact.kind) ? `${shown(fact.columns[0])}: ${describe(fact)}` : describe(fact)));
