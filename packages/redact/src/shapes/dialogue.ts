import type { Emit } from '../rule.ts';
import { createNext } from '../next.ts';
import { isSecretWord, NEAR } from './guess.ts';
import { isMarker } from './marker.ts';

// What protocols of mail, files, queues and Redis send to log in, as traces of a connection show it.

/** Longest line of a reply (RFC 5321, 4.5.3.1.5). */
const MAX_REPLY = 512;
const LINE = /[^\n]{0,1024}\n?/y;
const BASE64_LINE = /^[^A-Za-z0-9]{0,5}(?:[CS]: |client[:>] )?([A-Za-z0-9+/]{4,512}={0,2})[ \t\r]{0,4}$/;
/** `Password:` as a server of SMTP asks for it (RFC 4954, and the drafts of AUTH LOGIN). */
const ASKED = /UGFzc3dvcmQ6|cGFzc3dvcmQ6/;

/** Reports the first lines of base64 behind a place; what the server says stands between them. */
function emitLines(text: string, from: number, most: number, emit: Emit): void {
  let at = from;
  for (let lines = 0, found = 0; lines < 6 && found < most && at < text.length; lines++) {
    LINE.lastIndex = at;
    const line = LINE.exec(text)?.[0] ?? '';
    if (line === '') return;
    const value = BASE64_LINE.exec(line.replace(/\n$/, ''))?.[1];
    if (value !== undefined && value.length % 4 === 0) {
      const start = at + line.indexOf(value);
      emit(start, start + value.length);
      found++;
    }
    at += line.length;
  }
}

/** `AUTH LOGIN` and the two lines of base64 that answer the server. */
function scanMail(text: string, emit: Emit): void {
  if (!text.includes('\n') || !/334 |AUTH|auth/.test(text)) return;
  const nextLine = createNext(text, '\n');
  for (const match of text.matchAll(/\bAUTH(?:ENTICATE)?[ =]LOGIN\b([ \t][A-Za-z0-9+/=]{4})?/gi)) {
    const end = nextLine(match.index) + 1;
    if (end === 0) return;
    // The server lists what it can do.
    const before = text.slice(Math.max(0, match.index - MAX_REPLY), match.index);
    if (/^\S{0,8}\s?250[ -]/.test(before.slice(before.lastIndexOf('\n') + 1))) continue;
    emitLines(text, end, match[1] === undefined ? 2 : 1, emit);
  }
  if (!ASKED.test(text)) return;
  for (const match of text.matchAll(/334 (?:UGFzc3dvcmQ6|cGFzc3dvcmQ6)[^\n]{0,16}\n/g))
    emitLines(text, match.index + match[0].length, 1, emit);
}

