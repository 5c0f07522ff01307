import { type Fact, formatColumn, formatFact, namedColumn } from './fact.ts';
import { newValues, UNSAID } from './orders.ts';

/** What stands in a file may hold anything; a terminal is shown nothing that moves its cursor. */
export const shown = (text: string | undefined): string => {
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

export const howOf = (transform: string | undefined): string => HOW[transform ?? ''] ?? shown(transform);

export const typeWords = (type: string): string => {
  const values = newValues('enum()', type);
  return values === undefined ? shown(type) : `one of ${values.map(shown).join(', ')}`;
};

/** Terms that set no condition leave it to each event; whatever else is not `analytics` asks nobody. */
export function consentWords(consent: string | undefined): string {
  if (consent === 'none') return 'consent as each event says';
  return consent === 'analytics' ? 'only with consent' : 'also without consent';
}

/** Whose account it is, as far as the file says. */
export function accountWords(account: string): string {
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

/** The address of a `dest` or `signal` line. */
export interface Address {
  readonly at: string;
  readonly method: string;
  readonly path: string;
}

/** Undefined for a line without one. */
export function addressOf({ kind, columns }: Fact): Address | undefined {
  if (kind !== 'dest' && (kind !== 'signal' || columns[1] === 'off')) return undefined;
  const [at = '', method = '', path = ''] = columns.slice(kind === 'dest' ? 3 : 2);
  return { at, method, path };
}

/** `POST https://vendor.example/batch/`; what is no path stands by itself. */
export const requestWords = ({ at, method, path }: Address): string =>
  `${shown(method)} ${shown(at)}${path.startsWith('/') ? '' : ' '}${shown(path)}`;

/** The host of an address, or what stands for it. */
export const placeWords = (at: string): string =>
  at.startsWith('env:') ? `the address in the variable ${shown(at.slice(4))}` : shown(at);

function gateWords(fact: Fact): string {
  const said = (name: string): string => shown(namedColumn(fact, name) ?? 'not said');
  return [
    `terms: owner ${said('owner')}`,
    `review ${said('review')}`,
    `until ${said('expires')}`,
    consentWords(namedColumn(fact, 'consent') ?? 'none'),
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

function placedWords(fact: Fact): string {
  const address = addressOf(fact);
  if (address === undefined) return 'nothing: it is off';
  const terms = fact.columns.slice(1, fact.kind === 'dest' ? 3 : 2).map(shown);
  return `requests: ${requestWords(address)} (${terms.join(', ')})${into(fact)}`;
}

function sendWords(fact: Fact): string {
  const [consent, purpose, expires] = ['consent', 'purpose', 'expires'].map((name) => namedColumn(fact, name));
  const counted = namedColumn(fact, 'events') === 'counted' ? ', as numbers only' : '';
  return `the event ${shown(fact.columns[1])}: "${shown(purpose)}", ${consentWords(consent)}, until ${shown(expires)}${counted}`;
}

function fieldWords(fact: Fact): string {
  const [, event, field, type = '', privacy] = fact.columns;
  const reason = namedColumn(fact, 'reason');
  const why = reason === undefined ? '' : `, because "${shown(reason)}"`;
  return `${shown(event)}.${shown(field)} (${shown(privacy)}, ${typeWords(type)})${why}`;
}

/** What one fact says, for somebody who has never seen the file. */
export function describeFact(fact: Fact): string {
  const [, second, third, fourth] = fact.columns;
  switch (fact.kind) {
    case 'dest':
    case 'signal':
      return placedWords(fact);
    case 'gate':
      return gateWords(fact);
    case 'wire':
      return wireWords(fact);
    case 'send':
      return sendWords(fact);
    case 'field':
      return fieldWords(fact);
    case 'attr':
      return `${shown(second)} (${shown(third)}, ${howOf(fourth)})`;
    default:
      return formatFact(fact);
  }
}
