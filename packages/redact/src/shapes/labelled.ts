import { isBase64At } from '../base64.ts';
import { HAS_LABEL } from '../bits.ts';
import { isDigitAt } from '../chars.ts';
import type { KeyIndex } from '../keys.ts';
import type { Emit, KeyRule, ScanRule } from '../rule.ts';
import { callRule } from './call.ts';
import { commandRules } from './command.ts';
import { connectionRules } from './connection.ts';
import { entropyRules } from './entropy.ts';
import { flagRule } from './flag.ts';
import { formPartRule } from './form-part.ts';
import { seedPhraseEnd } from './guess.ts';
import {
  CALL,
  CODE,
  LITERALS,
  LOOKUP,
  PATH,
  PROSE,
  REFERENCE,
  SIGNS,
  STATES,
  TAKES_WORDS,
  VERSION,
} from './label-words.ts';
import { isMarker } from './marker.ts';
import { emitBlock, emitMore, nameEnd } from './more.ts';
import { markupRules } from './markup.ts';
import { proseRules } from './prose.ts';
import { sqlRules } from './sql.ts';
import { writtenRule } from './written.ts';
import { block, closing, isQuote, nextPart, structure, type Value, valueAfter } from './values.ts';

export { isMarker } from './marker.ts';

const TYPED = /^: ?&?(?:[A-Z]\w{0,15}[<[])?[A-Za-z]\w{0,23}[>\]]?\??(?: \| ?\w{1,16})? =(?=[ "'])/;
/** The type of a field in a schema. */
const SCHEMA = /^\{\s{0,4}\\{0,4}["']?(?:type|\$ref)\\{0,4}["']?\s{0,2}:/;
const MAX_NAME = 64;
/** Blanks between a name and its sign, where the signs of several lines stand below each other. */
const MAX_PADDING = 48;

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

/** How long the index of a name in a form is, `[]` or `[0]`, when the name ends with one; `tokens[0] = …` is source code. */
function indexBefore(text: string, end: number, sign: number): number {
  if (text.charCodeAt(sign) !== 61 || text.charCodeAt(sign - 1) === 32 || text.charCodeAt(sign + 1) === 32) return 0;
  if (text.startsWith('%5D', sign - 3))
    return /(?:%5B\d{0,3}%5D)?$/i.exec(text.slice(Math.max(0, sign - 9), sign))?.[0].length ?? 0;
  if (text.charCodeAt(sign - 1) !== 93) return 0;
  let at = end;
  while (end - at < 4 && isDigitAt(text, at - 1)) at--;
  return text.charCodeAt(at - 1) === 91 ? end - at + 1 : 0;
}

/** The name in front of `:` or `=`, past quotes, a closing bracket, spaces and escapes. */
function nameBefore(text: string, sign: number): string {
  let end = sign;
  for (let back = 0; back < MAX_PADDING && end > 0; back++) {
    const code = text.charCodeAt(end - 1);
    if (code !== 32 && (back > 6 || (code !== 92 && code !== 93 && !isQuote(code)))) break;
    end--;
  }
  end -= indexBefore(text, end, sign);
  let start = end;
  while (start > 0 && end - start < MAX_NAME && isName(text.charCodeAt(start - 1))) start--;
  // A marker names a rule, not a value that follows.
  return text.startsWith('[redacted:', start - 10) ? '' : text.slice(start, end);
}

/** The rule of a name in text; what is left of an escape in front of it (`\\npassword`) is no part of it. */
function ruleOf(name: string, keys: KeyIndex): KeyRule | undefined {
  const own = keys.decide(name);
  const slash = own === undefined ? name.lastIndexOf('\\') : -1;
  if (slash !== -1) return keys.decide(name.slice(slash + 2));
  // `-Dpassword=…`: properties of Java and Gradle.
  return own ?? (/^-[DP][a-z]/.test(name) ? keys.decide(name.slice(2)) : undefined);
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

/** Whether source code, a template or the coordinates of a package say what the name is and not what its value is. */
function isCode(raw: string, sign: string): boolean {
  return PATH.test(raw) || CALL.test(raw) || SIGNS.test(raw) || (sign === ':' && VERSION.test(raw));
}

/** `queue:emails:delayed`, `Auth::login`: a part of a name with colons in it. */
function isChained(text: string, sign: number, name: string): boolean {
  if (text.charCodeAt(sign) !== 58) return false;
  if (text.charCodeAt(sign + 1) === 58 || text.charCodeAt(sign - 1) === 58) return true;
  return text.charCodeAt(sign - name.length - 1) === 58 && /^:[a-z]{1,16}(?![\w-])/.test(text.slice(sign, sign + 19));
}

/** Whether what stands behind the label is a value and not the rest of a sentence. */
function isValue(text: string, value: Value, rule: KeyRule, sign: string): boolean {
  const raw = text.slice(value.start, Math.min(value.end, value.start + 200));
  if (raw === '' || isMarker(raw)) return false;
  const word = raw.replace(/[.!?]+$/, '');
  if (rule.line === true && isAuthorizationProse(word)) return false;
  if (word === '' || (!value.quoted && (sign === '=' ? LITERALS : STATES).has(word.toLowerCase()))) return false;
  if (
    !value.quoted &&
    (isCode(raw, value.spaced ? ' ' : sign) || LOOKUP.test(text.slice(value.start, value.start + 160)))
  )
    return false;
  if (REFERENCE.test(word) || (rule.keepNumbers === true && /^\w{1,32}=\d{1,9}$/.test(word))) return false;
  if (sign === '=' && value.spaced && !value.quoted && CODE.test(text.slice(value.start, value.start + 80)))
    return false;
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
  if (first === 123 && SCHEMA.test(text.slice(value.start, value.start + 48))) return sign + 1;
  const more = value.quoted ? -1 : emitBlock(text, sign, value.start, rule, emit);
  if (more !== -1) return more;
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
  if (!value.quoted && rule.line !== true) end = emitMore(text, nameEnd(text, sign), end, rule, emit);
  for (let part = value.quoted ? nextPart(text, end) : -1; part !== -1; part = nextPart(text, end)) {
    end = closing(text, part + 1, text.charCodeAt(part), 0);
    emit(part + 1, end, rule);
  }
  return end;
}

/** Values that a sensitive name introduces in running text: `password=…`, `"apiKey": "…"`, `Cookie: …`, `--token …`. */
export function labelledRules(keys: KeyIndex): readonly ScanRule[] {
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
          // A comparison of two names in source code.
          if (text.startsWith('===', i) && /^={3} ?[A-Za-z_$]/.test(text.slice(i, i + 5))) {
            i += 2;
            continue;
          }
          const name = nameBefore(text, i);
          const rule = name === '' ? undefined : (ruleOf(name, keys) ?? ruleOfWords(text, i, name, keys));
          if (
            rule !== undefined &&
            !isDirectory(name, text, i) &&
            !isPadding(text, i, name) &&
            !isChained(text, i, name)
          )
            i = Math.max(i, emitLabelled(text, i, rule, emit) - 1);
        }
      },
    },
    flagRule(keys),
    ...commandRules,
    callRule,
    ...connectionRules,
    ...markupRules(keys),
    formPartRule(keys),
    ...sqlRules(keys),
    ...proseRules(keys),
    writtenRule(keys),
    ...entropyRules,
  ];
}
