import { isBase64At } from '../base64.ts';
import { HAS_FLAG, HAS_LABEL } from '../bits.ts';
import type { KeyIndex } from '../keys.ts';
import type { Emit, KeyRule, ScanRule } from '../rule.ts';
import { commandRules } from './command.ts';
import { connectionRules } from './connection.ts';
import { entropyRules } from './entropy.ts';
import { seedPhraseEnd } from './guess.ts';
import { isMarker } from './marker.ts';
import { markupRules } from './markup.ts';
import { proseRules } from './prose.ts';
import { sqlRules } from './sql.ts';
import { block, closing, isQuote, nextPart, structure, type Value, valueAfter } from './values.ts';

export { isMarker } from './marker.ts';

/** Words that describe a secret and are none: `token: expired`. */
const STATES: ReadonlySet<string> = new Set(
  'expired invalid missing required optional null undefined none nil true false empty ok valid revoked unset set yes no changed reset incorrect wrong must is not too string number boolean object array function unknown any void provided present absent failed rejected mismatch denied disabled enabled redacted hidden bearer basic str int bool bytes float secretstr text varchar char bigint uuid jsonb buffer self date for in of the a an and or to was has'.split(
    ' ',
  ),
);
/** Behind `=` stands a value and no sentence, so only these are none. */
/** A reference to a value that is somewhere else. */
const REFERENCE =
  /^(?:\$\{[A-Za-z_][\w.:-]*\}?|\$[A-Z_][A-Z0-9_]*|\$\d|\{\{ ?[\w.]+ ?(?:\}\})?|<[a-z][a-z _-]*>?|%[sdvo]|process\.env\.\w+|\?|[*•xX.]{3,}|[[<(]?(?:redacted|filtered|masked|hidden|removed)[\])>]?)$/i;
