import { expression } from '../expression.ts';
import type { Emit } from '../rule.ts';
import { isMeasure, WARNING } from './one-time-code.ts';
import { TOLD_LINKS, YOURS } from './told-links.ts';

// Messages that call a one-time code a code and nothing else: whose it is, what to do with it, or a warning says so.

/** Words for a code in the nominative, and after a verb. */
const CODE =
  'c[óo]digo|code|codice|codul|cod|kod|kode|kód|kodu|koodi|код|κωδικό|κωδικός|קוד|הקוד|رمز|کد|mã|कोड|kodas|kods|kood';
/** A code that is said to be the reader's by its own form, or by the word behind it. */
const OWN =
  'kódod|kódja|kodunuz|kodun|koodisi|הקוד שלך|رمزك|کد شما|kode anda|kode kamu|mã của bạn|κωδικός (?:σας|σου)|codul tău|codul dvs\\.?|รหัสของคุณคือ|OTP ของคุณคือ|รหัสของคุณ';
const VERBS =
  'usa|usar|utiliza|utilice|utilisez|utilise|saisissez|saisis|entrez|introduce|introduzca|ingresa|ingrese|insira|digite|inserisci|inserire|gebruik|voer|verwenden sie|verwende|nutzen sie|gib|geben sie|använd|ange|brug|indtast|bruk|käytä|syötä|wpisz|użyj|podaj|zadejte|zadajte|introduceți|folosiți|введите|используйте|введіть|masukkan|gunakan|nhập|girin|use|enter';
/** Codes of other kinds. */
const OTHER =
  'postal|promo|pos|pocztowy|pin|qr|zip|error|erreur|erro|errore|fehler|ошибки|помилки|товара|produit|producto|produto|client|cliente|source|pays|país|area|area:|barras|barre|iso|ape|naf|swift|réduction|descuento|desconto|sconto|cupón|cupom|rabatowy|referral|parrainage|invitation|błędu|hata|lỗi|đơn|kesalahan|ответа|региона';
const links = (): string =>
  TOLD_LINKS.split(' ')
    .filter((link) => /^[\p{L}—–]+$/u.test(link))
    .concat('is', 'ist', 'lautet', 'est', 'to', 'är', 'er', 'on')
    .join('|');

const BEFORE = expression(
  () =>
    String.raw`(?:^|[^\p{L}])(?:(?:${YOURS}|${VERBS}|आपका)(?: (?:le|el|o|il|den|de|la|din|je|kode|a))? (?:${CODE})|${OWN})(?:(?: (?!(?:${OTHER})(?![\p{L}]))[\p{L}\p{M}.]{1,20}){0,3}(?: ?:| (?:${links()}))| (?:${links()}))?[ :]{0,2}["'«“„(\[]?$`,
  'iu',
);
/** Behind a warning the bare word is enough. */
const WARNED = expression(() => String.raw`(?:^|[^\p{L}])(?:${CODE})(?: (?:${links()}))?[ :]{0,3}["'«“„(\[]?$`, 'iu');
/** `Utilisez 123456 comme code`, `Geben Sie 123456 ein, um …`. */
const AS = expression(
  () => String.raw`^ (?:comme|como|come|als|som|jako|как|як|sebagai|as) (?:\p{L}{1,12} ){0,2}(?:${CODE})`,
  'iu',
);
const TYPED = /(?:geben sie|gib|voer|wpisz|ange)(?: den code| code)? $/iu;
const TYPED_IN = /^ (?:ein|in)(?:,|\.| um | to | om )/iu;
const NAMED_BEHIND = /^[（([【 ]{1,2}[^\d\n]{0,8}(?:验证码|驗證碼|校验码|認証コード|確認コード|인증번호)/u;
const UNSPACED = /(?:登录码|登入碼|ログインコード|認証キー|コード：)[ :：是为為は]{0,3}$/u;
const DIGITS = /(?<![\d.,:/-])(?:\d{3}[- ]\d{3}|\d{4,8})(?![\d/-]|[.,:]\d)/g;

/** Longest part of a message in front of a code that is read. */
const MAX_BEFORE = 64;

/** Reports the digits of such messages. */
export function scanToldCodes(text: string, emit: Emit): void {
  if (!/\d{3}[- ]?\d/.test(text) || !/c[oó]d|k[oóo]d|код|κωδ|קוד|رمز|کد|mã|कोड|รหัส|OTP|コード|码|碼|증번호/i.test(text))
    return;
  const isWarned = WARNING.test(text);
  for (const { index, 0: digits } of text.matchAll(DIGITS)) {
    const end = index + digits.length;
    const before = text.slice(Math.max(0, index - MAX_BEFORE), index);
    const after = text.slice(end, end + 40);
    const isCode =
      BEFORE().test(before) ||
      (isWarned && WARNED().test(before)) ||
      AS().test(after) ||
      (TYPED_IN.test(after) && TYPED.test(before)) ||
      NAMED_BEHIND.test(after) ||
      UNSPACED.test(before);
    if (isCode && !isMeasure(text, end)) emit(index, end);
  }
}
