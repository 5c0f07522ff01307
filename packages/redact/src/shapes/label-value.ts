import { isLabel } from '../kinds.ts';
import type { KeyIndex } from '../keys.ts';
import { isFilePath, isOrdinaryValue } from '../ordinary.ts';
import type { KeyRule, RuleName } from '../rule.ts';
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
import { isArgument, isCookieProse, isSaidBare } from './label-said.ts';
import { isMarker } from './marker.ts';
import type { Value } from './values.ts';

// Whether what stands behind a label is its value, or a sentence, source code, or what is said of the value.

/** `Authorization: required`, `Authorization: Bearer <token> is missing`. */
function isAuthorizationProse(line: string): boolean {
  const first = /^[A-Za-z]+/.exec(line)?.[0].toLowerCase() ?? '';
  if (/^(?:true|false|null)[,}]/.test(line) || first === 'default') return true;
  if (/^[A-Za-z][\w-]{2,20}\s(?:[<{[(]{1,2}[A-Za-z _-]+|YOUR_|\$\{?[A-Za-z_]|\*{3}|\.{3}|…)/.test(line)) return true;
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

/** `/etc/[redacted:…].json`: a path in which something was found before. */
function isCleaned(raw: string): boolean {
  const mark = raw.indexOf('[redacted:');
  return mark > 0 && isFilePath(`${raw.slice(0, mark)}x.json`);
}

const PIN: RuleName = { id: 'key-pin', class: 'secret' };

/** Whether a text says how something is set up or what a field is called. */
export function isSaid(text: string, rule: KeyRule, keys: KeyIndex): boolean {
  if (isOrdinaryValue(text, rule) || isLabel(text, rule, keys)) return true;
  // `enter_pin = "Please enter your PIN"`: a code by its longer name.
  return rule.id === 'key-otp' && isLabel(text, PIN, keys);
}

/** Whether what stands behind the label is a value and not the rest of a sentence. */
export function isValue(text: string, value: Value, rule: KeyRule, sign: string, keys: KeyIndex): boolean {
  const raw = text.slice(value.start, Math.min(value.end, value.start + 200));
  if (raw === '' || isMarker(raw)) return false;
  const word = raw.replace(/[.!?]+$/, '');
  if (isSaid(word, rule, keys) || isSaid(raw, rule, keys) || isCleaned(raw)) return false;
  if (rule.line === true && isAuthorizationProse(word)) return false;
  if (
    rule.id === 'key-cookie' &&
    value.spaced &&
    !value.quoted &&
    // What is said of cookies is short; a longer line would be read again for each label in it.
    value.end - value.start === raw.length &&
    isCookieProse(raw, rule)
  )
    return false;
  if (value.quoted ? isArgument(text, value, rule, keys) : isSaidBare(text, value, word, sign, rule, keys))
    return false;
  // A constant that holds the name of the header; the number of a field in a schema.
  if (
    word === 'Authorization' ||
    (sign === '=' && value.spaced && /^\d{1,3};/.test(text.slice(value.start, value.start + 4)))
  )
    return false;
  // `token: Option<String>`
  if (!value.quoted && GENERIC.test(text.slice(value.start, value.end + 2))) return false;
  if (word === '' || (!value.quoted && (sign === '=' ? LITERALS : STATES).has(word.toLowerCase()))) return false;
  if (
    !value.quoted &&
    (isCode(raw, value.spaced ? ' ' : sign) || LOOKUP.test(text.slice(value.start, value.start + 160)))
  )
    return false;
  if (REFERENCE.test(word) || (rule.keepNumbers === true && /^\w{1,32}=\d{1,9}$/.test(word))) return false;
  if (sign === '=' && value.spaced && !value.quoted && CODE.test(text.slice(value.start, value.start + 80)))
    return false;
  if (rule.keepNumbers === true ? /^\d{1,9}$/.test(word) : rule.id === 'key-pin' && /^\d\d?$/.test(word)) return false;
  if (value.quoted || sign === '=' || !value.spaced || rule.line === true) return true;
  if (!/^[A-Za-z]+$/.test(word) || /[a-z][A-Z]/.test(word)) return true;
  if (PROSE.test(word)) return false;
  if (TAKES_WORDS.has(rule.id)) return !NAMES_ONE.test(text.slice(value.start, value.end + 4));
  // One plain word: a value when the text ends there, prose when more words follow.
  return !/^ ?[A-Za-z(]/.test(text.slice(value.end, value.end + 2)) || word.length >= 20;
}

const GENERIC = /^[A-Z][A-Za-z]{2,24}<[A-Z]/;

/** `secret "api-secrets" not found`. */
const NAMES_ONE = /^(?:secret|password|token|key|credential)s? \\?["'`]/i;
