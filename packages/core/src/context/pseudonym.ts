import { createHmac, hash as digest } from 'node:crypto';
import { PlumblineError } from '../errors.ts';

/** Turns raw IDs into keyed hashes. Without the key nobody can test a guess; destroying it makes every hash meaningless. */
export interface Pseudonymizer {
  /** 32 hex digits for an account within its organisation. */
  user(userId: string, orgId?: string): string;
  /** 32 hex digits for an organisation. */
  org(orgId: string): string;
}

/** The least that a key may hold: 32 characters of base64 carry 192 bits, above the 128 that the hash keeps. */
const MIN_KEY_LENGTH = 32;

/** Hashes kept of people, and of organisations; a service sees the same again and again. */
const CACHE_ENTRIES = 10_000;

/** Remembers what was made, by the two texts themselves: to put a key together for each request costs more than to find it. */
function remember(make: (id: string, within: string) => string): (id: string, within: string) => string {
  const cache = new Map<string, Map<string, string>>();
  let count = 0;
  return (id, within) => {
    const known = cache.get(within)?.get(id);
    if (known !== undefined) return known;
    const made = make(id, within);
    if (count >= CACHE_ENTRIES) {
      cache.clear();
      count = 0;
    }
    count += 1;
    const own = cache.get(within);
    if (own === undefined) cache.set(within, new Map([[id, made]]));
    else own.set(id, made);
    return made;
  };
}

/** HMAC-SHA-256 (RFC 2104), cut to 128 bits. The domain prefix keeps a user from hashing to an organisation's value. */
export function createPseudonymizer(key: string): Pseudonymizer {
  if (key.length < MIN_KEY_LENGTH) {
    throw new PlumblineError(
      'PLB_OPTION_INVALID',
      `identity key: ${key.length} characters, needs at least ${MIN_KEY_LENGTH}`,
      {
        fix: 'Set PLUMBLINE_IDENTITY_KEY to a random value, such as the output of `openssl rand -base64 32`.',
      },
    );
  }
  const hash = (input: string): string => createHmac('sha256', key).update(input).digest('hex').slice(0, 32);
  const hashUser = remember((userId, orgId) => hash(`user\0${orgId}\0${userId}`));
  const hashOrg = remember((orgId) => hash(`org\0${orgId}`));
  return {
    user: (userId, orgId = '') => hashUser(userId, orgId),
    org: (orgId) => hashOrg(orgId, ''),
  };
}

/**
 * The ID of a person or an organisation at one kind of destination, from the keyed hash that events carry: 32 hex
 * digits, so that the IDs of two vendors cannot be joined. It needs no key of its own, as its input holds 128 bits that
 * nobody outside knows. An empty hash, which is that of everybody unknown, stays empty.
 */
export const hashFor = (kind: string, hash: string): string =>
  hash === '' ? '' : digest('sha256', `${kind}\0${hash}`, 'hex').slice(0, 32);
