import { isState } from './ordinary.ts';
import type { KeyIndex } from './keys.ts';

// What stands under a telling name or below it and says how something is set up, how many there are, or what they are called.

const split = (names: string): ReadonlySet<string> => new Set(names.split(' '));
/** What a cookie, a session, a token or a rule for passwords is set up with. */
const SETTINGS = split(
  'path domain maxAge max_age expires expiresIn expires_in ttl priority min max minLength maxLength min_length max_length length rounds saltRounds salt_rounds cost iterations memory parallelism algorithm algorithms alg hash hashing digest encryption history maxAttempts max_attempts attempts retries lockout issuer audience type format status state mode level rotation rotationDays interval timeout window step digits period minUppercase minNumbers minSymbols count size limit defaultMode optional file',
);
/** Of these any word is one of a few. */
const CHOICES = split(
  'path sameSite samesite same_site store driver strategy provider location in header scheme method methods connection audience',
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
  return (choice && CHOICE.test(value)) || isState(value) || DURATION.test(value) || WHERE.test(value);
}

const PLURAL = /(?:secrets|passwords|credentials)$/i;
const TOKENS = /tokens$/i;
const MOST = 10_000;
/** A PIN has more digits than two, and the number of a connector on a board seldom. */
const MOST_PINS = 100;

/** Whether a value says how many there are, or whether one is: `{ secrets: 6 }`, `{ requirePassword: 1 }`, `{ pin: 13 }`. */
export function isCount(name: string, value: unknown): boolean {
  if (typeof value === 'string') return value.length < 8 && TOKENS.test(name) && /^\d{1,7}$/.test(value);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return false;
  return value < 2 || (value < MOST && PLURAL.test(name)) || (value < MOST_PINS && /^pins?$/.test(name));
}

const LISTS = /(?:secret|pin)s$/i;
const MOST_LISTED = 64;
const JOINED = /^(?!(?:my|our|the|super|top|very|some|test|dev|change|not)_)[a-z]{2,20}(?:_[a-z]{2,20}){1,5}$/;

/** Whether an entry of a list is the name of a secret, as `secrets: [db_password]` has it. */
export function isNameOfSecret(text: string, keys: KeyIndex): boolean {
  return JOINED.test(text) && keys.decide(text) !== undefined;
}

/** Whether a list holds the names of secrets, as those of a service do, or the numbers of connectors. */
function isListing(name: string, list: readonly unknown[], keys: KeyIndex): boolean {
  if (!LISTS.test(name) || list.length === 0 || list.length > MOST_LISTED) return false;
  try {
    return (
      !('toJSON' in list) &&
      list.every((one) =>
        typeof one === 'string' ? isNameOfSecret(one, keys) : typeof one === 'number' && one < MOST_PINS,
      )
    );
  } catch {
    return false;
  }
}

/** Whether what stands under the name says by itself that it is no value of it: `{ secrets: ['db_password'] }`. */
export function isOther(name: string, value: unknown, keys: KeyIndex): boolean {
  return Array.isArray(value) ? isListing(name, value, keys) : isCount(name, value);
}
