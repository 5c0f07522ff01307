import { encodeBase64 } from '../base64-text.ts';
import { eachRow, readable } from '../base64.ts';
import { HAS_RUN } from '../bits.ts';
import { sample, type Emit, type ScanRule } from '../rule.ts';
import { isSecretWord, STATED } from './guess.ts';

/**
 * Shortest row that is judged. Below it stand the IDs of the world: 20 characters (Firestore, Elasticsearch), 21 (nanoid), 22
 * (a UUID in base64url or base58).
 */
const SHORTEST = 24;
const LONGEST = 4096;

/** What stands before a value that is an ID, a digest or a file and no secret; `h1:` is the digest of Go's checksum database. */
const SAFE_BEFORE =
  /(?:\b(?:sha-?\d{1,3}|md5|blake\w{0,4}|digest|etag|integrity|checksum|fingerprint|thumbprint|commit|revision|boundary|base64)["'\\]{0,4}[\s=:,]{1,3}["'\\]{0,4}|(?:\b|_|[a-z](?=I))(?:id|uid|guid|kid|nonce|cursor|rev|build|hash)["'\\]{0,4}\s{0,2}[=:]\s{0,2}["'\\]{0,4}|\bW\/["'\\]{0,4}|\bh1:)$/i;
/** Beginnings of public keys and of files: OpenSSH, PNG, JPEG, GIF, PDF, ZIP, gzip, SVG, fonts; mangled names of functions. */
const SAFE_START =
  /^(?:AAAA[BCE][23][A-Za-z0-9]|iVBORw0|\/9j\/|R0lGOD|JVBERi|UEsDB|H4sI|PHN2Z|PD94b|d09GR|d09GM|xpub|sha(?:1|256|384|512)-|-*WebKitFormBoundary|_{0,3}ZN?\d|_R[A-Z]|pk_(?:test|live)_|(?:W\/)?[0-9a-f]{1,10}-[A-Za-z0-9+/_-]{27}$|Qm[1-9A-HJ-NP-Za-km-z]{44}$|[13][1-9A-HJ-NP-Za-km-z]{25,33}$|[A-Za-z]{0,12}[-_:]?[0-9a-f]{16,64}$|(?:0x)?[0-9a-fA-F]+$)/;
/** The segment ID of `ksuid`: 27 characters of base62, of which the first is the time (https://github.com/segmentio/ksuid). */
const KSUID = /^[0-4][0-9A-Za-z]{26}$/;
/** An ID with its kind in front, as Stripe and Clerk write them: `pi_3Mtw…`, `user_2aBc…`. */
const PREFIXED = /^([a-z]{2,12})_[A-Za-z0-9]{10,30}$/;
const SECRET_PREFIX = /^(?:sk|rk|key|secret|token|pat|api|apikey|auth|pw|pass|access|live|private|priv)$/;
/** A segment that is a word makes the row a path or a name: `docs/Api/v2`, `My-Component-Name`. */
const WORDS = /(?:^|[/_+-])(?:[a-z]{3,24}|[A-Z][a-z]{2,24})(?=[/_+-]|$)/g;

/** Of a letter or digit its class; 0 for the others. */
function classOf(code: number): number {
  if (code >= 97 && code <= 122) return 1;
  if (code >= 65 && code <= 90) return 2;
  return code >= 48 && code <= 57 ? 3 : 0;
}

/**
 * Whether letters and digits follow one another as by chance. In base62 two neighbours are of different classes in 0.62 of
 * cases, 0.42 of the capitals stand before a small letter, and one character in ten stands in four or more small letters in a
 * row. In names of code in camel case it is 0.2 to 0.45, 0.7 to 1 and 0.7, with one or two groups of digits. The bounds were
 * measured on made-up values (test/entropy.test.ts, 5,000 of each form): of random base62 94 of 100 are told at 24 characters,
 * 97 at 32, 99 at 40 and more; of 60,000 names joined from three to seven words with a number none.
 */
function isRandom(row: string): boolean {
  let pairs = 0;
  let changes = 0;
  let digits = 0;
  let letters = 0;
  let lower = 0;
  let worded = 0;
  let upper = 0;
  let groups = 0;
  let titled = 0;
  let before = 0;
  for (let i = 0; i <= row.length; i++) {
    const kind = i < row.length ? classOf(row.charCodeAt(i)) : 0;
    if (kind === 1) lower++;
    else {
      if (lower >= 4) worded += lower;
      lower = 0;
    }
    if (kind !== 0) {
      letters++;
      if (kind === 3) digits++;
      if (kind === 3 && before !== 3) groups++;
      if (kind === 2) upper++;
      if (kind === 1 && before === 2) titled++;
      if (before !== 0) {
        pairs++;
        if (kind !== before) changes++;
      }
    }
    before = kind;
  }
  if (upper < 3 || letters - digits - upper < 3) return false;
  if (digits > letters * 0.6 || titled > upper * (groups > 2 ? 0.85 : groups === 2 ? 0.7 : 0.6)) return false;
  return changes >= pairs * 0.38 && worded <= letters * 0.45;
}

/** Whether the row is an ID, a name or a path by its own look. */
function isKnown(row: string): boolean {
  if (SAFE_START.test(row) || KSUID.test(row)) return true;
  const prefix = PREFIXED.exec(row)?.[1];
  if (prefix !== undefined && !SECRET_PREFIX.test(prefix)) return true;
  // A digest of 16 or 20 bytes in base64: MD5 and SHA-1.
  return (row.length === 24 && row.endsWith('==')) || (row.length === 28 && row.endsWith('='));
}

/** Whether the row holds words between its signs, as paths and names do. */
function hasWords(row: string): boolean {
  return /[/_+-]/.test(row) && (row.match(WORDS)?.join('').length ?? 0) >= (row.includes('/') ? 5 : 8);
}

/** Whether the row is one part of something longer that is no secret: a file name, a name with dots, an address. */
function isPart(text: string, from: number, end: number): boolean {
  const before = text.charAt(from - 1);
  const after = text.charAt(end);
  if (after === '.' && /^[A-Za-z0-9]/.test(text.charAt(end + 1))) return true;
  if (after === '@' || after === '(' || before === '.' || before === '$' || before === '@' || before === '#')
    return true;
  // Half an escape: the text without escapes is searched as well.
  if (before === '%' || before === '\\' || (after === '%' && /^[2-7][0-9A-F]/i.test(text.slice(end + 1, end + 3))))
    return true;
  return SAFE_BEFORE.test(text.slice(Math.max(0, from - 32), from));
}

/** Stretches of text that are certificates and public keys. */
function publicBlocks(text: string): readonly (readonly [number, number])[] {
  const blocks: (readonly [number, number])[] = [];
  for (let at = text.indexOf('-----BEGIN '); at !== -1;) {
    const tail = text.indexOf('-----END ', at + 11);
    const end = tail === -1 ? text.length : tail;
    blocks.push([at, end]);
    at = text.indexOf('-----BEGIN ', end);
  }
  return blocks;
}

/** `AUTH PLAIN` and the like: names and a password with zero bytes between (RFC 4616), or `user:password`. */
const PLAIN = /^[^\0]{0,255}\0[^\0]{1,255}\0[^\0]{1,255}$/;
const PAIR = /^[\w.@+-]{1,64}:([^\s:]{4,128})$/;

function isLogin(plain: string): boolean {
  if (plain.includes('\0')) return PLAIN.test(plain);
  const value = PAIR.exec(plain)?.[1];
  return value !== undefined && isSecretWord(value, STATED);
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;
const DIGEST = /^sha(?:1|256|384|512)-/;
/** In a path each segment is judged for itself; IDs of documents and builds are shorter. */
const SEGMENT = 32;

function judge(text: string, from: number, end: number, emit: Emit, shortest = SHORTEST): void {
  if (end - from < shortest || end - from > LONGEST) return;
  const row = text.slice(from, end);
  if (!/[a-z]/.test(row) || !/[A-Z]/.test(row) || isKnown(row) || isPart(text, from, end)) return;
  if (UUID.test(row)) return judge(text, from + 36, end, emit, shortest);
  if (row.includes('/') && shortest === SHORTEST && hasWords(row)) {
    for (let at = from; at < end;) {
      const slash = text.indexOf('/', at);
      const stop = slash === -1 || slash > end ? end : slash;
      if (DIGEST.test(text.slice(at, at + 8))) return;
      judge(text, at, stop, emit, SEGMENT);
      at = stop + 1;
    }
    return;
  }
  if (!hasWords(row) && isRandom(row)) emit(from, end);
}

const entropy: ScanRule = {
  kind: 'scan',
  id: 'high-entropy',
  class: 'secret',
  source: 'https://pages.nist.gov/800-63-4/sp800-63b.html#appA',
  get examples() {
    return [sample('', 40), sample('Zk', 43)];
  },
  needs: HAS_RUN,
  scan(text, emit) {
    const blocks = text.includes('-----BEGIN ') ? publicBlocks(text) : [];
    let block = 0;
    eachRow(text, (from, end) => {
      while (block < blocks.length && (blocks[block]?.[1] ?? 0) <= from) block++;
      const [start = Number.POSITIVE_INFINITY] = blocks[block] ?? [];
      if (from < start && readable(text, from, end) === undefined) judge(text, from, end, emit);
    });
  },
};

const login: ScanRule = {
  kind: 'scan',
  id: 'encoded-login',
  class: 'secret',
  source: 'https://www.rfc-editor.org/rfc/rfc4616',
  get examples() {
    return [encodeBase64('\0jane\0hunter2now1'), encodeBase64('deploy:zqLoxVM8h1')];
  },
  needs: HAS_RUN,
  scan(text, emit) {
    eachRow(text, (from, end) => {
      const plain = end - from > 1024 ? undefined : readable(text, from, end);
      if (plain !== undefined && isLogin(plain)) emit(from, end);
    });
  },
};

/** `acme_live_…`: who names a value so says that it is a key. Publishable keys and IDs of test objects are none. */
const NAMED_KEY =
  /(?<![A-Za-z0-9])(?!pk|cs|evt|acct|price|prod|cus)[A-Za-z][A-Za-z0-9]{1,24}[_-](?:live|test|secret|sk|rk|pat|oat|token|apikey|api_key|key|prod|private|admin|readonly)[_-](?=[A-Za-z]{0,60}\d)[A-Za-z0-9]{20,128}(?![A-Za-z0-9])/g;

const namedKey: ScanRule = {
  kind: 'scan',
  id: 'named-key',
  class: 'secret',
  source: 'https://docs.github.com/en/code-security/reference/secret-security/supported-secret-scanning-patterns',
  get examples() {
    return [sample('acme_live_', 48, '0a1b2c3d4e5f6978')];
  },
  needs: 0,
  scan(text, emit) {
    if (!/[_-](?:live|test|secret|sk|rk|pat|oat|token|apikey|key|prod|private|admin|readonly)[_-]/.test(text)) return;
    for (const match of text.matchAll(NAMED_KEY)) emit(match.index, match.index + match[0].length);
  },
};

export const entropyRules: readonly ScanRule[] = [entropy, login, namedKey];
