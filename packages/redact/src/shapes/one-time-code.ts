import { expression } from '../expression.ts';
import type { Emit, RuleName } from '../rule.ts';
import { bareWord } from './guess.ts';
import { placeAfter } from './place.ts';
import { YOURS } from './told-links.ts';

// One-time codes as messages announce them. The word `code` alone names too much, so what stands before it counts.

/** Codes that are no secret. */
const OTHER_CODES =
  'zip|postal|promo|error|exit|status|source|qr|country|area|product|discount|coupon|referral|voucher|gift|booking|order|tracking|response|return|store|invit|dial|colou?r|dress|bar|vat|tax|swift|sort|bank|branch|class|customer|client|company|school|project|team|room|flight|airport|course';

const CODES = expression(
  () =>
    String.raw`(?:^|[^\p{L}])(?:use|enter|with|login|access|sign-in|one-time|confirmation|security|verification|${YOURS})\s+$`,
  'iu',
);
/** `your Acme code`. */
const NAMED_CODE = expression(() => String.raw`(?:^|[^\p{L}])your (?!${OTHER_CODES})\p{L}{2,15} $`, 'iu');
/** What messages with a code warn of. */
export const WARNING: RegExp =
  /никому|не сообщайте|не говорите|не передавайте|нікому|no l[oa] compart|n[ãa]o (?:o )?compartilh|ne (?:le )?(?:partage|communique)|nicht weiter|niemandem|non condivid|do not share|don't share|never share|nikomu|paylaşm|niet delen|jangan/iu;
/** How long something takes or how much it is, and no code. */
const UNIT =
  /^ ?(?:ms|sec|sek|seg|min|hour|stund|heure|hora|ore\b|dní|dni|dag|tage|jour|giorn|day|sani|dakika|сек|мин|час|хв|δευτ|λεπτ|שניות|דקות|ثاني|دقيق|ثانیه|دقیقه|detik|menit|giây|phút|सेकंड|मिनट|mp\b|perc|char|zeichen|caract|bytes?\b|px|lines?\b|rows?\b|words?\b|regels|linii|zeilen|lignes|líneas|linhas|righe|строк|ряд|год|рок|lat\b|years?\b|jahre|ans\b|años|anos\b|anni\b|%|€|\$|eur|usd)/iu;

/** Whether the digits before this place are a duration or an amount. */
export function isMeasure(text: string, end: number): boolean {
  return UNIT.test(text.slice(end, end + 12));
}

const BEFORE = expression(
  String.raw`(?:^|[^\p{L}\d_.])((?:[A-Z]-)?(?:\d{3}[- ]\d{3}|\d{4,8})) (?:(?:is|as) (?:your|the|je|jouw|uw) |(?:es|é|est|è|ist|to|är|er|on|je|jest|este|е|—|–|-|είναι|הוא|هو|là|adalah|ialah|ni|doğrulama|onay|güvenlik) )(?:[\p{L}\p{M}-]{1,20} ){0,4}$`,
  'u',
);

/** `Issue 12345 - code cleanup`: the number of something. */
const COUNTED = /(?:#|\b(?:bug|issues?|pr|ticket|case|order|build|commit|change|task|story|rfc|page|line))\.? ?#?$/i;

/** `482913 is your login code`, as messages with codes are written. */
export function emitCodeBefore(text: string, start: number, emit: Emit, rule: RuleName | undefined): boolean {
  const from = Math.max(0, start - 60);
  const found = BEFORE().exec(text.slice(from, start));
  if (found === null || COUNTED.test(text.slice(from, from + found.index + 1))) return false;
  const at = from + found.index + found[0].indexOf(found[1] ?? '');
  emit(at, at + (found[1]?.length ?? 0), rule);
  return true;
}

const DIGITS = /^(?:[A-Z]-)?\d{4,8}$/;

/** `Your code is 123456`: the word alone names too much, so what stands before it counts, or a warning. */
export function emitCode(text: string, start: number, end: number, emit: Emit): number {
  const before = text.slice(Math.max(0, start - 24), start);
  const isTold = CODES().test(before) || NAMED_CODE().test(before);
  if (!isTold && !WARNING.test(text.slice(Math.max(0, start - 100), end + 100))) return 0;
  const place = placeAfter(text, text.charCodeAt(end) === 58 ? end + 1 : end);
  if (place === undefined) return 0;
  const word = bareWord(text.slice(place.value.start, place.value.end));
  const from = place.value.start;
  if (!DIGITS.test(word) || isMeasure(text, from + word.length)) return 0;
  emit(from, from + word.length);
  return place.value.end;
}

const ENTERED =
  / ((?:[A-Z]-)?\d{4,8}) (?:(?:to|and) (?:confirm|verify|sign|log|continue|complete|finish)|(?:as|for) (?:your|the) (?:one[- ]time|otp|login|verification|security|two-factor|2fa|sign-in|access|pass|code|pin))/iy;

/** `Enter 047959 to confirm`. */
export function emitEntered(text: string, end: number, emit: Emit): number {
  ENTERED.lastIndex = end;
  const code = ENTERED.exec(text)?.[1];
  if (code === undefined) return 0;
  emit(end + 1, end + 1 + code.length);
  return end + 1 + code.length;
}
