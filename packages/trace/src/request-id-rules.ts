/** Shorter values repeat by chance: 8 characters are the 32 bits of the shortest IDs in common use. */
export const MIN_REQUEST_ID_LENGTH = 8;

/** The longest ID of the common proxies (AWS, Envoy, Kong, nginx) has under 80 characters; every log line carries it. */
export const MAX_REQUEST_ID_LENGTH = 128;

// Letters, digits and what UUIDs, ULIDs, base64 and `key=value` IDs need. No `@`, so that no e-mail address passes; no
// space, quote, bracket, `<`, `%` or `;`, so that the value is inert in HTML, shells, SQL and headers. It starts with a
// letter or digit: a leading `=`, `+` or `-` is a formula to spreadsheets.
const ALLOWED = /^[A-Za-z0-9][A-Za-z0-9._~+/=:-]*$/;

// Credentials that fit the alphabet, by the prefixes their issuers document, and a JWT by its encoded `{"`. The ID goes to
// the response, other services, the audit trail and the error tracker as it is; log and spans would redact it, and then
// one ID no longer finds them all.
const CREDENTIAL =
  /^(?:eyJ[\w-]{8,}\.|(?:[sr]k|pk)_(?:live|test)_|sk-|whsec_|gh[oprsu]_|github_pat_|gl[a-z]{2,8}-[\w-]{16}|xox[a-z]-|xapp-|(?:AKIA|ASIA)[0-9A-Z]{16}$|AIza[\w-]{20}|ya29\.|npm_|pypi-|hf_|SG\.|shp(?:at|ca|pa|ss)_|do[opr]_v1_|dckr_pat_|sq0[a-z]{3}-|EAA[A-Za-z0-9]{20}|key-[0-9a-f]{32}$)/;
/** A card number by length (ISO/IEC 7812); one in ten other numbers of that length passes its check too. */
const CARD_DIGITS = /^\d{13,19}$/;

/** The check of ISO/IEC 7812-1, annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}

/** Twelve hex digits of a SHA-256: enough to find a value in the caller's logs. */
export const REFUSED_HASH_LENGTH = 12;

/** Why an incoming ID was not taken over: the values of the label `reason` of `plumbline.requests.refused_ids`. */
export type RefusedReason = 'length' | 'charset' | 'repeated' | 'secret';

/** What became of an incoming `x-request-id`. */
export type RequestIdDecision =
  | { readonly kind: 'absent' }
  | { readonly kind: 'accepted'; readonly id: string }
  /** `hash` is the start of the SHA-256 of the refused value: enough to find it in the caller's logs, never the value. */
  | { readonly kind: 'refused'; readonly reason: RefusedReason; readonly hash: string };

/** A decision that still lacks the hash of what it refuses. */
export type RequestIdJudgement =
  | Exclude<RequestIdDecision, { kind: 'refused' }>
  | { readonly kind: 'refused'; readonly reason: RefusedReason; readonly value: string };

const ABSENT: RequestIdJudgement = { kind: 'absent' };

/** Whether a redactor hides something in it; one that throws has not cleared it. */
function isHidden(raw: string, redactId: (id: string) => string): boolean {
  try {
    return redactId(raw) !== raw;
  } catch {
    return true;
  }
}

const judge = (raw: string, redactId: (id: string) => string): RefusedReason | undefined => {
  // Node joins repeated headers with a comma, so a comma is a repeated or folded header.
  if (raw.includes(',')) return 'repeated';
  if (raw.length < MIN_REQUEST_ID_LENGTH || raw.length > MAX_REQUEST_ID_LENGTH) return 'length';
  if (!ALLOWED.test(raw)) return 'charset';
  const isKnown = CREDENTIAL.test(raw) || (CARD_DIGITS.test(raw) && passesLuhn(raw));
  return isKnown || isHidden(raw, redactId) ? 'secret' : undefined;
};

/** The rules of `acceptRequestId`, for a runtime with a hash of its own. */
export function judgeRequestId(
  raw: string | readonly string[] | undefined,
  redactId: (id: string) => string,
): RequestIdJudgement {
  if (raw === undefined) return ABSENT;
  const value = typeof raw === 'string' ? raw : raw.join(', ');
  const reason = typeof raw === 'string' || raw.length < 2 ? judge(value, redactId) : 'repeated';
  return reason === undefined ? { kind: 'accepted', id: value } : { kind: 'refused', reason, value };
}
