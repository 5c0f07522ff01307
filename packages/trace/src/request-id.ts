import { createHash } from 'node:crypto';

/** Shorter values repeat by chance: 8 characters are the 32 bits of the shortest IDs in common use. */
export const MIN_REQUEST_ID_LENGTH = 8;

/** The longest ID of the common proxies (AWS, Envoy, Kong, nginx) has under 80 characters; every log line carries it. */
export const MAX_REQUEST_ID_LENGTH = 128;

// Letters, digits and what UUIDs, ULIDs, base64 and `key=value` IDs need. No `@`, so that no e-mail address passes; no
// space, quote, bracket, `<`, `%` or `;`, so that the value is inert in HTML, shells, SQL and headers. It starts with a
// letter or digit: a leading `=`, `+` or `-` is a formula to spreadsheets.
const ALLOWED = /^[A-Za-z0-9][A-Za-z0-9._~+/=:-]*$/;

const REFUSED_HASH_LENGTH = 12;

/** Why an incoming ID was not taken over: the values of the label `reason` of `plumbline.requests.refused_ids`. */
export type RefusedReason = 'length' | 'charset' | 'repeated';

/** What became of an incoming `x-request-id`. */
export type RequestIdDecision =
  | { readonly kind: 'absent' }
  | { readonly kind: 'accepted'; readonly id: string }
  /** `hash` is the start of the SHA-256 of the refused value: enough to find it in the caller's logs, never the value. */
  | { readonly kind: 'refused'; readonly reason: RefusedReason; readonly hash: string };

const ABSENT: RequestIdDecision = { kind: 'absent' };

const judge = (raw: string): RefusedReason | undefined => {
  // Node joins repeated headers with a comma, so a comma is a repeated or folded header.
  if (raw.includes(',')) return 'repeated';
  if (raw.length < MIN_REQUEST_ID_LENGTH || raw.length > MAX_REQUEST_ID_LENGTH) return 'length';
  return ALLOWED.test(raw) ? undefined : 'charset';
};

/**
 * Decides about an incoming `x-request-id`: accepted with 8 to 128 characters of `A-Z a-z 0-9 . _ ~ + / = : -` that start
 * with a letter or digit, refused when repeated, folded or anything else. It never throws.
 */
export function acceptRequestId(raw: string | readonly string[] | undefined): RequestIdDecision {
  if (raw === undefined) return ABSENT;
  const value = typeof raw === 'string' ? raw : raw.join(', ');
  const reason = typeof raw === 'string' || raw.length < 2 ? judge(value) : 'repeated';
  if (reason === undefined) return { kind: 'accepted', id: value };
  const hash = createHash('sha256').update(value).digest('hex').slice(0, REFUSED_HASH_LENGTH);
  return { kind: 'refused', reason, hash };
}
