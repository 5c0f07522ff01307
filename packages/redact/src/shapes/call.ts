import type { ScanRule } from '../rule.ts';
import { isMarker } from './marker.ts';
import { closing, isQuote } from './values.ts';

// Passwords that stand at a fixed place among the arguments of a call or a command, with no name beside them.

/** What opens a call, and which of its texts in quotes is the password. */
const CALLS: readonly (readonly [string, number])[] = [
  ['ConvertTo-SecureString ', 1],
  ['NetworkCredential(', 2],
  ['mysqli_connect(', 3],
  ['mysql_connect(', 3],
  ['PDO(', 3],
  ['PDO->__construct(', 3],
  ['DriverManager.getConnection(', 3],
];
/** Longest argument, and longest gap between two. */
const MAX_ARGUMENT = 512;
const MAX_GAP = 16;

/** What has to stand in the text, and the form whose group is the password. */
const FORMS: readonly (readonly [string, RegExp])[] = [
  ['net user', /\bnet user \S{1,64} ([^\s/]\S{3,127}) \/add/g],
  [' /rp ', / \/rp (\S{4,128})/g],
  ['chpasswd', /["' ][\w.-]{1,32}:([^"'\s|]{3,128})["']?\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?chpasswd/g],
  [' LOGIN ', /[CS]: \w{1,16} LOGIN "?[\w.@+-]{1,64}"? "?([^\s"]{4,128})/g],
];

/** Where the next text in quotes begins and ends behind blanks, commas and option names. */
function quotedAfter(text: string, from: number): { readonly start: number; readonly end: number } | undefined {
  let at = from;
  while (at - from < MAX_GAP && at < text.length && !isQuote(text.charCodeAt(at))) {
    if (text[at] === ')' || text[at] === '\n') return undefined;
    at++;
  }
  if (!isQuote(text.charCodeAt(at))) return undefined;
  const depth = text[at - 1] === '\\' ? 1 : 0;
  const end = closing(text.slice(0, at + MAX_ARGUMENT), at + 1, text.charCodeAt(at), depth);
  return end >= text.length ? undefined : { start: at + 1, end };
}

function scanCalls(text: string, emit: (start: number, end: number) => void): void {
  for (const [word, place] of CALLS) {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      let found = quotedAfter(text, at + word.length);
      for (let n = 1; n < place && found !== undefined; n++) found = quotedAfter(text, found.end + 1);
      if (found === undefined || found.end - found.start < 3) continue;
      if (!isMarker(text.slice(found.start, found.end))) emit(found.start, found.end);
    }
  }
}

export const callRule: ScanRule = {
  kind: 'scan',
  id: 'call-argument',
  class: 'secret',
  source: 'https://cwe.mitre.org/data/definitions/214.html',
  examples: [
    ["ConvertTo-SecureString 'hunter2", "now' -AsPlainText"].join(''),
    ['net user jane', 'hunter2now /add'].join(' '),
  ],
  needs: 0,
  scan(text, emit) {
    scanCalls(text, emit);
    for (const [word, form] of FORMS) {
      if (!text.includes(word)) continue;
      for (const match of text.matchAll(form)) {
        const value = match[1] ?? '';
        const start = match.index + match[0].lastIndexOf(value);
        if (value !== '' && !isMarker(value)) emit(start, start + value.length);
      }
    }
  },
};