const FLAG_WORDS: ReadonlySet<string> = new Set(
  'flag option argument parameter switch instead when where with on if are can cannot should will takes needs requires needed given specified'.split(
    ' ',
  ),
);
const TYPED = /^: ?&?(?:[A-Z]\w{0,15}[<[])?[A-Za-z]\w{0,23}[>\]]?\??(?: \| ?\w{1,16})? =(?=[ "'])/;
/** Of these a single plain word may be the value, also where more words follow. */
const TAKES_WORDS: ReadonlySet<string> = new Set(['key-password', 'key-pass', 'key-secret', 'key-api-key']);
const PROSE =
  /^(?:[a-z]+(?:ed|ing|able|ible|less|ful|ly)|at|by|with|from|this|that|your|my|its?|if|when|while|were|has|have|had|can|cannot|could|should|may|might|will|would|do|does|did|please|check|see|try|use|only|more|less|than|least|between|contains?|length|characters?|minimum|maximum|min|max|bad|good|new|old|same|different|weak|strong|short|long|field|value|format|type|policy|user|login|error|failure|success|unauthorized|forbidden|mismatch|via|per|about|after|before|blank|hint|page|form|input|box|manager|store|name|none|both|either|each|every|all|some|one|two|first|last|santa|against|unless|until|because|but|as|so|then|still|already|never|always|again|here|there|who|what|where|why|how)$/i;
/** `tool -u app -p …`: in whatever tool takes both. */
const USER_AND_PASSWORD = /(?<=[\w"'] )-[uU] ?[^\s-]\S{0,63} {1,3}-[pP] ?([^\s"'|;&]{4,128})/g;
const LITERALS: ReadonlySet<string> = new Set(['null', 'undefined', 'true', 'false', 'none', 'nil']);
const MAX_NAME = 64;

/** `:` or `=`, also in full width. */
function isSign(code: number): boolean {
  return code === 58 || code === 61 || code === 0xff1a || code === 0xff1d;
}

function isName(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 45 ||
    code === 46 ||
    code === 37 ||
    code === 92 ||
    (code > 191 && !isSign(code))
  );
}

/** The name in front of `:` or `=`, past quotes, a closing bracket, spaces and escapes. */
function nameBefore(text: string, sign: number): string {
  let end = sign;
  for (let back = 0; back < 6 && end > 0; back++) {
    const code = text.charCodeAt(end - 1);
    if (code !== 32 && code !== 92 && code !== 93 && !isQuote(code)) break;
    end--;
  }
  let start = end;
  while (start > 0 && end - start < MAX_NAME && isName(text.charCodeAt(start - 1))) start--;
  // A marker names a rule, not a value that follows.
  return text.startsWith('[redacted:', start - 10) ? '' : text.slice(start, end);
}

/** The rule of a name in text; what is left of an escape in front of it (`\\npassword`) is no part of it. */
function ruleOf(name: string, keys: KeyIndex): KeyRule | undefined {
  const own = keys.decide(name);
  const slash = own === undefined ? name.lastIndexOf('\\') : -1;
  return slash === -1 ? own : keys.decide(name.slice(slash + 2));
}

/** `Authorization: required`, `Authorization: Bearer <token> is missing`. */
function isAuthorizationProse(line: string): boolean {
  const first = /^[A-Za-z]+/.exec(line)?.[0].toLowerCase() ?? '';
  if (/^[A-Za-z][\w-]{2,20}\s(?:[<{[(][A-Za-z _-]+|\$[A-Za-z_]|\*{3}|\.{3}|…)/.test(line)) return true;
  if (PROSE.test(first) && !line.includes('=') && line.charCodeAt(first.length) === 32) return true;
  return (
    STATES.has(first) &&
    !/^(?:bearer|basic)$/.test(first) &&
    (line.length === first.length || line.charCodeAt(first.length) === 32)
  );
}

/** Whether what stands behind the label is a value and not the rest of a sentence. */
function isValue(text: string, value: Value, rule: KeyRule, sign: string): boolean {
  const raw = text.slice(value.start, Math.min(value.end, value.start + 200));
  if (raw === '' || isMarker(raw)) return false;
  const word = raw.replace(/[.!?]+$/, '');
  if (rule.line === true && isAuthorizationProse(word)) return false;
  if (word === '' || (!value.quoted && (sign === '=' ? LITERALS : STATES).has(word.toLowerCase()))) return false;
  if (REFERENCE.test(word)) return false;
  if (rule.keepNumbers === true && /^\d{1,9}$/.test(word)) return false;
  if (value.quoted || sign === '=' || !value.spaced || rule.line === true) return true;
  if (!/^[A-Za-z]+$/.test(word) || /[a-z][A-Z]/.test(word)) return true;
  if (TAKES_WORDS.has(rule.id)) return !PROSE.test(word);
  // One plain word: a value when the text ends there, prose when more words follow.
  return !/^ ?[A-Za-z(]/.test(text.slice(value.end, value.end + 2)) || word.length >= 20;
}

/** The rule of a name of two or three words: `API key:`, `Date of birth:`. */
function ruleOfWords(text: string, sign: number, name: string, keys: KeyIndex): KeyRule | undefined {
  const start = text.lastIndexOf(name, sign);
  let from = start;
  for (let words = 0; words < 2 && text.charCodeAt(from - 1) === 32; words++) {
    let back = from - 1;
    while (back > 0 && from - back < 24 && isName(text.charCodeAt(back - 1))) back--;
    if (back === from - 1) break;
    from = back;
  }
  const rule = from === start ? undefined : keys.decide(text.slice(from, start + name.length));
  // `postal code: 98945` says where and not who.
  return rule?.id === 'key-address' ? undefined : rule;
}

/** Padding behind base64 that happens to end like a name: `…/Pw==`. */
function isPadding(text: string, sign: number, name: string): boolean {
  if (text.charCodeAt(sign) !== 61 || name.length < 2 || !/^={1,2}(?![^\s"'&,;)\\])/.test(text.slice(sign, sign + 3)))
    return false;
  let start = sign;
  while (start > 0 && sign - start < 512 && isBase64At(text, start - 1)) start--;
  const length = sign - start;
  return length >= 16 && (length + (text.charCodeAt(sign + 1) === 61 ? 2 : 1)) % 4 === 0;
}

/** `PWD=/home/app`: what shells call the directory they are in. */
function isDirectory(name: string, text: string, sign: number): boolean {
  return (name === 'PWD' || name === 'OLDPWD') && /[/~]/.test(text.charAt(sign + 1));
}

/** Reports what stands behind a sensitive name and says where it ends. */
function emitLabelled(text: string, sign: number, rule: KeyRule, emit: Emit): number {
  const value = valueAfter(text, sign, rule.line === true);
  const first = text.charCodeAt(value.start);
  if (!value.quoted && (first === 91 || first === 123) && !text.startsWith('[redacted:', value.start)) {
    return structure(text, value.start, (from, to, quoted) => {
      if ((quoted || rule.keepNumbers !== true) && !isMarker(text.slice(from, Math.min(to, from + 140))))
        emit(from, to, rule);
    });
  }
  if (!value.quoted && (value.start === value.end || first === 124 || first === 62 || first === 33)) {
    const end = block(text, sign, (from, to) => {
      if (!isMarker(text.slice(from, Math.min(to, from + 140)))) emit(from, to, rule);
    });
    if (end > 0) return end;
  }
  // `secret_key: str = "…"`: a type, and then the value.
  const typed = value.quoted ? null : TYPED.exec(text.slice(sign, sign + 64));
  if (typed !== null) return emitLabelled(text, sign + typed[0].length - 1, rule, emit);
  const changed = value.quoted && value.start === value.end ? nextPart(text, value.end) : -1;
  if (changed !== -1) {
    const end = closing(text, changed + 1, text.charCodeAt(changed), 0);
    emit(changed + 1, end, rule);
    return end;
  }
  const phrase = rule.id === 'key-secret' && !value.quoted ? seedPhraseEnd(text, value.start) : -1;
  if (phrase !== -1) {
    emit(value.start, phrase, rule);
    return phrase;
  }
  if (!isValue(text, value, rule, text.charAt(sign))) return sign + 1;
  emit(value.start, value.end, rule);
  let { end } = value;
  for (let part = value.quoted ? nextPart(text, end) : -1; part !== -1; part = nextPart(text, end)) {
    end = closing(text, part + 1, text.charCodeAt(part), 0);
    emit(part + 1, end, rule);
  }
  return end;
}

/** `the --password flag is …`, `--token (see …)`. */
function isFlagProse(word: string): boolean {
  return STATES.has(word.toLowerCase()) || FLAG_WORDS.has(word.toLowerCase()) || /^[(<[{$|&>]/.test(word);
}

/** Values that a sensitive name introduces in running text: `password=…`, `"apiKey": "…"`, `Cookie: …`, `--token …`. */
export function labelledRules(keys: KeyIndex): readonly ScanRule[] {
  const flags = /(?<![A-Za-z0-9-])--?([A-Za-z][A-Za-z0-9-]{2,40})(?: |\\{0,2}["'], {0,2})(?=\\{0,2}["']?[^\s"'-])/g;
  return [
    {
      kind: 'scan',
      id: 'labelled',
      class: 'secret',
      source: 'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude',
      examples: [],
      needs: HAS_LABEL,
      scan(text, emit) {
        for (let i = 0; i < text.length; i++) {
          if (!isSign(text.charCodeAt(i))) continue;
          const name = nameBefore(text, i);
          const rule = name === '' ? undefined : (ruleOf(name, keys) ?? ruleOfWords(text, i, name, keys));
          if (rule !== undefined && !isDirectory(name, text, i) && !isPadding(text, i, name))
            i = Math.max(i, emitLabelled(text, i, rule, emit) - 1);
        }
      },
    },
    {
      kind: 'scan',
      id: 'command-flag',
      class: 'secret',
      source: 'https://cwe.mitre.org/data/definitions/214.html',
      examples: [['deploy', '--password', 'hunter2now'].join(' ')],
      needs: HAS_FLAG,
      scan(text, emit) {
        for (const match of text.matchAll(USER_AND_PASSWORD)) {
          const end = match.index + match[0].length;
          const value = match[1] ?? '';
          if (!/^[\d.:-]+$|^[/$<(-]/.test(value) && !isMarker(value)) emit(end - value.length, end);
        }
        for (const match of text.matchAll(flags)) {
          const rule = keys.decide(match[1] ?? '');
          if (rule === undefined) continue;
          const value = valueAfter(text, match.index + match[0].length - 1, false);
          const raw = text.slice(value.start, value.end);
          if (raw !== '' && !isMarker(raw) && !isFlagProse(raw)) emit(value.start, value.end, rule);
        }
      },
    },
    ...commandRules,
    ...connectionRules,
    ...markupRules(keys),
    ...sqlRules(keys),
    ...proseRules(keys),
    ...entropyRules,
  ];
}