/** NUL, as it is and as it is written: SASL PLAIN joins its parts with it (RFC 4616). */
const PLAIN =
  /(?:\\{1,2}u0000|\\{1,2}x00|\\{1,2}0|%00|\0|\^@)([A-Za-z][\w.@+-]{0,63})(?:\\{1,2}u0000|\\{1,2}x00|\\{1,2}0(?![0-7]{2})|%00|\0|\^@)([^\s"'\\\0^%]{3,128})/g;
const NULS: readonly string[] = ['\0', 'u0000', 'x00', '%00', '\\0', '^@'];

function scanPlain(text: string, emit: Emit): void {
  if (!NULS.some((nul) => text.includes(nul))) return;
  for (const match of text.matchAll(PLAIN)) {
    const value = match[2] ?? '';
    if (/[\w]/.test(text.charAt(match.index - 1)) || !isSecretWord(value, NEAR)) continue;
    const end = match.index + match[0].length;
    emit(end - value.length, end);
  }
}

/** `a1 LOGIN anna …` (RFC 9051): a tag, the name and the password. */
const IMAP =
  /(?:(?<![\w.-])(?:[A-Za-z]|[A-Za-z]{0,4}\d{1,6}|[.*]|[A-Z]{4,8}) LOGIN|(?:^|[\n>"']|: ) ?(?:[A-Za-z]{1,4}\d{1,6}|\.) login|(?:^|[\n>"']) ?\d{1,6} login) "?[\w.@+-]{1,64}"? "?([^\s"]{3,128})/g;
/** A password that is sent by its length, behind what the server answers. */
const LITERAL = /\r?\n(?:[^\n]{0,4}\+[^\n]{0,80}\n)?(?:C: )?(\S{1,256})/y;
/** `HELLO 3 AUTH anna …`, `"AUTH" "anna" "…"`, `AUTH anna …` at the end of a message. */
const REDIS = /\b(HELLO["']? ["']?[23]["']? ["']?)?AUTH(["']?) ["']?([^\s"']{1,128})["']?(?: ["']?([^\s"']{4,128}))?/g;
const WIRE = /\bAUTH\r?\n\$\d{1,4}\r?\n([^\r\n]{1,256})(?:\r?\n\$\d{1,4}\r?\n([^\r\n]{1,256}))?/gi;
const WORDS = /^(?:PLAIN|LOGIN|CRAM-\S+|XOAUTH2|TLS|SSL|failed|error|ok|required|<\S*|\$\S*|\?+|\*+|\[\S*)$/i;

function emitValue(start: number, value: string, emit: Emit): void {
  if (!isMarker(value) && !WORDS.test(value)) emit(start, start + value.length);
}

function scanRedis(text: string, emit: Emit): void {
  for (const match of text.matchAll(REDIS)) {
    const [whole, hello, quote = '', first = '', second = ''] = match;
    const end = match.index + whole.length;
    if (
      second !== '' &&
      (hello !== undefined ||
        (quote !== '' && !WORDS.test(first)) ||
        (!WORDS.test(first) && isSecretWord(second, NEAR)))
    )
      emitValue(end - second.length, second, emit);
    else if (second === '' && quote !== '') emitValue(match.index + whole.lastIndexOf(first), first, emit);
  }
  for (const match of text.matchAll(WIRE)) {
    const value = match[2] ?? match[1] ?? '';
    emitValue(match.index + match[0].length - value.length, value, emit);
  }
}

/** `ACL SETUSER anna on >… ~*`: behind `>` stands a password (https://redis.io/docs/latest/commands/acl-setuser/). */
function scanAcl(text: string, emit: Emit): void {
  for (const match of text.matchAll(/\b(?:SETUSER|user)["']? ["']?[\w.-]{1,64}["']? [^\n]{0,400}/gi)) {
    for (const { index, 1: value = '' } of match[0].matchAll(/ ["']?[>#]([^\s"']{4,128})/g)) {
      if (!/\b(?:SETUSER|on|~|\+@)/.test(match[0])) continue;
      const at = match.index + index + match[0].slice(index).indexOf(value);
      emitValue(at, value, emit);
    }
  }
}

export function scanDialogues(text: string, emit: Emit): void {
  scanMail(text, emit);
  scanPlain(text, emit);
  if (text.includes('AUTH')) scanRedis(text, emit);
  if (text.includes('SETUSER') || / on >/.test(text)) scanAcl(text, emit);
  if (!text.includes('LOGIN') && !text.includes('login')) return;
  for (const match of text.matchAll(IMAP)) {
    const value = match[1] ?? '';
    const literal = /^\{\d{1,4}\+?\}$/.test(value);
    LITERAL.lastIndex = match.index + match[0].length;
    const sent = literal ? (LITERAL.exec(text)?.[1] ?? '') : '';
    if (sent !== '') emitValue(LITERAL.lastIndex - sent.length, sent, emit);
    const sure = match[0].includes('"') || match[0].includes('@');
    if (literal || (sure ? WORDS.test(value) : !isSecretWord(value, NEAR))) continue;
    emitValue(match.index + match[0].length - value.length, value, emit);
  }
}
