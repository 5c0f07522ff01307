import { HAS_COMMAND } from '../bits.ts';
import { COMMAND, eachWord } from '../endings.ts';
import type { Emit, ScanRule } from '../rule.ts';
import { isMarker } from './marker.ts';

// Commands that take a password as an argument which no name announces: `curl -u jane:…`, `mysql -p…`.

/** `value`: all of it goes. `login`: what stands behind the first colon. `percent`: behind `%`. */
type Part = 'value' | 'login' | 'percent';

interface Command {
  /** Options whose argument stands behind a blank, or behind `=`. */
  readonly next?: ReadonlyMap<string, Part>;
  /** Options whose argument is written right behind the letter. */
  readonly joined?: ReadonlyMap<string, Part>;
  /** The place of the bare argument that is a password, counted from 1, behind this word. */
  readonly bare?: readonly [string, number];
  /** The options mean a password only behind this word. */
  readonly behind?: string;
}

function parts(text: string): ReadonlyMap<string, Part> {
  return new Map(
    text.split(' ').map((entry) => {
      const [option = '', part = 'value'] = entry.split('/');
      return [option, part === 'login' || part === 'percent' ? part : 'value'];
    }),
  );
}

const CURL: Command = {
  next: parts('-u/login --user/login -U/login --proxy-user/login --pass --proxy-pass --key-pass -E/login'),
  joined: parts('-u/login -U/login'),
};
const MYSQL: Command = { joined: parts('-p') };
const MONGO: Command = { next: parts('-p'), joined: parts('-p') };
const LDAP: Command = { next: parts('-w -s'), joined: parts('-w') };
const ARCHIVE: Command = { joined: parts('-p') };
const PUTTY: Command = { next: parts('-pw') };
const LOGIN: Command = { next: parts('-p'), behind: 'login' };
const SMB: Command = { next: parts('-U/percent --user/percent --pw-nt-hash'), joined: parts('-U/percent') };

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['curl', CURL],
  ['wget', { next: parts('--http-passwd --ftp-passwd') }],
  ['mysql', MYSQL],
  ['mysqldump', MYSQL],
  ['mysqladmin', MYSQL],
  ['mariadb', MYSQL],
  ['mongo', MONGO],
  ['mongosh', MONGO],
  ['mongodump', MONGO],
  ['mongorestore', MONGO],
  ['sshpass', { next: parts('-p'), joined: parts('-p') }],
  ['docker', LOGIN],
  ['podman', LOGIN],
  ['helm', LOGIN],
  ['skopeo', { next: parts('--creds/login --src-creds/login --dest-creds/login') }],
  ['buildah', { next: parts('--creds/login -p') }],
  ['crane', LOGIN],
  ['az', LOGIN],
  ['cli', { next: parts('-a') }],
  ['net', { bare: ['\\\\', 1] }],
  ['sqlcmd', { next: parts('-P'), joined: parts('-P') }],
  ['bcp', { next: parts('-P'), joined: parts('-P') }],
  ['isql', { next: parts('-P'), joined: parts('-P') }],
  ['tsql', { next: parts('-P') }],
  ['smbclient', SMB],
  ['winexe', SMB],
  ['ldapsearch', LDAP],
  ['ldapadd', LDAP],
  ['ldapmodify', LDAP],
  ['http', { next: parts('-a/login --auth/login') }],
  ['https', { next: parts('-a/login --auth/login') }],
  ['7z', ARCHIVE],
  ['7za', ARCHIVE],
  ['zip', { next: parts('-P'), joined: parts('-P') }],
  ['unzip', { next: parts('-P'), joined: parts('-P') }],
  ['plink', PUTTY],
  ['pscp', PUTTY],
  ['psftp', PUTTY],
  ['htpasswd', { bare: ['-b', 3] }],
  ['rabbitmqctl', { bare: ['add_user', 2] }],
  ['lftp', { next: parts('-u/login') }],
  ['xfreerdp', { joined: parts('/p:') }],
  ['rdesktop', { next: parts('-p') }],
  ['snmpget', { next: parts('-A -X -c') }],
  ['snmpwalk', { next: parts('-A -X -c') }],
  ['cqlsh', { next: parts('-p') }],
  ['keygen', { next: parts('-N -P') }],
]);

const MAX_ARGUMENT = 512;

