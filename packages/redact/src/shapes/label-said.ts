import type { KeyIndex } from '../keys.ts';
import { isOrdinaryValue } from '../ordinary.ts';
import type { KeyRule } from '../rule.ts';
import { STATES } from './label-words.ts';
import type { Value } from './values.ts';

// What stands without quotes behind a label and is no value of it, told by more than the word: what a form says in other
// languages, a requirement, a mask, and what source code reads the value from.

/** How words begin that say a field must be filled, need not be, is filled wrongly, or was changed. */
const FORM =
  /^(?:erforderlich|pflicht|ungültig|abgelaufen|fehl|bitte|mindest|stimmt|liegt|liegen|kein|ge(?:änd|wijz)|ändr|oblig|obrig|obblig|facult|facolt|op[cț][it]|requ[ei]|richiest|inv[aá]l|incorre|expir|caduc|scadut|modif|cambi|alterad|r[ée]vo[cq]|demasiad|muito|trop(?:po)?$|ningun|introd|saisi|voir$|verplicht|vereist|ongeldig|verlop|wymag|nieprawid|zmien|обязат|необязат|неверн|слишком|измен|просроч|введ|zorunlu|gerekli|geçersiz|isteğe|değiş|güncel|schwach|débil|faible|frac[ao]$|debole|zwak|słab|слаб|zayıf|svag|slab|gyeng|leer$|vide$|vac[ií]|vazi|vuot|leeg|pust|пуст|boş$|verge(?:ss|t)en|olvid|forgotten|default$|mandator|muss$|wird$|läuft$|nicht$|doit$|debe$|deve$|moet$|musi$|долж|måste$|povinn|nepovinn|neplat|kötelez|påkr|krävs|valgfri|ugyldig|pakolli|υποχρ|προαιρ|bắt|wajib|[已太过不未无请請短変必弱空为약]|任意|选填|필수|선택|변경|너무|จำเป็น|חובה|נדרש|مطلوب|إلزامي|आवश्यक)[\p{L}\p{M}]{0,16}$/iu;
/** `zu schwach`, `non valida`, `не указан`: nothing to hide is as short, where more of a sentence follows. */
const SHORT = /[\p{L}\p{M}]{1,3} \p{Ll}{2}/uy;
/** `12 scanned`: how many. */
const COUNTED = /\d{1,3} \p{Ll}{3}/uy;
/** Of these three digits are enough. */
const CODES: ReadonlySet<string> = new Set(['key-card-code', 'key-pin', 'key-otp']);
const AT = /@|%40|\bat\b|[([{]/i;
/** `mindestens 8 Zeichen`: a word, a small number and what is counted. */
const MEASURED = /\p{L}{2,14} \d{1,3} ?[\p{L}\p{M}]{2}/uy;
const MASKED = /^[*•xX#.()+-]{3,24}\d{0,4}$/;
/** Their values have digits. */
const NUMBERS: ReadonlySet<string> = new Set([
  'key-phone',
  'key-national-id',
  'key-national-document',
  'key-bank',
  'key-card',
]);
/** What a cookie is set up with. */
const ATTRIBUTES = /\b(?:samesite|path|domain|max-?age|priority)=[\w./-]{0,64}/gi;
/** `form.password.value`, `req?.token`, `user->secret`. */
const MEMBER = /^[A-Za-z_$][\w$]{0,40}(?:(?:\??\.|->?|::)[A-Za-z_$][\w$]{0,40}){1,5}$/;
const BINDING = /^[:@]([A-Za-z_]\w{1,40})$/;

/** `Cookies: essential only`: a header of cookies has pairs, and what is said of cookies has none. */
export function isCookieProse(line: string, rule: KeyRule): boolean {
  const first = line.split(/[ ,;]/)[0] ?? '';
  return isOrdinaryValue(first, rule) && !line.replaceAll(ATTRIBUTES, '').includes('=');
}

/** `this.token = token;`, `Client(api_key=api_key)`: the name of a variable that is called like the field. */
function isSameName(text: string, { start }: Value, word: string): boolean {
  let sign = start;
  while (sign > 0 && start - sign < 4 && text[sign - 1] === ' ') sign--;
  let end = sign - 1;
  while (end > 0 && sign - end < 16 && text[end - 1] === ' ') end--;
  const from = end - word.length;
  if (!/^\w+$/.test(word) || text.slice(from, end) !== word) return false;
  const before = text[from - 1];
  const after = text.charAt(start + word.length);
  return (before === '.' && sign < start) || after === ';' || (after === ')' && (before === '(' || before === ' '));
}

function begins(form: RegExp, text: string, start: number): boolean {
  form.lastIndex = start;
  return form.test(text);
}

/** Behind `:` and a blank. */
function isSentence(text: string, { start, end }: Value, word: string, rule: KeyRule, keys: KeyIndex): boolean {
  if (FORM.test(word) || begins(MEASURED, text, start) || begins(SHORT, text, start)) return true;
  // Codes have digits.
  if (/^\p{Ll}{4,16}$/u.test(word) && (rule.id === 'key-pin' || rule.id === 'key-otp')) return true;
  if (begins(COUNTED, text, start) && rule.class === 'secret') return !CODES.has(rule.id);
  if (rule.id === 'key-email') return !AT.test(text.slice(start, start + 80).split('\n', 1)[0] ?? '');
  if (NUMBERS.has(rule.id)) return !/\p{N}/u.test(text.slice(start, start + 40).split('\n', 1)[0] ?? '');
  // `passwd: password updated`, `secretKeyRef: … key: password`
  if (!/^[a-z]{3,16}$/.test(word)) return false;
  const own = keys.decide(word)?.id;
  if (own === undefined) return false;
  return own === rule.id ? /^ [a-z]{3}/.test(text.slice(end, end + 4)) : rule.id === 'key-api-key';
}

/** Whether what stands without quotes behind this sign says something of the value, or where code has it from. */
export function isSaidBare(
  text: string,
  value: Value,
  word: string,
  sign: string,
  rule: KeyRule,
  keys: KeyIndex,
): boolean {
  if (MASKED.test(word) && /\*{2}|•{2}|x{3}/i.test(word)) return true;
  // Nobody's password is one digit, and a switch or a number of things is.
  if (/^\d$/.test(word) && rule.class === 'secret' && !/[ -]?\d/.test(text.slice(value.end, value.end + 2)))
    return true;
  if (sign === '：' && FORM.test(word)) return true;
  if (sign !== '=') return value.spaced && rule.line !== true && isSentence(text, value, word, rule, keys);
  const bound = BINDING.exec(word)?.[1];
  if (bound !== undefined && (STATES.has(bound) || keys.decide(bound) !== undefined)) return true;
  if (value.spaced && MEMBER.test(word) && keys.decide(word) !== undefined) return true;
  return isSameName(text, value, word);
}

/** `watch('password')`: the text in the brackets of a call is the name of what it reads. */
export function isArgument(text: string, { start, end }: Value, { id }: KeyRule, keys: KeyIndex): boolean {
  if (text[start - 2] !== '(' || text[end + 1] !== ')') return false;
  const raw = text.slice(start, end);
  return /^[a-z]\w{2,40}$/i.test(raw) && keys.decide(raw)?.id === id;
}
