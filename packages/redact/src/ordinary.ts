import { isComplaint } from './complaint.ts';

// What stands under a telling name without being its value: how something is set up, in which state it is, where it lies.

/** States, and ways of signing in or of sending. A password that is one of them would be no secret. */
const STATES =
  /^(?:enabled|disabled|true|false|none|null|nil|n\/a|up|down|degraded|healthy|unhealthy|starting|running|stopped|insecure|local|read|write|too[_-](?:short|long|weak|common)|enforced|sent|resent|queued|delivered|sms|totp|hotp|webauthn|passkey|accepted|declined|dismissed|essential|necessary|functional|granted|denied|pending|verified|unverified|confirmed|unconfirmed|active|inactive|rotated|rotating|optional|present|absent|provided|configured|unconfigured|unset|unknown|undefined|unavailable|unchanged|unsupported|header|query|jwt|jwe|paseto|opaque|bearer-token|api-key|client-credentials|client_credentials|authorization_code|refresh_token|password_grant|read-only|read-write|readonly|readwrite|keep-alive|session-cookie|httponly|http-only|samesite|same-site|lax|double-submit|first-party|third-party|persistent|ephemeral|static|dynamic|rolling|sliding|stateless|stateful|per-request|on-demand|managed|inherited|external|internal|plaintext|encrypted|decrypted|hashed|masked|succeeded|success|failed|failure|ok|skipped|locked|unlocked|available|deprecated|supported|forbidden|allowed|auto)$/i;
/** `<pad>`, `(known after apply)`. */
const BRACKETED =
  /^(?:<\/?[a-z|]{1,16}>|\((?:known after apply|sensitive value|sensitive|hidden|empty|none|null|unset|not set|default)\)|[A-Za-z_-]{0,16}(?:\.{3}|…|\*{3,12}))$/;
/** Names where values are to be found: of variables of the environment, of headers, of classes. */
const REFERRED =
  /^(?:[A-Z]{2,20}(?:_[A-Z]{2,20}){1,5}|X(?:-[A-Za-z]{2,20}){1,4}|(?:[A-Z][a-z]{1,20}){2,5}(?:Credentials?|Provider|Strategy|Authenticator|Handler|Policy|Store|Manager|Guard))$/;
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
const isState = (text: string): boolean => text.length <= LONGEST_STATE && KINDS.some((form) => form.test(text));

/** `chacha20-poly1305` is the longest today. */
const LONGEST_ALGORITHM = 24;
const DIGIT = /\d/;
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
export function isOrdinaryValue(text: string): boolean {
  if (isComplaint(text)) return true;
  const { length } = text;
  if (length < 2 || length > LONGEST_PATH) return false;
  // As most secrets are: no path, no address, and of all others only algorithms and colours have a digit.
  if (DIGIT.test(text) && !APART.test(text))
    return length <= LONGEST_ALGORITHM && (COLOUR.test(text) || ALGORITHM.test(text));
  return isState(text) || isFilePath(text) || LOCAL.test(text) || SERVER.test(text) || EXPANDED.test(text);
}

const split = (names: string): ReadonlySet<string> => new Set(names.split(' '));
/** What a cookie, a session, a token or a rule for passwords is set up with. */
const SETTINGS = split(
  'path domain maxAge max_age expires expiresIn expires_in ttl priority min max minLength maxLength min_length max_length length rounds saltRounds salt_rounds cost iterations memory parallelism algorithm algorithms alg hash hashing digest encryption history maxAttempts max_attempts attempts retries lockout issuer audience type format status state mode level rotation rotationDays interval timeout window step digits period minUppercase minNumbers minSymbols count size limit defaultMode optional rotationPolicy',
);
/** Of these any word is one of a few. */
const CHOICES = split(
  'sameSite samesite same_site store driver strategy provider location in header scheme method methods',
);
const DURATION = /^\d{1,6} ?(?:ms|s|m|h|d|w|y|secs?|seconds?|mins?|minutes?|hours?|days?|weeks?|months?|years?)$/i;
const CHOICE = /^(?:[a-z]{1,24}|[A-Z][a-z]{1,24})(?:[-_.][A-Za-z]{1,24}){0,3}$/;
const WHERE =
  /^(?:\/[a-z/_-]{0,64}|\.?[a-z0-9-]{1,63}(?:\.[a-z][a-z0-9-]{0,62}){1,4}|https?:\/\/[a-z][a-z0-9.-]{1,100}(?::\d{2,5})?(?:\/[a-z/_-]{0,64})?)$/;
const LONGEST_SETTING = 200;

/** Whether a field below a telling name says how something is set up: `{ cookie: { sameSite: 'lax', maxAge: 3600 } }`. */
export function isSetting(name: string, value: unknown): boolean {
  const choice = CHOICES.has(name);
  if (!choice && !SETTINGS.has(name)) return false;
  if (typeof value === 'number') return true;
  if (typeof value !== 'string' || value.length > LONGEST_SETTING) return false;
  return choice ? CHOICE.test(value) : isState(value) || DURATION.test(value) || WHERE.test(value);
}

const PLURAL = /(?:secrets|passwords|credentials)$/i;
const TOKENS = /tokens$/i;
const MOST = 10_000;
/** Names of what is so or is not. */
const FLAG =
  /^(?:is|has|requires?|needs?|enable|disable|show|hide|uses?|allow|must|should|can|no|with|reset|change|force)(?=[A-Z_-])/;

/** Whether a value says how many there are, or whether one is: `{ secrets: 6 }`, `{ requirePassword: 1 }`. */
export function isCount(name: string, value: unknown): boolean {
  if (typeof value === 'string') return value.length < 8 && TOKENS.test(name) && /^\d{1,7}$/.test(value);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return false;
  return (value < MOST && PLURAL.test(name)) || (value < 2 && FLAG.test(name));
}
