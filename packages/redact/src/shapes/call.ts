import type { ScanRule } from '../rule.ts';
import { REFERENCE } from './label-words.ts';
import { isMarker } from './marker.ts';
import { closing, isQuote } from './value-ends.ts';

// Passwords that stand at a fixed place among the arguments of a call or a command, with no name beside them.

/** What opens a call, and which of its texts in quotes is the password. */
const CALLS: readonly (readonly [string, number])[] = [
  ['PSCredential(', 2],
  ['Credentials(', 2],
  ['sp_addlogin ', 2],
  ['sp_password ', 1],
  ['sp_password ', 2],
  ['OPENROWSET(', 4],
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

/** `sqlplus scott/…@db`. */
const ORACLE =
  /\b(?:sqlplus|expdp|impdp|sqlldr|rman|dgmgrl|sqlcl)(?: -\w{1,16}){0,3}(?: (?:target|userid|auxiliary|catalog))?[ =]{1,2}["']?[A-Za-z][\w$#]{0,63}\/"?([^\s@"'/]{3,128})/gi;

/** Tables of other servers in ClickHouse: an address, a database, a table, a user and a password. */
const TABLES = /\b(?:postgresql|mysql|mongodb)\((?:'[^'\n]{1,128}', {0,2}){4}'([^'\n]{3,256})/gi;

/** What has to stand in the text, and the form whose group is the password. */
const FORMS: readonly (readonly [string, RegExp])[] = [
  ...['sql(', 'SQL(', 'ongo'].map((word) => [word, TABLES] as const),
  ['s3', /\bs3(?:Cluster)?\('https?:[^'\n]{1,256}', {0,2}'[A-Z0-9]{16,32}', {0,2}'([^'\n]{16,128})/gi],
  [
    'remote',
    /\bremote(?:Secure)?\('[^'\n]{1,128}', {0,2}[\w.]{1,64}(?:, {0,2}[\w.]{1,64})?, {0,2}'[^'\n]{1,64}', {0,2}'([^'\n]{1,128})/gi,
  ],
  ['net user', /\bnet user \S{1,64} ([^\s/]\S{3,127}) \/add/g],
  [' /rp ', / \/rp (\S{4,128})/g],
  ['ecure', /ConvertTo-SecureString(?: -\w{3,12}){0,4} "([^"\n]{3,256})/gi],
  ['ecure', /ConvertTo-SecureString(?: -\w{3,12}){0,4} '([^'\n]{3,256})/gi],
  ['ecure', /ConvertTo-SecureString(?: -\w{3,12}){0,4} ([^\s"'$()|;-][^\s"'|;)]{3,127})/gi],
  ['ecure', /["']([^\s"']{3,256})["'] ?\| ?(?=ConvertTo-SecureString)/gi],
  ['pgp_sym_', /pgp_sym_(?:en|de)crypt(?:_bytea)?\((?:'[^'\n]{0,256}'|[\w.]{1,64}), {0,2}'([^'\n]{3,256})/gi],
  ['gen_salt', /\bcrypt\('([^'\n]{3,128})(?=', {0,2}gen_salt)/gi],
  ['net user', /\bnet user \S{1,64} ((?=[^\s\d]{0,128}\d)(?=[^\sA-Za-z]{0,128}[A-Za-z])[^\s/]\S{7,127})(?!\S| \/add)/g],
  ...['sqlplus', 'dp ', 'sqlldr', 'rman ', 'dgmgrl', 'sqlcl'].map((word) => [word, ORACLE] as const),
  ['exp ', /\b(?:exp|imp)(?: userid=?)? ["']?[A-Za-z][\w$#]{0,63}\/"?([^\s@"'/]{3,128})(?=@)/g],
  ['etcdctl', /\betcdctl user add [\w.@-]{1,64}:(\S{3,128})/g],
  ['_pw ', /\b(?:input|user|owner)_pw (\S{3,128})/g],
  ['pass:', /-pass(?:in|out)? pass:([^\s"']{3,128})/g],
  ['wpa_passphrase', /\bwpa_passphrase \S{1,64} (\S{8,63})/g],
  [' login ', /\b(?:cargo|vault|netlify|flyctl) login ([^\s=-]{8,128})(?![^\s])/g],
  ['auth ', /\bcf auth \S{1,64} (\S{3,128})/g],
  ['-passwd ', /-passwd \/Users\/\S{1,64} (\S{3,128})/g],
  ['ickServ', /NickServ:? :?identify (?:[\w[\]-]{1,32} )?(\S{4,128})/gi],
  ['dentify', /\bnickserv identify (?:[\w[\]-]{1,32} )?(\S{4,128})/gi],
  ['<<<', /\b(?:kinit|cryptsetup|passwd|sudo -S|su|chpasswd|gpg)\b[^\n<|]{0,128}<<< ?["']?([^\s"']{3,128})/g],
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

/** Programs that read a password from the one before them. */
const READERS =
  /^[ \t]{0,4}\|[ \t]{0,4}(?:sudo (?:-\S{1,8} ){0,2}(?:-S|passwd|chpasswd|cryptsetup|docker)|su\b|passwd|kinit|cryptsetup|smbpasswd|gpg|ansible-vault|(?:docker|podman|nerdctl|helm registry|az acr|gh auth|vault|oras|crane auth) login)/;
const ECHO =
  /\b(?:echo|printf)(?: -[neE]{1,2}){0,2} (?:'%s(?:\\n)?' )?(?:"([^"\n]{3,128})"|'([^'\n]{3,128})'|([^\s"'|;&$]{3,128}))/g;

/** `echo … | passwd --stdin jane`. */
function scanPiped(text: string, emit: (start: number, end: number) => void): void {
  if (!text.includes('|') || !/echo|printf/.test(text)) return;
  for (const match of text.matchAll(ECHO)) {
    const value = match[1] ?? match[2] ?? match[3] ?? '';
    const end = match.index + match[0].length - (match[3] === undefined ? 1 : 0);
    const rest = match.index + match[0].length;
    if (READERS.test(text.slice(rest, rest + 80)) && !isMarker(value) && !REFERENCE.test(value))
      emit(end - value.length, end);
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
    scanPiped(text, emit);
    for (const [word, form] of FORMS) {
      if (!text.includes(word)) continue;
      for (const match of text.matchAll(form)) {
        const value = match[1] ?? match[2] ?? match[3] ?? '';
        const start = match.index + match[0].lastIndexOf(value);
        if (value !== '' && !isMarker(value) && !REFERENCE.test(value)) emit(start, start + value.length);
      }
    }
  },
};
