import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Issues and recognises tokens of a paging session. */
export interface PageTokens {
  issue(search: string, id: string): string;
  /**
   * The ID that a token continues behind, and whether it was issued here for this very search. A token of another process
   * or search, or a made one, is as good for paging and is recorded as a read of its own.
   */
  open(search: string, token: string): { readonly id: string; readonly known: boolean };
}

const MAC_BYTES = 16;

/**
 * A token is the ID to continue behind and an HMAC-SHA-256 over search and ID, under a key that no one else has. So pages
 * after the first need no record, and nobody can make a token that reads without one.
 */
export function createPageTokens(): PageTokens {
  const key = randomBytes(32);
  const macOf = (search: string, id: string): Buffer =>
    createHmac('sha256', key).update(`${id}\n${search}`).digest().subarray(0, MAC_BYTES);
  return {
    issue: (search, id) => `${id}.${macOf(search, id).toString('base64url')}`,
    open(search, token) {
      const [id = '', mac = ''] = token.split('.', 2);
      const given = Buffer.from(mac, 'base64url');
      return { id, known: given.length === MAC_BYTES && timingSafeEqual(given, macOf(search, id)) };
    },
  };
}
