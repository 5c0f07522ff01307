const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

// Before a mark stands no letter or digit; `_` may, as in `access_token=`.
const EMAIL = /[\w.+-]@[\w-]|%40|mailto:/i;
const URL_LIKE = /:\/\/|(?<![A-Za-z0-9])www\.|[?&][\w-]+=/i;
// RFC 7519: the first of the parts, which dots divide, is base64url of `{"`, which begins with eyJ. Whole parts are looked for
// first, so that a text of nothing but beginnings costs no more than any other.
const PART = /(?<![\w-])[\w-]{9,}(?=\.[\w-])/g;
const JWT_HEADER = /(?:^|[^A-Za-z0-9])eyJ[\w-]{6}/;
const CREDENTIAL = /(?<![A-Za-z0-9])(?:bearer|basic|token|api[-_]?key)[\s:=]+[\w+/.=~-]{8,}/i;
// Nine digits are the shortest national number (US SSN); phones have up to 15 (E.164), cards up to 19 (ISO/IEC 7812).
const DIGITS_IN_TEXT = /\d(?:[ .()/-]{0,2}\d){8,}/;
const DIGITS_IN_ID = /(?:^|[^A-Za-z0-9])\d(?:[-_]?\d){8,}(?![A-Za-z0-9])/;

/** More than any valid ID or text has; a refused one is judged by its beginning, so that none costs more. */
const MAX_JUDGED = 512;

/** Whether an ID looks like a phone, card or national number: nine or more digits that stand alone. UUIDs never do. */
export const hasLongNumber = (id: string): boolean => DIGITS_IN_ID.test(id.slice(0, MAX_JUDGED)) && !UUID.test(id);

function hasJwt(text: string): boolean {
  for (const [part] of text.matchAll(PART)) if (JWT_HEADER.test(part)) return true;
  return false;
}

// Everything from the blank to the tilde.
const PLAIN = /^[ -~]*$/;

/**
 * As a reader sees it: digits and signs of other widths and scripts as those that the shapes are written in (NFKC, Unicode
 * Standard Annex 15; every decimal digit as 0), and nothing that is not seen.
 */
const asSeen = (text: string): string =>
  PLAIN.test(text)
    ? text
    : text
        .normalize('NFKC')
        .replaceAll(/\p{Cf}/gu, '')
        .replaceAll(/\p{Nd}/gu, '0');

/**
 * Whether a string holds the shape of an e-mail address, URL, query, JWT, credential or long number. It guards the two
 * classes that carry text; it is a net below the catalog and not a reason to declare free text.
 */
export function looksPersonal(given: string): boolean {
  if (UUID.test(given)) return false;
  const text = asSeen(given.slice(0, MAX_JUDGED));
  return EMAIL.test(text) || URL_LIKE.test(text) || hasJwt(text) || CREDENTIAL.test(text) || DIGITS_IN_TEXT.test(text);
}
