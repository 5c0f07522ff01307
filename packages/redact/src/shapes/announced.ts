import type { Emit } from '../rule.ts';
import { isSecretWord, STATED } from './guess.ts';

/** Names of what stands alone on a line of its own. */
const NAMES: ReadonlySet<string> = new Set(
  'password passphrase passwort kennwort contraseña contrasena senha passcode secret token provided'.split(' '),
);
/** Longest rest of the sentence between the name and the colon. */
const MAX_REST = 96;
const LONE = /:[ \t]{0,4}\r?\n{0,3}[ \t]{0,16}(\S{8,128})[ \t]{0,4}(?=\r?\n|$)/y;
const HEX = /^[0-9a-f]{16,64}$/;

/** `Use the following password to proceed:` and the value alone at the end of the line or on one of the next. Says where it ends, or 0. */
export function emitAnnounced(text: string, end: number, said: string, emit: Emit): number {
  if (!NAMES.has(said)) return 0;
  let at = end;
  while (at - end < MAX_REST && at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 46 && text.charCodeAt(at + 1) === 32)) return 0;
    if (code === 58 && text.charCodeAt(at + 1) <= 32) break;
    at++;
  }
  LONE.lastIndex = at;
  const value = LONE.exec(text)?.[1];
  if (value === undefined || !(isSecretWord(value, STATED) || HEX.test(value))) return 0;
  const start = text.indexOf(value, at);
  emit(start, start + value.length);
  return start + value.length;
}
