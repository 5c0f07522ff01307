import type { Emit, RuleName } from '../rule.ts';
import { bareWord } from './guess.ts';
import { placeAfter } from './place.ts';

// One-time codes as messages announce them. The word `code` alone names too much, so what stands before it counts.

const CODES =
  /(?:^|[^A-Za-z])(?:your|use|enter|with|login|access|sign-in|one-time|confirmation|security|verification)\s+$/i;

/** `482913 is your login code`, as messages with codes are written. */
export function emitCodeBefore(text: string, start: number, emit: Emit, rule: RuleName | undefined): boolean {
  const from = Math.max(0, start - 60);
  const found = /(?:^|[^\w.])((?:[A-Z]-)?\d{4,8}) (?:is|as) (?:your|the) (?:[A-Za-z-]{1,20} ){0,4}$/.exec(
    text.slice(from, start),
  );
  if (found === null) return false;
  const at = from + found.index + found[0].indexOf(found[1] ?? '');
  emit(at, at + (found[1]?.length ?? 0), rule);
  return true;
}

/** `Your code is 123456`: the word alone names too much, so what stands before it counts. */
export function emitCode(text: string, start: number, end: number, emit: Emit): number {
  if (!CODES.test(text.slice(Math.max(0, start - 24), start))) return 0;
  const place = placeAfter(text, text.charCodeAt(end) === 58 ? end + 1 : end);
  if (place === undefined) return 0;
  const word = bareWord(text.slice(place.value.start, place.value.end));
  if (!/^(?:[A-Z]-)?\d{4,8}$/.test(word)) return 0;
  emit(place.value.start, place.value.start + word.length);
  return place.value.end;
}

const ENTERED = / ((?:[A-Z]-)?\d{4,8}) (?:to|and) (?:confirm|verify|sign|log|continue|complete|finish)/y;

/** `Enter 047959 to confirm`. */
export function emitEntered(text: string, end: number, emit: Emit): number {
  ENTERED.lastIndex = end;
  const code = ENTERED.exec(text)?.[1];
  if (code === undefined) return 0;
  emit(end + 1, end + 1 + code.length);
  return end + 1 + code.length;
}
