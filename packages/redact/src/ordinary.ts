import { expression } from './expression.ts';
import { isComplaint } from './complaint.ts';
import { isKind } from './kinds.ts';
import type { RuleName } from './rule.ts';

// What stands under a telling name without being its value: how something is set up, in which state it is, where it lies.

/** States, and ways of signing in or of sending. A password that is one of them would be no secret. */
const STATES =
  /^(?:enabled|disabled|true|false|none|null|nil|n\/a|up|down|degraded|healthy|unhealthy|starting|running|stopped|insecure|local|read|write|too[_-](?:short|long|weak|common)|enforced|sent|resent|queued|delivered|sms|totp|hotp|webauthn|passkey|accepted|declined|dismissed|essential|necessary|functional|granted|denied|pending|verified|unverified|confirmed|unconfirmed|active|inactive|rotated|rotating|optional|present|absent|provided|configured|unconfigured|unset|unknown|undefined|unavailable|unchanged|unsupported|header|query|jwt|jwe|paseto|opaque|bearer-token|api-key|client-credentials|client_credentials|authorization_code|refresh_token|password_grant|read-only|read-write|readonly|readwrite|keep-alive|session-cookie|httponly|http-only|samesite|same-site|lax|double-submit|first-party|third-party|persistent|ephemeral|static|dynamic|rolling|sliding|stateless|stateful|per-request|on-demand|managed|inherited|external|internal|plaintext|encrypted|decrypted|hashed|masked|succeeded|success|failed|failure|ok|skipped|locked|unlocked|available|deprecated|supported|forbidden|allowed|auto|valid|not[_-]found|rejected|refreshed|changed|found|loaded|revoked|on|off|yes|no|set|asc|desc|hidden|inherit)$/i;
/** `<pad>`, `(known after apply)`. */
const BRACKETED =
  /^(?:<\/?[a-z|]{1,16}>|\((?:known after apply|sensitive value|sensitive|hidden|empty|none|null|unset|not set|default)\)|[A-Za-z_-]{0,16}(?:\.{3}|…|\*{3,12}))$/;
/** Names where values are to be found: of variables of the environment, of headers, of classes. */
const REFERRED =
  /^(?:[A-Z]{2,20}(?:_[A-Z]{2,20}){1,5}|[Xx](?:-[A-Za-z]{2,20}){1,4}|(?:[A-Z][a-z]{1,20}){2,5}(?:Credentials?|Provider|Strategy|Authenticator|Handler|Policy|Store|Manager|Guard))$/;
/** Of a design system, whose values are tokens too. */
const COLOUR = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i;
const NOT =
  /^(?:not|never) (?:set|configured|provided|required|found|present|available|applicable|enabled|supported|used|needed|given|specified|defined|rotated|verified|sent|checked|stored|logged)$/i;
/** Names of algorithms: of RFC 7518 and of what hashes passwords. */
const ALGORITHM =
  /^(?:(?:HS|RS|ES|PS)(?:256|384|512)|ES256K|EdDSA|Ed25519|X25519|argon2(?:id|i|d)?|bcrypt(?:js)?|scrypt|pbkdf2(?:[-_]sha(?:1|256|512))?|sha-?(?:1|256|384|512)|sha3-(?:256|512)|aes-?(?:128|192|256)(?:-(?:gcm|cbc|ctr))?|hmac-?sha-?(?:1|256|384|512)|rsa(?:-?(?:2048|3072|4096))?|rsa-oaep(?:-256)?|ecdsa|chacha20-poly1305|S256)$/i;

/** Longest of them. */
const LONGEST_STATE = 64;
const KINDS = [STATES, COLOUR, ALGORITHM, NOT, BRACKETED, REFERRED];
export const isState = (text: string): boolean => text.length <= LONGEST_STATE && KINDS.some((form) => form.test(text));

/** `chacha20-poly1305` is the longest today. */
const LONGEST_ALGORITHM = 24;
const DIGIT = /\d/;
const NO_WORD = expression(String.raw`^[^\p{L}\p{N}]$`, 'u');
/** What separates the parts of a path or of an address. */
const APART = /[/\\:]/;
const LONGEST_PATH = 200;
/** A file by its ending, as settings name one that holds what may not stand in them. */
const FILE =
  /^(?:~|\.{1,2}|[A-Za-z]:)?[\\/](?:[\w@ .+-]{1,64}[\\/]){0,12}[\w@+.-]{0,64}\.(?:json|pem|key|crt|cer|cert|p8|p12|pfx|jks|keystore|txt|ya?ml|env|ini|conf|cfg|toml|properties|asc|gpg|ppk|der|csr)$/;
/** Where Unix keeps settings and secrets. */
const PLACE =
  /^\/(?:run|var\/run|var\/lib|etc|mnt|opt|root|home|srv|vault|secrets)\/(?:[a-z][a-z0-9_.-]{0,40}\/){0,8}[a-z][a-z_.-]{0,40}$/;

/** A folder of the project, as aliases of bundlers have it; a file of it. */
const RELATIVE =
  /^(?:\.{1,2}(?:\/[\w@*.-]{1,40}){1,8}|[a-z@][\w@.-]{0,40}(?:\/[\w@*.-]{1,40}){0,7}\/(?:\*|[\w.-]{1,40}\.(?:[cm]?[jt]sx?|s?css|json|ya?ml|pem|key|crt|txt)))$/;
/** Addresses whose user and password are those of the environment. */
const EXPANDED = /^[a-z][a-z+]{1,15}:\/\/\$\{?[A-Za-z_]{1,40}\}?(?::\$\{?[A-Za-z_]{1,40}\}?)?@[\w.${}:/-]{1,100}$/;
/** Databases and brokers whose address names no user. */
const SERVER =
  /^(?:jdbc:)?(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|kafka|nats|clickhouse|sqlserver):\/\/[a-z][\w.-]{0,80}(?::\d{2,5})?(?:,[a-z][\w.-]{0,80}(?::\d{2,5})?){0,8}(?:\/[a-z_-]{0,40}(?:\d{1,3})?)?$/;
/** Databases that are a file or nowhere. */
const LOCAL = /^(?:jdbc:)?(?:sqlite3?|file|duckdb|libsql|h2):[\w./~:-]{1,160}$/;

/** Whether a text names a file, and is no secret with a slash in it. */
export function isFilePath(text: string): boolean {
  return text.length > 4 && text.length <= LONGEST_PATH && (FILE.test(text) || PLACE.test(text) || RELATIVE.test(text));
}

/** Whether a text under a name that hides it is kept: it says what is wrong with the value, how it is set up or where it lies. */
export function isOrdinaryValue(text: string, rule: RuleName): boolean {
  if (isComplaint(text) || isKind(text, rule)) return true;
  const { length } = text;
  // No national number is as short as that: `avs` is what a payment answers, too.
  if (length < 4 && rule.id === 'key-national-id') return !DIGIT.test(text);
  if (length < 2) return NO_WORD().test(text);
  if (length > LONGEST_PATH) return false;
  // As most secrets are: no path, no address, and of all others only algorithms and colours have a digit.
  if (DIGIT.test(text) && !APART.test(text))
    return length <= LONGEST_ALGORITHM && (COLOUR.test(text) || ALGORITHM.test(text));
  return isState(text) || isFilePath(text) || LOCAL.test(text) || SERVER.test(text) || EXPANDED.test(text);
}
