import { expression } from '../expression.ts';
import type { KeyIndex } from '../keys.ts';
import type { Emit } from '../rule.ts';
import { isSecretWord, NEAR } from './guess.ts';
import { isSaid } from './label-value.ts';
import { REFERENCE, STATES } from './label-words.ts';
import { isMarker } from './marker.ts';

// How languages and tools write a name and its value where no `:` or `=` stands between.

interface Form {
  /** What has to stand in the text. */
  readonly sign: string;
  /** The first group is the name; the second one the value, and the last of the match. */
  readonly form: RegExp;
  /** The value must look like a secret: what stands here is often a message or a default. */
  readonly sure?: boolean;
}

const BRACKETED = expression(
  String.raw`(?<![\p{L}\p{N}_.-])([\p{L}\p{M}\p{N}_.-]{2,64}) ?\([^()\n]{1,40}\) ?[:=] ?["'\x60]?([^\s"'\x60]{4,256})`,
  'gu',
);

const FORMS: readonly Form[] = [
  // R, and the defaults of JavaScript, C# and Ruby.
  { sign: '<-', form: /(?<![\w.-])([\w.-]{2,64}) ?<- ?\\{0,2}["']([^"'\\\n]{3,256})/g },
  { sign: '||', form: /(?<![\w.-])([\w.-]{2,64})["')\]]{0,2} ?\|\|=? ?\\{0,2}["']([^"'\\\n]{3,256})/g, sure: true },
  { sign: '??', form: /(?<![\w.-])([\w.-]{2,64})["')\]]{0,2} ?\?\?=? ?\\{0,2}["']([^"'\\\n]{3,256})/g, sure: true },
  // PHP: `serialize`, `var_dump`, `print_r`.
  { sign: ';s:', form: /\bs:\d{1,4}:\\{0,2}"([^"\\]{1,64})\\{0,2}";s:\d{1,6}:\\{0,2}"([^"\\]{1,512})/g },
  { sign: 'string(', form: /\bstring\(\d{1,4}\) "([\w.-]{1,64})"\s{1,8}string\(\d{1,6}\) "([^"\n]{1,512})/g },
  {
    sign: ']=>',
    form: /\[\\{0,2}"([\w-]{1,64})\\{0,2}"\]=>\s{1,8}string\(\d{1,6}\) \\{0,2}"([^"\\\n]{1,512})/g,
  },
  { sign: '=> string', form: /["']([\w-]{1,64})["'] => string ["']([^"'\n]{1,256})/g },
  {
    sign: 'ed]',
    form: /\[\\{0,2}["']?([\w-]{1,64})\\{0,2}["']?:protected\] ?=>\s{1,8}(?:string\(\d{1,6}\) )?["']?([^\s"']{1,256})/g,
  },
  {
    sign: ':private]',
    form: /\[\\{0,2}["']?([\w-]{1,64})\\{0,2}["']?:\\{0,2}["']?[\w\\]{1,64}\\{0,2}["']?:private\] ?=>\s{1,8}(?:string\(\d{1,6}\) )?["']?([^\s"']{1,256})/g,
  },
  // Erlang and Elixir, Lisp.
  { sign: '>>', form: /<<"([\w-]{1,64})">> ?(?:,|=>) ?<<"([^"\n]{1,256})/g },
  { sign: '{', form: /\{ ?:?'?([a-z]\w{1,63})'?, ?(?:<<)?"([^"\n]{1,256})/g },
  { sign: ' . "', form: /\( ?:?"?([\w-]{1,64})"? \. "([^"\n]{1,256})/g },
  // Clojure; Gradle.
  { sign: ' "', form: /(?<![\w:]):([a-z][\w-]{1,63}) "([^"\s]{3,256})(?=")/g },
  { sign: 'Password', form: /\b((?:store|key)Password)[ (]{1,2}["']([^"'\n]{1,256})/g },
  // Comparisons in source code.
  { sign: '== ', form: /(?<![\w-])([\w.-]{2,64}) [!=]==? \\{0,2}["']([^"'\\\n]{3,256})/g, sure: true },
  // `password (jane): …`
  {
    sign: ')',
    get form() {
      return BRACKETED();
    },
    sure: true,
  },
  // R: `str` and `print`.
  { sign: ': chr', form: /\$ ?([\w.]{2,64})\s{0,16}: chr (?:\[1:\d{1,4}\] )?"([^"\n]{3,256})/g },
  { sign: '\n[1] "', form: /\$([\w.]{2,64})\r?\n\[1\] "([^"\n]{3,256})/g },
  // Swift: what `dump` shows of an optional value.
  { sign: '- some: "', form: /(?<!\w)(\w{2,64}): Optional\([^\n]{1,300}\)\r?\n\s{0,32}- some: "([^"\n]{1,256})/g },
  // YAML with a name on a line of its own.
  {
    sign: '? ',
    form: /(?<![^\n ])\? ["']?([\w.-]{1,64})["']?[ \t]{0,4}\n[ \t]{0,16}: ["']?([^\s"']{1,256})/g,
    sure: true,
  },
  // What tests of pages type into a field.
  {
    sign: ').',
    form: /["'][#.]?([\w-]{1,64})["']\)\.(?:type|fill|sendKeys|send_keys|setValue|input)\(\\{0,2}["']([^"'\n]{3,256})/g,
    sure: true,
  },
];

const CHANGED =
  /\b(?:password|passwd|pwd|secret|token|passwort|pin)s? (?:(?:was|has been|is) )?(?:changed|updated|reset|rotated|replaced|switched) from /gi;
const CHANGED_VALUE = /["'`]?([^\s"'`]{4,128})["'`]?/y;

/** `password changed from … to …`: both. */
function scanChanged(text: string, emit: Emit): void {
  for (const match of text.matchAll(CHANGED)) {
    for (let at = match.index + match[0].length; ; at = CHANGED_VALUE.lastIndex + 4) {
      CHANGED_VALUE.lastIndex = at;
      const found = CHANGED_VALUE.exec(text);
      const value = found?.[1];
      if (found === null || value === undefined) break;
      const start = at + found[0].indexOf(value);
      if (isSecretWord(value.replace(/[.,;]$/, ''), NEAR)) emit(start, start + value.length);
      if (!text.startsWith(' to ', CHANGED_VALUE.lastIndex)) break;
    }
  }
}

const DEFAULT = /\b(?:default|value)\s{0,12}=\s{0,3}"([^"\n]{1,256})/;

/** Terraform: the default of a variable (https://developer.hashicorp.com/terraform/language/values/variables). */
function scanVariables(text: string, keys: KeyIndex, emit: Emit): void {
  for (const match of text.matchAll(/\b(?:variable|output|parameter)\s{1,3}"([\w-]{1,64})"\s{0,3}\{/g)) {
    const rule = keys.decide(match[1] ?? '');
    if (rule?.class !== 'secret') continue;
    const from = match.index + match[0].length;
    const body = text.slice(from, from + 512).split('\n}')[0] ?? '';
    const found = DEFAULT.exec(body);
    const value = found?.[1] ?? '';
    if (found === null || isMarker(value) || value.startsWith('${')) continue;
    const end = from + found.index + found[0].length;
    emit(end - value.length, end, rule);
  }
}

/** Reports what stands behind, or under, a name in the notations of a language. */
export function scanDumps(text: string, keys: KeyIndex, emit: Emit): void {
  for (const one of FORMS) {
    const { sign, sure } = one;
    if (!text.includes(sign)) continue;
    for (const match of text.matchAll(one.form)) {
      const rule = keys.decide(match[1] ?? '');
      const value = match[2] ?? '';
      if (rule?.class !== 'secret' || isMarker(value) || REFERENCE.test(value) || STATES.has(value.toLowerCase()))
        continue;
      if (isSaid(value, rule, keys) || (sure === true && !isSecretWord(value, NEAR))) continue;
      const end = match.index + match[0].length;
      emit(end - value.length, end, rule);
    }
  }
  if (text.includes('" {')) scanVariables(text, keys, emit);
  if (text.includes(' from ')) scanChanged(text, emit);
}
