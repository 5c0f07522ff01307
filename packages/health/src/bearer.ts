import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Tests an Authorization header against one bearer token. Digests are compared, so neither the length of the token nor
 * how much of a guess is right shows in the time it takes. The scheme is case-insensitive (RFC 9110, section 11.1).
 */
export function createBearerTest(token: string | undefined): (authorization?: string) => boolean {
  if (token === undefined) return () => false;
  const expected = digest(token);
  return (authorization) => {
    const given = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    return given !== undefined && timingSafeEqual(digest(given), expected);
  };
}
