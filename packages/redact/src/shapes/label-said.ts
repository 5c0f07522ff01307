import { expression } from '../expression.ts';
import type { KeyIndex } from '../keys.ts';
import { isOrdinaryValue } from '../ordinary.ts';
import type { KeyRule } from '../rule.ts';
import { STATES } from './label-words.ts';
import type { Value } from './values.ts';

// What stands without quotes behind a label and is no value of it, told by more than the word: what a form says in other
// languages, a requirement, a mask, and what source code reads the value from.

/** Words that say a field must be filled, need not be, is filled wrongly, or was changed, with their endings. */
const FORM = expression(
  () =>
    '^(?:' +
    [
      'erforderlich|pflicht(?:feld|angabe)?|ungültig(?:e[rs]?)?|abgelaufen|fehlt|fehlen|fehler(?:haft)?|fehlgeschlagen|bitte|mindest(?:ens|länge)|stimmt|liegt|liegen|keine?[nrs]?|geändert|ändern|schwach|leer|vergessen|muss|wird|läuft|nicht',
      'gewijzigd|verplicht|vereist|ongeldig|verlopen|leeg|zwak|vergeten|moet',
      'oblig(?:atori[oa]|atoire|ado|ada)s?|obrigat[óo]ri[oa]s?|obbligatori[oae]|facultati(?:f|ve|v[oa])s?|facoltativ[oae]|op[cț]ional[ăe]?|optionnel(?:le)?|opzionale|requerid[oa]s?|requis(?:e|es)?|richiest[oaie]|requirement|inv[aá]lid[oaei]?s?|incorrect[oae]?s?|incorret[oa]|expirad[oa]|expir[ée]e?|expirat[ăe]?|expires|caducad[oa]|scadut[oa]|modificad[oa]|modificat[oaăe]?|modifi[ée]e?|cambiad[oa]|cambiat[oa]|alterad[oa]|r[ée]voqu[ée]e?|revocad[oa]|revogad[oa]|revocat[oa]|demasiado|muito|trop(?:po)?|ningun[oa]|introduzca|introducid[oa]|saisir|saisissez|saisie?|voir|d[ée]bil|faible|frac[oa]|debole|vide|vac[ií][oa]?|vazi[oa]|vuot[oa]|olvidad[oa]|olvidaste|doit|debe|deve',
      'wymagan[eya]|nieprawidłow[eya]|zmienion[eyao]|słab[eya]|pust[eya]|musi|slab[éýá]|povinn[éýá]|nepovinn[éýá]|neplatn[éýá]|prázdn[éýá]|gyenge|kötelező',
      'svagt?|måste|påkræv(?:et|d)|påkrevd|krävs|valgfri(?:tt|t)?|ugyldigt?|ógilt|pakollinen|virheellinen',
      'zorunlu(?:dur)?|gerekli(?:dir)?|geçersiz|isteğe|değişti(?:rildi)?|güncellendi|zayıf|boş',
      'обязател(?:ен|ьн(?:о|ый|ая|ое|ые|а|ы))|необязательн(?:о|ый|ая|ое|ые)|неверн(?:о|ый|ая|ое|ые)|слишком|измен[её]н[оаы]?|просрочен[оаы]?|введите|введ[её]н[оаы]?|слаб(?:ый|ая|ое|о)|пуст(?:ой|ая|ое|о)|долж(?:ен|на|но|ны)',
      'υποχρεωτικό|προαιρετικό|bắt|wajib',
      '已(?:更改|修改|过期|過期|失效|重置|变更|變更|设置|設置|发送|發送|被)[\\p{L}]{0,6}|[太过][短长長弱期][\\p{L}]{0,4}|不(?:能|可|正确|匹配|一致|符合)[\\p{L}]{0,8}|未(?:设置|設置|填写|提供|找到)[\\p{L}]{0,4}|无效|無效|[请請](?:输入|輸入|填写|设置)[\\p{L}]{0,8}|短す[\\p{L}]{0,6}|変更[\\p{L}]{0,10}|必[須须填需要][\\p{L}]{0,6}|弱い?|空|为空|任意|选填',
      '필수[\\p{L}]{0,6}|선택[\\p{L}]{0,4}|변경[\\p{L}]{0,8}|너무|약(?:함|합니다)|จำเป็น|חובה|נדרש|مطلوب|إلزامي|आवश्यक',
      'mandatory|forgotten|gesperrt|geblokkeerd|bloquead[oa]|bloqué|bloccat[oa]|zablokowan[ya]|заблокирован[оа]?',
    ].join('|') +
    ')$',
  'iu',
);
/** `zu schwach`, `non valida`, `не указан`: small words with which a sentence begins. */
const SHORT = expression(
  String.raw`(?:zu|non|не|nie|no|ne|ej|är|er|is|må|è|é|ist|war|est|fue|ha|har|hat|mag|kan|der|die|das|la|le|el|il|na|на|для|до|od|jest|çok|bu|em|se|si|não|sin|sem|pas|con|ei|za|te) \p{Ll}{2}`,
  'iuy',
);
/** `12 scanned`, `3 attempts`: how many. */
const COUNTED = expression(
  String.raw`\d{1,3} (?:\p{Ll}{2,12}ed|found|left|total|new|secrets?|tokens?|passwords?|keys?|attempts?|items?|files?|rows?|days?|hours?|minutes?|seconds?|characters?|chars|digits?|times?|in|of|out|per|is|are|were|have|has|to)(?!\p{L})`,
  'uy',
);
/** Of these three digits are enough. */
const CODES: ReadonlySet<string> = new Set(['key-card-code', 'key-pin', 'key-otp']);
const AT = /[@＠﹫]|[%=]40|(?:\b|_)at(?:\b|_)|[([{]/i;
/** `mindestens 8 Zeichen`: a word, a small number and what is counted. */
const MEASURED = expression(
  String.raw`\p{L}{2,14} \d{1,3} ?(?:zeich|stell|ziffer|char|cara|kara|simbol|símbol|симв|знак|znak|teck|tegn|merk|tek|digit|cifr|letter|bokst|文字|자|ký)`,
  'iuy',
);
const MASKED = /^(?:[*•xX#.()+-]{3,24}|[*•#.()+-]{3,24}\d{1,4})$/;
/** Their values have digits. */
const NUMBERS: ReadonlySet<string> = new Set([
  'key-phone',
  'key-national-id',
  'key-national-document',
  'key-bank',
  'key-card',
]);
/** What a cookie is set up with. */
const ATTRIBUTES = /(?<![\w-])(?:samesite|path|domain|max-?age|priority)=[\w./-]{0,64}/gi;
/** `form.password.value`, `req?.token`, `user->secret`. */
const MEMBER = /^[A-Za-z_$][\w$]{0,40}(?:(?:\??\.|->?|::)[A-Za-z_$][\w$]{0,40}){1,5}$/;
const BINDING = /^[:@]([A-Za-z_]{2,40})$/;

/** `Cookies: essential only`: a header of cookies has pairs, and what is said of cookies has none. */
export function isCookieProse(line: string, rule: KeyRule): boolean {
  const rest = line.replaceAll(ATTRIBUTES, '');
  const first = rest.split(/[ ,;]/)[0] ?? '';
  return (first === '' || isOrdinaryValue(first, rule)) && !/[=\d]/.test(rest);
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
  if (rule.id === 'key-name') return false;
  if (FORM().test(word) || begins(MEASURED(), text, start) || begins(SHORT(), text, start)) return true;
  if (begins(COUNTED(), text, start) && rule.class === 'secret') return !CODES.has(rule.id);
  const line = text.slice(start, start + 80).split('\n', 1)[0] ?? '';
  // A name alone may be that of an account.
  if (rule.id === 'key-email') return !AT.test(line) && /^\S+ +\p{L}/u.test(line);
  if (NUMBERS.has(rule.id)) return !/\p{N}/u.test(line.slice(0, 40)) && !/^\p{Lu}{4,}$/u.test(word);
  // `passwd: password updated`, `secretKeyRef: … key: password`
  if (!/^[a-z]{3,16}$/.test(word)) return false;
  const own = keys.decide(word)?.id;
  if (own === undefined) return false;
  return own === rule.id ? /^ [a-z]{3}/.test(text.slice(end, end + 4)) : rule.id === 'key-api-key';
}

/** Whether a part of `form.password.value` is called like the field. */
const isOwn = (word: string, { id }: KeyRule, keys: KeyIndex): boolean =>
  word.split(/\W+/).some((part, i) => i > 0 && keys.decide(part)?.id === id);

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
  if (sign === '：' && rule.id !== 'key-name' && FORM().test(word)) return true;
  if (sign !== '=') return value.spaced && rule.line !== true && isSentence(text, value, word, rule, keys);
  const bound = BINDING.exec(word)?.[1];
  if (bound !== undefined && (STATES.has(bound) || keys.decide(bound) !== undefined)) return true;
  if (value.spaced && isAssigned(text, value)) return true;
  if (value.spaced && MEMBER.test(word) && !/\d/.test(word) && isOwn(word, rule, keys)) return true;
  return isSameName(text, value, word);
}

const DECLARED = /(?:\b(?:let|const|var|val|final|auto|string)\s|[\w\])]\.|->)[\w$]{1,48}\s{0,2}=\s$/i;
const VARIABLE = /^[A-Za-z_$][A-Za-z_$]*(?:\[\w{1,32}\])?;[ \t]{0,3}(?:$|[\n}/])/;

/** `user.password = hash;`, `let password = auth[1];`: a variable of source code, where a text would have quotes. */
const isAssigned = (text: string, { start }: Value): boolean =>
  VARIABLE.test(text.slice(start, start + 80)) && DECLARED.test(text.slice(Math.max(0, start - 64), start));

/** `watch('password')`: the text in the brackets of a call is the name of what it reads. */
export function isArgument(text: string, { start, end }: Value, { id }: KeyRule, keys: KeyIndex): boolean {
  if (text[start - 2] !== '(' || text[end + 1] !== ')') return false;
  const raw = text.slice(start, end);
  return /^[a-z_]{3,40}$/i.test(raw) && keys.decide(raw)?.id === id;
}
