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

/** Hashes kept per pseudonymizer; a service sees the same actors again and again. */
const CACHE_ENTRIES = 10_000;

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
  const cache = new Map<string, string>();
  const hash = (input: string): string => {
    const known = cache.get(input);
    if (known !== undefined) return known;
    const made = createHmac('sha256', key).update(input).digest('hex').slice(0, 32);
    if (cache.size >= CACHE_ENTRIES) cache.clear();
    cache.set(input, made);
    return made;
  };
  return {
    user: (userId, orgId = '') => hash(`user\0${orgId}\0${userId}`),
    org: (orgId) => hash(`org\0${orgId}`),
  };
}

/**
 * The ID of a person or an organisation at one kind of destination, from the keyed hash that events carry: 32 hex
 * digits, so that the IDs of two vendors cannot be joined. It needs no key of its own, as its input holds 128 bits that
 * nobody outside knows. An empty hash, which is that of everybody unknown, stays empty.
 */
export const hashFor = (kind: string, hash: string): string =>
  hash === '' ? '' : digest('sha256', `${kind}\0${hash}`, 'hex').slice(0, 32);
