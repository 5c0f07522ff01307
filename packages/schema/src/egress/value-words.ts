import { formatColumn } from './fact.ts';
import { newValues, shapeOf, UNSAID } from './orders.ts';

/** What stands in a file may hold anything; a terminal is shown nothing that moves its cursor. */
export const shown = (text: string | undefined): string => {
  const column = formatColumn(text ?? '');
  return column.startsWith('"') && !column.includes('\\') ? column.slice(1, -1) : column;
};

const HOW: Readonly<Record<string, string>> = {
  identity: 'as it is',
  'iso-time': 'as it is',
  sha256: 'hashed',
  count: 'only counted',
  'synthetic-url': 'as a made-up address of the pattern',
  pattern: 'as a pattern',
  redacted: 'after redaction',
};

/**
 * How a value is changed on its way.
 *
 * @param isHash whether it is a hash before any receiver gets it, as users and organisations are.
 */
export const howOf = (transform: string | undefined, isHash = false): string =>
  `${HOW[transform ?? ''] ?? shown(transform)}${isHash && transform === 'sha256' ? ' once more' : ''}`;

const CLASSES: Readonly<Record<string, string>> = {
  pseudonymous: 'stands for a person',
  'opaque-id': 'an ID',
  'free-text': 'free text',
};

export const classWords = (privacy: string | undefined): string => CLASSES[privacy ?? ''] ?? shown(privacy);

/** Values of a type, for whoever does not know the names of types. */
export function typeWords(type: string): string {
  const values = newValues('enum()', type);
  if (values !== undefined) return `one of ${values.map(shown).join(', ')}`;
  const listed = newValues('list(enum())', type);
  if (listed !== undefined) return `any of ${listed.map(shown).join(', ')}`;
  const { head, least, most } = shapeOf(type);
  if (type === 'bool') return 'yes or no';
  if (head === 'int..') return `${least} to ${most}`;
  if (head === 'ms..') return `${least} to ${most} ms`;
  return most !== undefined && least === 0 && most !== Infinity ? `up to ${most} characters` : shown(type);
}

/** What somebody who reads of a line knows of the file besides. */
export interface Reading {
  /** Its receiver gets no product events, which alone have a consent of their own. */
  readonly isSignal?: boolean;
  /** People are asked for their consent. @default true */
  readonly isAsked?: boolean;
  /** The same of the file as it was before. @default true */
  readonly wasAsked?: boolean;
}

/** Terms that set no condition leave it to each event; whatever else is not `analytics` asks nobody. */
export function consentWords(consent: string | undefined, { isSignal = false, isAsked = true }: Reading = {}): string {
  if (consent === 'analytics') return isAsked ? 'only with consent' : 'only with consent, which nobody is asked for';
  return consent === 'none' && !isSignal ? 'consent as each event says' : 'also without consent';
}

/** The same of a file as it was before. */
export const formerConsentWords = (consent: string | undefined, { wasAsked = true, ...rest }: Reading = {}): string =>
  consentWords(consent, { ...rest, isAsked: wasAsked }).replace('nobody is asked', 'nobody was asked');

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

/** Whose a receiver is. */
export const partyWords = (party: string): string =>
  party === 'undeclared' ? 'whose is not said' : shown(party).replace('-', ' ');

/** Words that adapters and signals of this workspace say in place of days. */
const DECIDERS = new Set(['collector', 'platform', 'receiver', 'store', 'topic', 'vendor']);

function retentionWords(retention: string): string {
  if (retention === 'none') return 'not kept';
  if (retention === UNSAID || retention === 'undeclared') return 'kept nobody says how long';
  return DECIDERS.has(retention) ? `kept as long as the ${retention} keeps it` : `kept ${shown(retention)}`;
}

const ERASURES: Readonly<Record<string, string>> = {
  supported: 'a person can be erased there',
  'none-kept': 'nothing kept there about a person',
  'not-possible': 'a person cannot be erased there',
};

/** One value of a line, such as `until 2027-03-31`, with what it is a value of. */
export function valueWords(name: string, value: string, isHash = false): string {
  const isNone = value === 'none' || value === UNSAID;
  switch (name) {
    case 'asking':
      return value === 'asked' ? 'that people are asked' : 'that nobody is asked';
    case 'account':
      return accountWords(value);
    case 'class':
      return classWords(value);
    case 'consent':
      return consentWords(value);
    case 'erasure':
      return (
        ERASURES[value] ?? (isNone ? 'whether a person can be erased there is not said' : `erasure ${shown(value)}`)
      );
    case 'expires':
      return isNone ? 'without an end' : `until ${shown(value)}`;
    case 'party':
      return partyWords(value);
    case 'purpose':
    case 'reason':
      return isNone ? `no ${name}` : `${name} "${shown(value)}"`;
    case 'retention':
      return retentionWords(value);
    case 'transform':
      return howOf(value, isHash);
    case 'type':
      return typeWords(value);
    default:
      return isNone ? `no ${name}` : `${name} ${shown(value)}`;
  }
}
