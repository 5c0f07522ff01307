import { PlumblineError } from '@plumbline/core';
import type { Pseudonymizer } from '@plumbline/core/context';

/** Who is to be forgotten. */
export type ErasedPerson =
  /** An account, in each of the organisations named. Without one: the account where it belongs to none. */
  | { readonly user: { readonly id: string; readonly orgId?: string | readonly string[] } }
  /** A browser's random ID, as its events carry it until somebody signs in. */
  | { readonly anonymousId: string };

/** The same, with what events carry of it. */
export interface KnownPerson {
  /** What the audit trail calls the subject: never what events carry. */
  readonly subject: string;
  /** The organisation, where there is exactly one. */
  readonly org: string | undefined;
  /** As events carry them. */
  readonly ids: readonly string[];
}

const MAX_ID = 200;

const isId = (id: unknown): id is string =>
  typeof id === 'string' && id.length > 0 && id.length <= MAX_ID && !id.includes('@') && !/[\p{Cc}\p{Cs}]/u.test(id);

const refused = (what: string): PlumblineError =>
  new PlumblineError('PLB_ERASURE', what, { fix: 'Use the ID of the account that the service knows it by.' });

/** What a browser makes: see `parseEnvelope`. */
const RANDOM_ID = /^[\w-]{8,64}$/;

/** Finds what events carry of a person. Throws PLB_ERASURE for an ID that no event can have been made of. */
export function knowPerson(person: ErasedPerson, pseudonymizer: Pseudonymizer): KnownPerson {
  if ('anonymousId' in person) {
    const { anonymousId } = person;
    if (!RANDOM_ID.test(anonymousId)) throw refused('the anonymous ID is none that a browser makes');
    // In the audit trail the ID would stay where it is to be forgotten.
    return { subject: 'anonymous', org: undefined, ids: [anonymousId] };
  }
  const { id, orgId } = person.user;
  const orgs = orgId === undefined ? [] : typeof orgId === 'string' ? [orgId] : orgId;
  if (!isId(id)) throw refused('the ID of the user is empty, too long or an e-mail address');
  if (!orgs.every(isId)) throw refused('the ID of an organisation is empty, too long or an e-mail address');
  const ids = orgs.length === 0 ? [pseudonymizer.user(id)] : orgs.map((org) => pseudonymizer.user(id, org));
  return { subject: id, org: orgs.length === 1 ? orgs[0] : undefined, ids: [...new Set(ids)] };
}
