const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const EMAIL = /[\w.+-]@[\w-]|%40|mailto:/i;
const URL_LIKE = /:\/\/|\bwww\.|[?&][\w-]+=/i;
// RFC 7519: the first part is base64url of `{"`, which begins with eyJ.
const JWT = /\beyJ[\w-]{6,505}\.[\w-]/;
const CREDENTIAL = /\b(?:bearer|basic|token|apikey)[\s:=]+[\w+/.=~-]{8,}/i;
// Nine digits are the shortest national number (US SSN); phones have up to 15 (E.164), cards up to 19 (ISO/IEC 7812).
const DIGITS_IN_TEXT = /\d(?:[ .()/-]{0,2}\d){8,}/;
const DIGITS_IN_ID = /(?:^|[^A-Za-z0-9])\d(?:[-_]?\d){8,}(?![A-Za-z0-9])/;

/** More than any valid ID has; a refused one is judged by its beginning. */
const MAX_JUDGED = 512;

/** Whether an ID looks like a phone, card or national number: nine or more digits that stand alone. UUIDs never do. */
export const hasLongNumber = (id: string): boolean => DIGITS_IN_ID.test(id.slice(0, MAX_JUDGED)) && !UUID.test(id);

/**
 * Whether a string holds the shape of an e-mail address, URL, query, JWT, credential or long number. It guards the two
 * classes that carry text; it is a net below the catalog and not a reason to declare free text.
 */
export function looksPersonal(text: string): boolean {
  if (UUID.test(text)) return false;
  return (
    EMAIL.test(text) || URL_LIKE.test(text) || JWT.test(text) || CREDENTIAL.test(text) || DIGITS_IN_TEXT.test(text)
  );
}
