import { type Fact, formatFact, namedColumn } from './fact.ts';
import { UNSAID } from './orders.ts';
import type { Reading } from './value-words.ts';
import {
  accountWords,
  classWords,
  consentWords,
  howOf,
  partyWords,
  shown,
  typeWords,
  valueWords,
} from './value-words.ts';

/** The address of a `dest` or `signal` line. */
export interface Address {
  readonly at: string;
  readonly method: string;
  readonly path: string;
}

export const isOff = ({ kind, columns }: Fact): boolean => kind === 'signal' && columns[1] === 'off';

/** Undefined for a line without one. */
export function addressOf(fact: Fact): Address | undefined {
  const { kind, columns } = fact;
  if (kind !== 'dest' && (kind !== 'signal' || isOff(fact))) return undefined;
  const [at = '', method = '', path = ''] = columns.slice(kind === 'dest' ? 3 : 2);
  return { at, method, path };
}

/** The host of an address, or what stands for it. */
export const placeWords = (at: string): string =>
  at.startsWith('env:') ? `the address in the variable ${shown(at.slice(4))}` : shown(at);

/** `POST https://vendor.example/batch/`; what is no path stands by itself. */
export function requestWords({ at, method, path }: Address): string {
  if (at === 'nowhere') return 'none, it stays on this machine';
  if (method === 'any' && path === '/*') return `your own calls to ${placeWords(at)}`;
  if (!at.startsWith('env:')) return `${shown(method)} ${shown(at)}${path.startsWith('/') ? '' : ' '}${shown(path)}`;
  return `${shown(method)}${path === '*' ? '' : ` ${shown(path)}`} at ${placeWords(at)}`;
}

/** Slots of the envelope that say whom or what an event is about; the others say that it is one. */
export const ABOUT: Readonly<Record<string, string>> = {
  anonymous_user_id: 'a hash of the user',
  org_id_hash: 'a hash of the organisation',
  session_id: 'the ID of the session',
  route_pattern: 'the route',
};

/** A slot of the envelope that says whom or what each event is about. */
export const isAbout = ({ kind, columns: [, form, slot = ''] }: Fact): boolean =>
  kind === 'wire' && form === 'envelope' && Object.hasOwn(ABOUT, slot);

/** Users and organisations are hashes in every store, before any receiver makes another one of them. */
export const isHash = ({ kind, columns: [, , slot] }: Fact): boolean =>
  kind === 'wire' && (slot === 'anonymous_user_id' || slot === 'org_id_hash');

function gateWords(fact: Fact, reading: Reading): string {
  const said = (name: string): string => valueWords(name, namedColumn(fact, name) ?? UNSAID);
  const consent = consentWords(namedColumn(fact, 'consent') ?? 'none', reading);
  const [owner, review, end, kept, erasure] = ['owner', 'review', 'expires', 'retention', 'erasure'].map(said);
  return `terms: ${[owner, review, end, consent, kept, erasure].join(', ')}`;
}

function wireWords(fact: Fact): string {
  const [, form, name = '', ...rest] = fact.columns;
  if (form === 'header') {
    return name.startsWith('env:')
      ? `the headers that the variable ${shown(name.slice(4))} names`
      : `the header ${shown(name)} on every request`;
  }
  if (form === 'adds')
    return `${shown(name)} (${typeWords(rest[0] ?? '')}), added by the client that sends: ${shown(rest[1])}`;
  const as = shown(rest[0]?.replace('as=', ''));
  return isAbout(fact)
    ? `about whom or what: ${ABOUT[name]}, ${howOf(rest[2], isHash(fact))} (${shown(name)} of every event, as ${as})`
    : `${shown(name)} of every event, as ${as} (${classWords(rest[1])}, ${howOf(rest[2], isHash(fact))})`;
}

function placedWords(fact: Fact): string {
  const address = addressOf(fact);
  if (address === undefined) return 'nothing: it is off';
  const [, party = '', state] = fact.columns;
  const terms = [partyWords(party), ...(fact.kind === 'dest' && state !== 'on' ? [shown(state)] : [])];
  const account = namedColumn(fact, 'account');
  const into = account === undefined ? '' : `, into ${accountWords(account)}`;
  return `requests: ${requestWords(address)} (${terms.join(', ')})${into}`;
}

function sendWords(fact: Fact, reading: Reading): string {
  const [consent, purpose, expires] = ['consent', 'purpose', 'expires'].map((name) => namedColumn(fact, name));
  const counted = namedColumn(fact, 'events') === 'counted' ? ', as numbers only' : '';
  return `the event ${shown(fact.columns[1])}: "${shown(purpose)}", ${consentWords(consent, reading)}, until ${shown(expires)}${counted}`;
}

function fieldWords(fact: Fact): string {
  const [, event, field, type = '', privacy] = fact.columns;
  const reason = namedColumn(fact, 'reason');
  const why = reason === undefined ? '' : `, because "${shown(reason)}"`;
  return `${shown(event)}.${shown(field)} (${classWords(privacy)}, ${typeWords(type)})${why}`;
}

/** What one fact says, for somebody who has never seen the file. */
export function describeFact(fact: Fact, reading: Reading = {}): string {
  const [, second, third, fourth] = fact.columns;
  switch (fact.kind) {
    case 'dest':
    case 'signal':
      return placedWords(fact);
    case 'consent':
      return `${fact.columns[0] === 'asked' ? 'people are' : 'nobody is'} asked for the consent that events of class analytics wait for (\`events.consent\`)`;
    case 'gate':
      return gateWords(fact, reading);
    case 'wire':
      return wireWords(fact);
    case 'send':
      return sendWords(fact, reading);
    case 'field':
      return fieldWords(fact);
    case 'attr':
      return `${shown(second)} (${classWords(third)}, ${howOf(fourth)})`;
    default:
      return formatFact(fact);
  }
}
