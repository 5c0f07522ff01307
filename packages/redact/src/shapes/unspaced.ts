import { expression } from '../expression.ts';
import type { KeyIndex } from '../keys.ts';
import type { Emit } from '../rule.ts';
import { isSecretWord, NEAR, STATED } from './guess.ts';
import { isMarker } from './marker.ts';

// Sentences in scripts that put no blank between a name and what is said of it: Chinese, Japanese, Korean, Thai.

const SCRIPTS = /[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;
const CODE =
  /验证码|驗證碼|校验码|校驗碼|动态码|動態碼|动态密码|動態密碼|动态口令|确认码|確認碼|激活码|短信码|安全码|認証コード|確認コード|検証コード|認証番号|確認番号|セキュリティコード|ワンタイムパスワード|ワンタイムコード|인증 ?번호|인증 ?코드|확인 ?코드|보안 ?코드|보안 ?번호|일회용 ?비밀번호|รหัสยืนยัน|รหัสตรวจสอบ|รหัส ?OTP/g;
const PASSWORD =
  /密码|密碼|口令|パスワード|パスフレーズ|暗証番号|비밀 ?번호|비번|암호|패스워드|รหัสผ่าน|รหัสไวไฟ|密钥|密鑰|令牌|トークン|秘密鍵|토큰|비밀 ?키|โทเค็น/g;
/** Words of these scripts for `is`, and signs, between a name and its value. */
const BETWEEN = /(?:[\s\u3000:：「『“"'‘【[(（=]|是|为|為|は|が|는|은|가|이|คือ|เป็น|ของคุณ|ของท่าน|ของฉัน|ของผม){0,6}/y;
const DIGITS =
  /(?:[A-Z]-)?(?:\d{3}[- ]\d{3}|\d{4,8})(?!\d)(?! ?(?:秒|分|小时|小時|時間|ms|초|자|시간|วินาที|นาที|位|字|個|个|桁|文字|次|回|번|회|元|円|원))/y;
const BEFORE = /(?<![\d.])(\d{4,8})["」』”'\]】)]{0,2} ?(?:是|为|為|が|は|은|는|이|을|를|คือ|เป็น)[^\d\n。.!?]{0,12}$/;
const VALUE = /[!-~]{4,128}/y;
/** Marks of a sentence behind a value. */
const MARKS = /["'`.,;:!?)\]}>]{1,4}$/;

function scanCodes(text: string, emit: Emit): void {
  for (const { index, 0: name } of text.matchAll(CODE)) {
    BETWEEN.lastIndex = index + name.length;
    BETWEEN.test(text);
    DIGITS.lastIndex = BETWEEN.lastIndex;
    if (DIGITS.test(text)) emit(BETWEEN.lastIndex, DIGITS.lastIndex);
    const from = Math.max(0, index - 28);
    const found = BEFORE.exec(text.slice(from, index));
    if (found === null) continue;
    emit(from + found.index, from + found.index + (found[1]?.length ?? 0));
  }
}

function scanPasswords(text: string, emit: Emit): void {
  for (const { index, 0: name } of text.matchAll(PASSWORD)) {
    const end = index + name.length;
    BETWEEN.lastIndex = end;
    BETWEEN.test(text);
    const start = BETWEEN.lastIndex;
    const between = text.slice(end, start);
    VALUE.lastIndex = start;
    const value = (VALUE.exec(text)?.[0] ?? '').replace(MARKS, '');
    if (value === '' || isMarker(value) || value.startsWith('[')) continue;
    const stated = /\S/.test(between);
    const isQuoted = /[「『“"'‘【]$/.test(between);
    DIGITS.lastIndex = start;
    const isNumber = /^\d{4,12}$/.test(value) && stated && (value.length > 8 || DIGITS.test(text));
    const isWord = isQuoted && !/^[a-z]{1,12}$/i.test(value) && !/^\d/.test(value);
    if (isNumber || isWord || isSecretWord(value, stated ? STATED : NEAR)) emit(start, start + value.length);
  }
}

const NARROW = /[\u00a0\u202f]:[ \u00a0\u202f]{0,2}(\S{4,128})/g;

/** French puts a blank that does not break before a colon: `Mot de passe : …`. */
const WORDS_BEFORE = expression(String.raw`[\p{L}' -]{2,40}$`, 'u');

function scanNarrow(text: string, keys: KeyIndex, emit: Emit): void {
  for (const match of text.matchAll(NARROW)) {
    const before = WORDS_BEFORE().exec(text.slice(Math.max(0, match.index - 40), match.index))?.[0] ?? '';
    const rule = keys.decide(before.split(' ').slice(-4).join(' '));
    const value = (match[1] ?? '').replace(MARKS, '');
    if (rule?.class !== 'secret' || isMarker(value)) continue;
    const start = match.index + match[0].length - (match[1]?.length ?? 0);
    if (isSecretWord(value, STATED) || /^\d{4,8}$/.test(value)) emit(start, start + value.length, rule);
  }
}

/** Reports passwords and one-time codes that such sentences tell. */
export function scanUnspaced(text: string, keys: KeyIndex, emit: Emit): void {
  if (text.includes('\u00a0:') || text.includes('\u202f:')) scanNarrow(text, keys, emit);
  if (!SCRIPTS.test(text)) return;
  scanCodes(text, emit);
  scanPasswords(text, emit);
}
