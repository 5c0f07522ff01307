import { HAS_COMMAND, HAS_FLAG } from '../bits.ts';
import { COMMAND, eachWord } from '../endings.ts';
import type { Emit, ScanRule } from '../rule.ts';
import { type Command, COMMANDS, OPTIONS, type Part } from './commands.ts';
import { type Argument, argumentAfter, hasQuote, hasWords } from './argument.ts';
import { isMarker } from './marker.ts';

// Reads the arguments of commands that take a password among them.

/** Longest secret whose quote nothing closes. */
const MAX_OPEN = 512;

/** Where a quoted secret ends that was cut off, or whose line ends first. */
function openEnd(text: string, start: number, end: number): number {
  const rest = text.slice(end, start + MAX_OPEN);
  const stop = rest.search(/[\r\n]/);
  return end + (stop === -1 ? rest.length : stop);
}

/** Reports the secret part of an argument; a quote around it stays. */
function emitPart(text: string, from: number, to: number, part: Part, emit: Emit): void {
  let start = from;
  let end = to;
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'") {
    start++;
    if (text[end - 1] === quote && end > start) end--;
    else if (!text.slice(start, end).includes(quote)) end = openEnd(text, start, end);
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
  return opener === '\\\\' || opener === '//' ? word.startsWith(opener) : word === opener;
}

/** `htpasswd -b file jane …`. */
function readBatch(text: string, from: number, emit: Emit): number {
  let at = from;
  let options = '';
  let bare = 0;
  for (let argument = argumentAfter(text, at); argument !== undefined; argument = argumentAfter(text, at)) {
    at = argument.end;
    if (text[argument.start] === '-') options += text.slice(argument.start, Math.min(argument.end, argument.start + 8));
    else if (++bare === (options.includes('n') ? 2 : 3)) {
      if (options.includes('b')) emitPart(text, argument.start, argument.end, 'value', emit);
      return at;
    }
  }
  return at;
}

/** How deep commands are looked for in the quoted arguments of others. */
const MAX_DEPTH = 2;

/** The commands in a quoted argument: those of `sh -c "…"`, and what stands between two quotes that do not belong together. */
function readQuoted(text: string, { start, end }: Argument, depth: number, emit: Emit): void {
  const inner = text.slice(start, end);
  scanCommands(inner, depth, (from, to, name) => emit(start + from, start + to, name));
}

/** `…","next":"curl -u …`: the word behind the last quote, or the whole one. */
function lastWord(text: string, argument: Argument, word: string): string {
  if (!hasQuote(text, argument)) return word;
  return text.slice(Math.max(argument.start, argument.end - 24), argument.end).replace(/^.*["']/s, '');
}

/** Reads the arguments of one command and says where they end. */
function readArguments(text: string, from: number, first: Command, depth: number, emit: Emit): number {
  if (first.batch === true) return readBatch(text, from, emit);
  let command = first;
  let at = from;
  let bare = -1;
  let heard = false;
  for (let argument = argumentAfter(text, at); argument !== undefined; argument = argumentAfter(text, at)) {
    at = argument.end;
    const word = text.slice(argument.start, Math.min(argument.end, argument.start + 24));
    if (depth < MAX_DEPTH && hasQuote(text, argument) && hasWords(text, argument))
      readQuoted(text, argument, depth + 1, emit);
    const name = lastWord(text, argument, word);
    const other = COMMANDS.get(name) ?? (command === first ? OPTIONS.get(name) : undefined);
    if (other !== undefined) {
      command = other;
      continue;
    }
    heard ||= word === command.behind;
    const meant = command.behind === undefined || heard;
    const next = meant
      ? (command.next?.().get(word) ?? (command.row?.test(word) === true ? 'login' : undefined))
      : undefined;
    if (next !== undefined) {
      const of = argumentAfter(text, at);
      if (of === undefined) break;
      emitPart(text, of.start, of.end, next, emit);
      at = of.end;
      continue;
    }
    const { bare: place } = command;
    if (bare >= 0 && place !== undefined) {
      const skipped = word.startsWith('/') && place.words[0] === '\\\\';
      if (!skipped && (++bare === place.place || (place.all === true && bare < place.place)) && word !== '*')
        emitPart(text, argument.start, argument.end, 'value', emit);
    } else if (place?.words.some((opener) => isOpener(word, opener)) === true) bare = 0;
    else if (meant) emitJoined(text, argument, word, command, emit);
  }
  return at;
}

/** `-pSecret` and `--user=jane:Secret`. */
function emitJoined(text: string, { start, end }: Argument, word: string, command: Command, emit: Emit): void {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  const long = equals === -1 ? undefined : command.next?.().get(word.slice(0, equals));
  if (long !== undefined) return emitPart(text, start + equals + 1, end, long, emit);
  for (const [option, part] of command.joined?.() ?? []) {
    if (word.startsWith(option) && end - start > option.length && !word.startsWith('--'))
      return emitPart(text, start + option.length, end, part, emit);
  }
}

const NAME = /(?<![\w.-])([a-z0-9][\w-]{1,24})(?:\.exe|\.py)?(?=[ \t])/g;

/** How many names among the arguments of a command are read as commands of their own. */
const MAX_AGAIN = 4;

/** Reads each command that a word announces. */
function scanCommands(text: string, depth: number, emit: Emit): void {
  eachWord(text, COMMAND, (start, end) => {
    const from = text.startsWith('.exe', end) ? end + 4 : end;
    const code = text.charCodeAt(from);
    const command = end - start < 16 && (code === 32 || code === 9) ? COMMANDS.get(text.slice(start, end)) : undefined;
    return command === undefined ? 0 : readArguments(text, from, command, depth, emit);
  });
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
    scan: (text, emit) => scanCommands(text, 0, emit),
  },
  {
    kind: 'scan',
    id: 'command-option',
    class: 'secret',
    source: 'https://cwe.mitre.org/data/definitions/214.html',
    examples: [['ldapwhoami', '-w', 'hunter2now'].join(' '), ['mariadb-dump', '-phunter2now app'].join(' ')],
    needs: HAS_FLAG,
    scan(text, emit) {
      let past = 0;
      let again = 0;
      for (const match of text.matchAll(NAME)) {
        const command = OPTIONS.get(match[1] ?? '');
        if (command === undefined) continue;
        // Each reads the arguments to their end, among them the names of others.
        again = match.index < past ? again + 1 : 0;
        if (again > MAX_AGAIN) continue;
        past = Math.max(past, readArguments(text, match.index + match[0].length, command, 0, emit));
      }
    },
  },
];