interface Argument {
  /** Of the whole argument, quotes included. */
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** The next argument of the command, or undefined at its end. */
function argumentAfter(text: string, from: number): Argument | undefined {
  let start = from;
  while (text.charCodeAt(start) === 32 || text.charCodeAt(start) === 9 || text.startsWith('\\\n', start))
    start += text[start] === '\\' ? 2 : 1;
  let end = start;
  let quote = 0;
  for (; end < text.length && end - start < MAX_ARGUMENT; end++) {
    const code = text.charCodeAt(end);
    if (code === 10 || code === 13) break;
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 34 || code === 39) quote = code;
    else if (code <= 32 || code === 124 || code === 59 || code === 96) break;
    else if (code === 38 && text.charCodeAt(end + 1) === 38) break;
  }
  return end === start ? undefined : { start, end, next: end };
}

/** Reports the secret part of an argument; a quote around it stays. */
function emitPart(text: string, from: number, to: number, part: Part, emit: Emit): void {
  let start = from;
  let end = to;
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'") {
    start++;
    if (text[end - 1] === quote && end > start) end--;
  } else if (/["']$/.test(text.slice(end - 1, end))) end--;
  const sign = part === 'login' ? ':' : part === 'percent' ? '%' : '';
  if (sign !== '') {
    const at = text.slice(start, end).search(sign === ':' ? /[:,]/ : /%/);
    if (at === -1) return;
    start += at + 1;
  }
  const raw = text.slice(start, end);
  if (raw === '' || isMarker(raw) || /^(?:\$|%[A-Z]|<|-)/.test(raw) || raw.startsWith('//')) return;
  emit(start, end);
}

/** The word itself, or the beginning of a share (`\\\\server\\share`). */
function isOpener(word: string, opener: string): boolean {
  return opener === '\\\\' ? word.startsWith(opener) : word === opener;
}

/** Reads the arguments of one command and says where they end. */
function readArguments(text: string, from: number, first: Command, emit: Emit): number {
  let command = first;
  let at = from;
  let bare = -1;
  let heard = false;
  for (let argument = argumentAfter(text, at); argument !== undefined; argument = argumentAfter(text, at)) {
    at = argument.next;
    const word = text.slice(argument.start, Math.min(argument.end, argument.start + 24));
    const other = COMMANDS.get(word);
    if (other !== undefined) {
      command = other;
      continue;
    }
    heard ||= word === command.behind;
    const next = command.behind === undefined || heard ? command.next?.get(word) : undefined;
    if (next !== undefined) {
      const of = argumentAfter(text, at);
      if (of === undefined) break;
      emitPart(text, of.start, of.end, next, emit);
      at = of.next;
      continue;
    }
    if (bare >= 0) {
      if (!(command.bare?.[0] === '\\\\' && word.startsWith('/')) && ++bare === command.bare?.[1] && word !== '*')
        emitPart(text, argument.start, argument.end, 'value', emit);
    } else if (command.bare !== undefined && isOpener(word, command.bare[0])) bare = 0;
    else emitJoined(text, argument, word, command, emit);
  }
  return at;
}

/** `-pSecret` and `--user=jane:Secret`. */
function emitJoined(text: string, { start, end }: Argument, word: string, command: Command, emit: Emit): void {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  const long = equals === -1 ? undefined : command.next?.get(word.slice(0, equals));
  if (long !== undefined) return emitPart(text, start + equals + 1, end, long, emit);
  for (const [option, part] of command.joined ?? []) {
    if (word.startsWith(option) && end - start > option.length && !word.startsWith('--'))
      return emitPart(text, start + option.length, end, part, emit);
  }
}

export const commandRules: readonly ScanRule[] = [
  {
    kind: 'scan',
    id: 'command-argument',
    class: 'secret',
    source: 'https://cwe.mitre.org/data/definitions/214.html',
    examples: [
      ['curl', '-u', 'jane:hunter2 https://example.com'].join(' '),
      ['mysql', '-uroot', '-phunter2 app'].join(' '),
    ],
    needs: HAS_COMMAND,
    scan(text, emit) {
      eachWord(text, COMMAND, (start, end) => {
        const code = text.charCodeAt(end);
        const command =
          end - start < 16 && (code === 32 || code === 9) ? COMMANDS.get(text.slice(start, end)) : undefined;
        return command === undefined ? 0 : readArguments(text, end, command, emit);
      });
    },
  },
];
