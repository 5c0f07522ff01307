import { expression } from './expression.ts';
import type { KeyIndex } from './keys.ts';
import type { RuleName } from './rule.ts';

// What stands under a telling name of one kind and is no value of that kind: a colour under `token`, a connector under `pin`.

/** Where the value is to be found: in the environment, in a vault, in what a template is given. */
const REFERENCE =
  /^(?:\$\{\{? ?(?:(?:env|ssm|file|secrets?|vault):)?[\w./-]{1,80}:? ?\}?\}|\$\(\w{2,40}\)|\$[A-Z]{2,20}(?:_[A-Z]{2,20}){1,4}|\{\{[\w .:/$|'"(),-]{1,100}\}\}|%env\([\w:]{1,60}\)%|process\.env\.\w{1,60}|(?:(?:env|op|vault):|alias\/)[\w ./#-]{3,120})$/;
/** What an example leaves to be filled in. */
const FILLED =
  /^(?:<[A-Za-z]{2,20}(?:[ _-][A-Za-z]{1,20}){0,4}>|your[_-](?:[a-z]{1,12}[_-]){0,3}(?:key|token|secret|password|here))$/i;
/** Of a public key, as OpenSSH prints it. */
const FINGERPRINT = /^(?:SHA256:[A-Za-z\d+/]{43}=?|MD5(?::[\da-f]{2}){16})$/;
/** Types of columns and of fields, and what a form asks of one. */
const TYPE = /^(?:string|text|uuid|bytea|boolean|(?:var)?char\(\d{1,4}\)?)\??(?: (?:not )?null)?$/i;
const ASKS =
  /^(?:required|nullable|string|sometimes|confirmed|current_password|(?:min|max|exists|unique):[a-z\d_,]{1,40})$/;
/** The tokens of a design. */
const DESIGN =
  /^(?:\$|--)?(?:colou?r|space|spacing|font|size|radius|border|shadow|motion|surface)(?:[./_-][a-z\d]{1,16}){1,6}$/;
const BY_RULE: ReadonlyMap<string, RegExp> = new Map([
  ['key-token', /^(?:[A-Z]{2,4}|T_[A-Z_]{2,30}|[LR](?:PAREN|BRACE)|IDENT(?:IFIER)?|access|refresh|user|new)$/],
  ['key-pin', /^(?:(?:GPIO|IO|D|A|TX|RX|P[A-K]?)\d{1,2}|(?:top|bottom)(?:-(?:left|right))?|left|right|email)$/],
]);
const LONGEST = 200;

/** Whether a text says where a value is, of what type it is, or something else that values of this rule are not. */
export function isKind(text: string, { id }: RuleName): boolean {
  if (text.length > LONGEST) return false;
  if (BY_RULE.get(id)?.test(text) === true) return true;
  if (id === 'key-token' && DESIGN.test(text)) return true;
  if (REFERENCE.test(text) || FILLED.test(text) || FINGERPRINT.test(text)) return true;
  return TYPE.test(text) || text.split('|').every((one) => ASKS.test(one));
}

/** Names whose words are asked for alone: what follows a street or a secret of somebody may hold the word too. */
const NO_LABELS: ReadonlySet<string> = new Set(['key-secret', 'key-address', 'key-special-category']);
const WORDS = expression(String.raw`^(?![a-z])[\p{L}\p{M}'’ -]{2,48}[.?!:…]?$`, 'u');

/** Whether a text is what a page calls the field: `New password`, `Passwort wiederholen`, `IBAN`. */
export function isLabel(text: string, { id }: RuleName, keys: KeyIndex): boolean {
  if (NO_LABELS.has(id) || !WORDS().test(text)) return false;
  if (id === 'key-card-code') return true;
  const whole = keys.decide(text)?.id === id;
  // `AdminPassword` is somebody's password, and a bad one.
  if (!text.includes(' ')) return whole && text !== 'PASSWORD' && !/\p{Ll}\p{Lu}/u.test(text);
  return whole || text.split(/[ .?!:…]/).some((word) => keys.decide(word)?.id === id);
}
