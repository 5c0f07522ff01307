import type { Emit } from '../rule.ts';
import { bareWord, isSecretWord, NEAR } from './guess.ts';
import { isBlank, wordAfter } from './sentence.ts';

// A name and a password that no sign separates: in sentences, in `.netrc` and in the protocols of mail and of Redis.

/** `login with jane/Secret1`: behind the name of a user. */
export function emitLogin(text: string, end: number, emit: Emit): number {
  if (!isBlank(text.charCodeAt(text.charCodeAt(end) === 58 ? end + 1 : end))) return 0;
  const link = wordAfter(text, text.charCodeAt(end) === 58 ? end + 1 : end);
  const said = link && text.slice(link.start, Math.min(link.end, link.start + 8)).toLowerCase();
  const word =
    said === 'with' || said === 'as' || said === 'using' || said === 'are' || said === 'is'
      ? wordAfter(text, link?.end ?? end)
      : link;
  if (word === undefined) return 0;
  const raw = bareWord(text.slice(word.start, word.end));
  const cut = raw.search(/[/:]/);
  if (cut < 2 || raw.includes('://')) return 0;
  const user = raw.slice(0, cut);
  const value = raw.slice(cut + 1);
  if (!/^[\w.@+-]+$/.test(user) || !isSecretWord(value, NEAR)) return 0;
  const from = word.start + text.slice(word.start, word.end).indexOf(value);
  emit(from, from + value.length);
  return word.end;
}

/** Whether `machine …` or `default`, and `login …`, stand before the word, as in `.netrc`. */
function isNetrc(text: string, start: number): boolean {
  let at = start;
  while (at > 0 && text.charCodeAt(at - 1) <= 32) at--;
  while (at > 0 && text.charCodeAt(at - 1) > 32 && start - at < 128) at--;
  while (at > 0 && text.charCodeAt(at - 1) <= 32) at--;
  return (
    text.startsWith('login', at - 5) && /(?:machine\s+\S+|default)\s+$/.test(text.slice(Math.max(0, at - 165), at - 5))
  );
}

/** The words of protocols at the beginning of a line: `PASS …`, `AUTH [user] …`. */
function isProtocol(text: string, start: number, end: number): boolean {
  const said = end - start === 4 ? text.slice(start, end) : '';
  return (
    (said === 'PASS' || said === 'AUTH') &&
    /(?:^|[\n>"'[]\s?|(?:[CS]|redis): )$/.test(text.slice(Math.max(0, start - 7), start))
  );
}

/** `machine … login … password …`, `PASS …`, `AUTH [user] …`: reports the value and says where it ends, or 0. */
export function emitProtocol(text: string, start: number, end: number, said: string, emit: Emit): number {
  const protocol = isProtocol(text, start, end);
  if (!protocol && !(said === 'password' && isNetrc(text, start))) return 0;
  const first = wordAfter(text, end);
  const second = first && protocol ? wordAfter(text, first.end) : undefined;
  if (second !== undefined && said !== 'auth') return 0;
  const word = second ?? first;
  if (word === undefined || word.end - word.start < 4 || (protocol && wordAfter(text, word.end) !== undefined))
    return 0;
  // `PASS spec/models/user_spec.rb`: what runners of tests print.
  if (/[/\\][^\n]{0,200}\.\w{1,5}$/.test(text.slice(word.start, word.end))) return 0;
  if (/^(?:PLAIN|LOGIN|TLS|SSL|required|failed|error|ok|disabled|enabled)$/i.test(text.slice(word.start, word.end)))
    return 0;
  emit(word.start, word.end);
  return word.end;
}
