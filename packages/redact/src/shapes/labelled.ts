import { HAS_LABEL } from '../bits.ts';
import type { KeyIndex } from '../keys.ts';
import { isNameOfSecret } from '../settings.ts';
import type { Emit, KeyRule, ScanRule } from '../rule.ts';
import { callRule } from './call.ts';
import { commandRules } from './command.ts';
import { connectionRules } from './connection.ts';
import { entropyRules } from './entropy.ts';
import { flagRule } from './flag.ts';
import { formPartRule } from './form-part.ts';
import { seedPhraseEnd } from './guess.ts';
import { isChained, isDirectory, isPadding, isSign, nameBefore, ruleOf, ruleOfWords } from './label-name.ts';
import { isSaid, isValue } from './label-value.ts';
import { isMarker } from './marker.ts';
import { emitBlock, emitMore, emitTuple, nameEnd, NEXT_TIME } from './more.ts';
import { markupRules } from './markup.ts';
import { proseRules } from './prose.ts';
import { sqlRules } from './sql.ts';
import { writtenRule } from './written.ts';
import { closing, createLineEnd, type LineEnd } from './value-ends.ts';
import { block, nextPart, structure, valueAfter } from './values.ts';

export { isMarker } from './marker.ts';

const TYPED = /^: ?&?(?:[A-Z]\w{0,15}[<[])?[A-Za-z]\w{0,23}[>\]]?\??(?: \| ?\w{1,16})? =(?=[ "'])/;
/** The type of a field in a schema. */
const SCHEMA = /^\{\s{0,4}\\{0,4}["']?(?:type|\$ref)\\{0,4}["']?\s{0,2}:/;

/** Whether the name before this colon is that of a variable in `${…}`. */
function isExpansion(text: string, sign: number): boolean {
  return /\$\{[A-Za-z_]\w{0,63}$/.test(text.slice(Math.max(0, sign - 66), sign));
}

/** `secrets:read`, `npm run secrets:lint`, `secrets=0`: what may or shall be done with all of a kind, and how many there are. */
const OF_MANY =
  /[a-rt-z]s(?::(?:read|write|admin|delete|list|create|update|manage|rotate|revoke|view|edit|lint|check|scan|sync|generate|test|build|\*)|=\d{1,3})(?![\w-]|\.\d)/iy;

/** Within brackets, as others write that something was taken away. */
const HIDDEN = /^(?:redacted|filtered|masked|removed|scrubbed)$/i;

/** What `go test` prints. */
const GO_TEST = /--- PASS: (?:Test|Example|Benchmark|Fuzz)[A-Z_]\w{0,80}/y;

/** `auth:sanctum`, `token:revoke`, `basic-auth:staging`: a part of a name that goes on behind the colon. */
const PART =
  /(?:(?<![A-Za-z])[a-z-]{0,12}(?:auth|session):(?!\/)[a-z]{2,16}|(?:token|api_?key|secret|password)s?:(?:read|write|delete|list|create|rotate|revoke|refresh|reset|verify|changed|expired))(?=$|[\s,"'`|)\]:])/y;

function isPart(text: string, sign: number): boolean {
  let from = sign;
  while (from > 0 && sign - from < 24 && /[a-z_-]/.test(text.charAt(from - 1))) from--;
  PART.lastIndex = from;
  return PART.test(text);
}

/** Reports what stands behind a sensitive name and says where it ends. */
function emitLabelled(text: string, sign: number, rule: KeyRule, keys: KeyIndex, emit: Emit, lineEnd: LineEnd): number {
  OF_MANY.lastIndex = Math.max(0, sign - 2);
  if (OF_MANY.test(text)) return OF_MANY.lastIndex;
  GO_TEST.lastIndex = Math.max(0, sign - 8);
  if (GO_TEST.test(text)) return GO_TEST.lastIndex;
  if (text.charCodeAt(sign) === 58 && isPart(text, sign)) return sign + 1;
  const value = valueAfter(text, sign, rule.line === true ? lineEnd : undefined);
  const named = nameEnd(text, sign);
  const isShown = (from: number, to: number): boolean => {
    const raw = text.slice(from, Math.min(to, from + 200));
    return (
      isMarker(raw) ||
      HIDDEN.test(raw) ||
      isSaid(raw, rule, keys) ||
      (text[named - 1] === 's' && isNameOfSecret(raw, keys))
    );
  };
  const first = text.charCodeAt(value.start);
  if (first === 123 && SCHEMA.test(text.slice(value.start, value.start + 48))) return sign + 1;
  const more = value.quoted ? -1 : emitBlock(text, sign, value.start, rule, emit);
  if (more !== -1) return more;
  if (!value.quoted && (first === 91 || first === 123) && !text.startsWith('[redacted:', value.start)) {
    return structure(text, value.start, (from, to, quoted) => {
      if ((quoted || rule.keepNumbers !== true) && !isShown(from, to)) emit(from, to, rule);
    });
  }
  if (!value.quoted && (value.start === value.end || first === 124 || first === 62 || first === 33)) {
    const end = block(text, sign, (from, to) => {
      if (!isShown(from, to)) emit(from, to, rule);
    });
    if (end > 0) return end;
  }
  // `secret_key: str = "…"`: a type, and then the value.
  const typed = value.quoted ? null : TYPED.exec(text.slice(sign, sign + 64));
  if (typed !== null) return emitLabelled(text, sign + typed[0].length - 1, rule, keys, emit, lineEnd);
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
  if (!isValue(text, value, rule, text.charAt(sign), keys)) return sign + 1;
  emit(value.start, value.end, rule);
  let { end } = value;
  if (!value.quoted && rule.line !== true) end = emitMore(text, named, end, rule, emit);
  if (value.quoted && text[value.start - 2] === '(') end = emitTuple(text, end, rule, emit);
  if (value.quoted && text[value.start - 2] === '=') end = emitTuple(text, end, rule, emit, NEXT_TIME);
  for (let part = value.quoted ? nextPart(text, end) : -1; part !== -1; part = nextPart(text, end)) {
    end = closing(text, part + 1, text.charCodeAt(part), 0);
    emit(part + 1, end, rule);
  }
  return end;
}

/** What it takes to read behind one label. */
const STEPS = 300;

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
      scan(text, emit, spend) {
        const lineEnd = createLineEnd(text);
        for (let i = 0; i < text.length; i++) {
          if (!isSign(text.charCodeAt(i))) continue;
          // `${NAME:?what is said when it is missing}`
          if (text.charCodeAt(i + 1) === 63 && isExpansion(text, i)) continue;
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
          ) {
            spend(STEPS, i);
            i = Math.max(i, emitLabelled(text, i, rule, keys, emit, lineEnd) - 1);
          }
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
