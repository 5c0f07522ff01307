// What a validation says of a field stands under the field's name: `{ errors: { password: ['is too short'] } }`.

const WORDS =
  /\b(?:required|invalid|must|mismatch|does(?:n't| not) match|confirmation|too (?:short|long|weak|common)|missing|expired|incorrect|can(?:'t|not) be|at (?:least|most)|not allowed|already (?:taken|been|in use)|should (?:be|have|contain)|may not)\b/i;
const ALONE =
  /^(?:required|invalid|missing|expired|incorrect|blank|empty|revoked|unauthorized|include|omit|same-origin|oidc|oauth2?|saml|ldap|ntlm|kerberos|mtls|basic|bearer|digest|anonymous|n\/a)\.?$/i;
/** What a form says beside a field. */
const ASKED =
  /^(?:forgot(?:ten)?|lost|reset|change|enter|choose|create|confirm|show|hide|update) (?:(?:your|my|the|a|new|current) ){0,2}(?:password|passcode|pin|passphrase)[?.…]{0,3}$/i;
/** Longer texts say more than what is wrong with a field. */
const LONGEST = 160;

/** Whether a text says what is wrong with a value instead of being it. */
export function isComplaint(text: string): boolean {
  const { length } = text;
  if (length < 3 || length > LONGEST) return false;
  return text.includes(' ') ? WORDS.test(text) || ASKED.test(text) : ALONE.test(text);
}
