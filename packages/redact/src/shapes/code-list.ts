import type { Emit } from '../rule.ts';
import { isMarker } from './marker.ts';

// Codes that are handed out as a list, one of which is enough to get in.

const HEAD =
  /\b(?:backup|back-up|recovery|scratch|emergency|rescue|reserve|one-?time|2fa|mfa|otp|login|verification|wiederherstellungs|ersatz|notfall)[ _-]?codes\b[\])"'\\]{0,4}(?: (?:are|is|were|sind))?[ \t]{0,4}[:=]?/gi;
/** Between two codes: a comma or another sign, a line's end, the number or mark of an item. */
const GAP =
  /(?:[ \t]{0,8}[,;|/[("'][ \t\\"']{0,4}|[ \t]{1,8}|(?:[ \t]{0,8}\r?\n){1,3}[ \t]{0,16})(?:(?:and|or|und|oder)[ \t]|\d{1,2}[.)][ \t]{1,4}|[-*•][ \t]{1,4})?["'`]?/y;
const ITEM =
  /(?:\d{3,5}[ -]\d{3,5}(?:[ -]\d{3,5}){0,2}|\d{6,12}|[A-Za-z0-9]{4,10}(?:-[A-Za-z0-9]{4,10}){1,5}|[A-Za-z0-9]{8,16})(?![\w-])/y;
const MAX_ITEMS = 50;

/** Longest mark of a find, with its hash. */
const MAX_MARKER = 160;

/** A code has a digit, or is one of several of the same form. */
function shapeOf(code: string): string {
  return code.replaceAll(/[A-Za-z0-9]/g, 'x');
}

/** Reports the codes of one list that begins here. */
function readList(text: string, from: number, emit: Emit): void {
  const codes: { start: number; end: number; raw: string }[] = [];
  let at = from;
  for (let n = 0; n < MAX_ITEMS; n++) {
    GAP.lastIndex = at;
    if (GAP.test(text)) at = GAP.lastIndex;
    else if (n > 0) break;
    const close = text.startsWith('[redacted:', at) ? text.slice(at, at + MAX_MARKER).indexOf(']') : -1;
    const marker = close === -1 ? 0 : at + close + 1;
    ITEM.lastIndex = at;
    const raw = marker > 0 ? '' : (ITEM.exec(text)?.[0] ?? '');
    if (marker === 0 && raw === '') break;
    if (raw !== '') codes.push({ start: at, end: at + raw.length, raw });
    at = marker || at + raw.length;
    if (/["'`]/.test(text.charAt(at))) at++;
  }
  const shape = shapeOf(codes[0]?.raw ?? '');
  const known = codes.length > 1 && shape.includes('-') && codes.every(({ raw }) => shapeOf(raw) === shape);
  for (const { start, end, raw } of codes) if ((known || /\d/.test(raw)) && !isMarker(raw)) emit(start, end);
}

/** `backup codes: 1234-5678, 2345-6789`: all of them, on one line or on several. */
export function scanCodeLists(text: string, emit: Emit): void {
  if (!text.includes('odes') && !text.includes('ODES')) return;
  for (const match of text.matchAll(HEAD)) readList(text, match.index + match[0].length, emit);
}
