import { isMarker } from './marker.ts';

// Whether a word can be a secret, told by its shape alone: prose about passwords and tokens is full of words that follow them.

/** How sure the words before are: nothing but a name, the name of a password or of a header, or a name and `is`. */
export const NAMED = 0;
export const NEAR = 1;
export const STATED = 2;

const VERSION = /^v?\d+(?:[.:/-]\d+)*(?:[a-z]{0,8}|(?:alpha|beta|[a-z]{1,4})\d{1,2})$/i;
const UNIT =
  /^\d+(?:\.\d+)?[-\s]?(?:st|nd|rd|th|ms|s|m|h|d|w|y|kb|mb|gb|b|x|px|min|mins|minutes?|hours?|days?|chars?|characters?|digits?|bits?|bytes?|times?|%|k|(?:자|글자|자리|개|회|번|일|시간|분|초|문자|文字|桁|回|個|日|時間|分|秒|字|位|个|次|天|小时)[\u3040-\u9fff\uac00-\ud7af]{0,9}|(?:символ|знак|цифр|букв|минут|секунд|штук)[а-яё]{0,3}|раза?|дн(?:я|ей)|день|час(?:а|ов)?|лет|года?|อักขระ|ตัว|أحرف|حرف|अक्षर|अंक)$/i;
/** Names of standards and formats with their number. */
const TECHNICAL =
  /^(?:oauth|sha|md|utf|base|http|https|tls|ssl|aes|rsa|hs|rs|es|ps|ipv|web|rfc|iso|argon|bcrypt|pbkdf|scrypt|h|k|p|s|v|mp|e|ec|ecdsa|ed|x|php|log|python|java|java|node|oidc|jwt|api|pkcs|fido|u|i18n|l10n|a11y|gpt|ps|css|html|es|vue|d|n|t)-?\d{1,5}[a-z]{0,3}$/i;
/** A plain word and the number of one of several. */
const NUMBERED =
  /^(?:step|field|level|stage|phase|rule|test|user|line|page|part|type|version|attempt|form|input|policy|group|item|node|server|host|slot|zone|tier|option|column|row|table|db|worker|shard|replica|job|task|round|try|key|token|secret|password|account|client|app|env|prod|dev|stage|error|err|code|status|id|no|nr|region|cluster|index|service|tenant|org|team|project|device|section|chapter|week|month|day|year|q)[-_#]?\d{1,6}$/i;
const PLACEHOLDER = /^(?:[*•xX.#?_-]{3,}|\$.*|%[sdvo].*|\{.*|<.*|\(.*|\[.*|@.*|#.*|~.*|\/.*|\.{1,2}\/.*|-.*)$/s;
const CONSTANT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^[A-Z]{1,6}-?\d{1,6}$/;
/** `minLength=14`, `user_id=7`, `mode=strict` */
const SETTING =
  /^(?:[a-z][A-Za-z_.-]{1,30}=\d{1,6}|(?:mode|type|format|alg|algorithm|method|policy|level|state|status|scope|source|provider|strategy|env|environment)=[a-z_-]{1,24})$/;
const IDENTIFIER = /^[a-z]+(?:[.:/_-][a-z0-9]+)+$/;
const FILE =
  /\.(?:[cm]?[jt]sx?|json|ya?ml|toml|env|pem|key|txt|md|py|rb|go|rs|java|php|sh|html?|xml|log|conf|cfg|ini|csv|pdf|png|jpe?g)\b/i;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Signs that people are told to put into a password and that hardly stand inside of a word. */
const SIGNS = /[A-Za-z0-9][!@$^*#&%+=~?]/;
const ISO_TIME = /^(?:\d{4}-\d{2}-\d{2}|HTTP\/\d)/;

function isOrdinary(word: string): boolean {
  return (
    VERSION.test(word) ||
    UNIT.test(word) ||
    TECHNICAL.test(word) ||
    NUMBERED.test(word) ||
    PLACEHOLDER.test(word) ||
    CONSTANT.test(word) ||
    SETTING.test(word) ||
    ISO_TIME.test(word) ||
    word.includes('://') ||
    word.includes('](') ||
    /=\\{0,4}["']|<\//.test(word) ||
    /\w[([]/.test(word) ||
    FILE.test(word) ||
    isMarker(word)
  );
}

/** The word without the marks of the sentence around it. */
export function bareWord(word: string): string {
  return word.replace(/^[*_([{<]{1,3}/, '').replace(/[.,;:!?*_)\]}>]{1,4}$/, '');
}

/** Letters of both cases that follow no order: names of code and of products have a capital where a word begins. */
export function isMixed(word: string, least = 4): boolean {
  if (/^[a-z]*(?:[A-Z][a-z]{2,})+$/.test(word)) return false;
  return (word.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0) >= least;
}

/** Whether the word can be a secret; `sure` says how much the words before it promise. Longest word that is judged whole: 200 characters. */
export function isSecretWord(word: string, sure: number): boolean {
  if (word.length < 4 || isOrdinary(word)) return false;
  if (UUID.test(word)) return sure === STATED;
  const digit = /\d/.test(word);
  const letter = /\p{L}/u.test(word);
  if (!letter) return false;
  const plain = IDENTIFIER.test(word);
  if (digit) {
    if (plain) return sure === STATED && /\d{2}/.test(word) && word.length >= 8 && !/[./:]/.test(word);
    if (sure === NAMED) return word.length >= 8 && !/^[A-Za-z]+\d{1,4}$/.test(word) && !/^[\w.-]+[@/:]/.test(word);
    return true;
  }
  if (sure === NAMED) return false;
  if (word.length >= 8 && isMixed(word, sure === STATED && word.length > 10 ? 3 : 4)) return true;
  if (SIGNS.test(word) && !/\s/.test(word) && !/^[A-Za-z]+[!?%+]+$/.test(word))
    return sure === STATED || !/[&%+=?/]/.test(word);
  // Four words or more with dashes between them, as password generators join them.
  return (
    sure === STATED &&
    (/^[a-z]{3,12}(?:-[a-z]{3,12}){3,}$/i.test(word) || (word.length >= 20 && /^[A-Za-z]+$/.test(word)))
  );
}

const SEED = /(?:[a-z]{3,8}[ ,]{1,2}){11,23}[a-z]{3,8}(?![A-Za-z])/y;

/** Where a phrase of twelve words or more ends that begins here (BIP-39: words of three to eight letters), or -1. */
export function seedPhraseEnd(text: string, start: number): number {
  SEED.lastIndex = start;
  return SEED.test(text) ? SEED.lastIndex : -1;
}
