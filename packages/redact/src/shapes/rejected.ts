import { expression } from '../expression.ts';
import { isWordAt } from '../chars.ts';
import type { KeyIndex } from '../keys.ts';
import type { Emit, KeyRule, Spend } from '../rule.ts';
import { isSaid } from './label-value.ts';
import { isMarker } from './marker.ts';

// Values that validators, databases, SDKs and parsers of options repeat in their messages, beside the name of the field that
// refused them: in front of it, behind it, or some words further on.

/** A quote, also escaped. */
const Q = String.raw`\\{0,2}["'\x60]`;
/** A value in one kind of quotes or another, up to where the sentence goes on. */
const IN_QUOTES = String.raw`(?<quote>${Q})(?<value>[^\n]{1,256}?)\k<quote>`;
const LINE = String.raw`(?:\r?\n|\\n)`;
const NAME = '(?<name>[\\w.$-]{1,128})';
const OPTION = String.raw`(?:(?:flag|field|key|column|property|parameter|option|header|setting|env(?:ironment)?|variable) ){0,2}(?:${Q})?(?:-\w(?:, ?|\/))?[<-]{0,2}${NAME}`;
const STOP = String.raw`(?=[\s:,.;(\\"']|$)`;

/** What a message must hold, and its form. A form without a name is about the one that `BEFORE` finds. */
const FORMS: readonly (readonly [string, () => RegExp])[] = (
  [
    [
      'rejected value [',
      String.raw`field '(?<name>[\w.[\]-]{1,128})': rejected value \[(?<value>[^\n]{1,256}?)\](?=[;,.\s"\\]|$)`,
    ],
    ['input_value=', String.raw`(?<!\w)input_value=(?:${IN_QUOTES}|(?<number>\d{1,64})), input_type=`],
    [
      'got invalid value',
      String.raw`Variable ${Q}\$(?<name>\w{1,64})${Q} got invalid value (?:${IN_QUOTES}${STOP}|(?<number>[\w+-]{1,128}))(?: at ${Q}(?<last>[\w.[\]]{1,192})${Q})?`,
    ],
    ['for value ', String.raw` for value ${IN_QUOTES}(?: \(type \w{1,32}\))? at path ${Q}${NAME}`],
    ['Path `', String.raw`(?<!\w)Path \x60${NAME}\x60 \((?<value>[^\s\x60()]{1,128})\) is `],
    ['Value ', String.raw`(?<!\w)Value ${IN_QUOTES} at ${Q}${NAME}${Q} failed`],
    ["field's value: '", String.raw`field's value: '(?<value>[^\n]{1,256}?)'(?=[\s"\\}\],.;)]|$)`],
    [
      'Property: ',
      String.raw`(?<!\w)Property: (?<name>[\w.[\]-]{1,160})${LINE}[ \t]{1,8}Value: (?:${Q})?(?<value>[^\n\r"\\]{1,256})`,
    ],
    [
      'On instance[',
      String.raw`(?<!\w)On instance(?<name>\[[\w.'"[\]-]{1,200}\]):(?:${LINE})?\s{0,8}${IN_QUOTES}${STOP}`,
    ],
    ['nvalid ', String.raw`[Ii]nvalid (?:\w{1,16} ){0,3}?(?:value|argument) ${IN_QUOTES} for ${OPTION}`],
    [
      'nvalid value for ',
      String.raw`[Ii]nvalid value for '-{0,2}(?<name>[\w-]{1,64})'(?: / '[\w-]{1,64}')?: '(?<value>[^\n']{1,256})'`,
    ],
    [
      'annot unmarshal ',
      String.raw`annot unmarshal \w{1,16} (?:${Q})?(?<value>[^\n"'\\]{1,256}?)(?:${Q})? into Go struct field ${NAME} of `,
    ],
    [' value ', String.raw`\bpars(?:e|ing) (?:${Q})?${NAME}(?:${Q})? value ${IN_QUOTES}${STOP}`],
    [
      'rgument -',
      String.raw`(?<!\w)argument (?:-\w\/)?--?(?<name>[a-z][\w-]{0,63})(?: [A-Z_]{1,32})?: invalid (?:\w{1,16} )?(?:choice|value): '(?<value>[^\n']{1,256})'`,
    ],
    [
      'nput string: ',
      String.raw`property '${NAME}'; (?:nested exception is [\w.]{1,100}: )?[Ff]or input string: ${IN_QUOTES}`,
    ],
    [' valid for ', String.raw`\bvalue ${IN_QUOTES} is not valid for ${NAME}`],
    [
      'ncorrect ',
      String.raw`Incorrect \w{1,16} value: '(?<value>[^\n]{1,256}?)' for column (?:${Q})?(?<name>[\w.\x60$]{1,160})`,
    ],
    ['Truncated value: ', String.raw`column '${NAME}'\. Truncated value: '(?<value>[^\n']{1,256})`],
    ['duplicate key value is (', String.raw`duplicate key value is \((?<value>[^\n]{1,256}?)\)(?=[.\s"\\]|$)`],
    ['uplicate entry ', String.raw`Duplicate entry '(?<value>[^\n]{1,256}?)' for key '${NAME}'`],
  ] as const
).map(([sign, form]) => [sign, expression(form, 'dg')]);

/** Messages with none of these are none of them. */
const ANY = /[Vv]alue|rgument [-"'`]|uplicate entry|On instance\[|annot unmarshal |Path `/;

/** Where the name stands that a sentence or a line further back has. */
const BEFORE: ReadonlyMap<string, RegExp> = new Map([
  ["field's value: '", /field \[([\w.-]{1,128})\][^\n]{0,300}$/],
  ['duplicate key value is (', /(?:constraint|index) ["']([\w.$-]{1,160})["'][^\n]{0,300}$/],
]);
const MAX_BEFORE = 600;
/** What an index or a constraint adds to the name of its column. */
const ADDED = /^(?:uq|uk|ux|ix|idx|unique|index)_|_(?:unique|uniq|uq|uk|ux|key|idx|index|ix)$/gi;
const STEPS = 300;
/** A name with `keepNumbers` keeps what can be a count. */
const COUNT = /^\d{1,9}$/;
const NONE = /^(?:null|none|nil|undefined|true|false|nan)$/i;

function ruleOf(name: string, keys: KeyIndex): KeyRule | undefined {
  const plain = name
    .split(/[[\]'"`$.]/)
    .filter((part) => part !== '')
    .join('.');
  const column = plain.slice(plain.lastIndexOf('.') + 1);
  return keys.decide(plain) ?? keys.decide(column.replaceAll(ADDED, ''));
}

/** The name in front of a message that has none itself. */
function nameBefore(text: string, at: number, sign: string): string {
  const before = text.slice(Math.max(0, at - MAX_BEFORE), at);
  // The name of the field stands alone on the line above what is said of it.
  if (sign === 'input_value=')
    return (
      before
        .split(/\n|\\n/)
        .at(-2)
        ?.trim() ?? ''
    );
  return BEFORE.get(sign)?.exec(before)?.[1] ?? '';
}

/** Shorter values stand in other places by chance. */
const SHORTEST = 5;
const MAX_BEHIND = 400;

/** The same value once more in one message: `'x' is too short … On instance['password']: 'x'`. */
function emitAgain(text: string, from: number, to: number, value: string, rule: KeyRule, emit: Emit): void {
  if (value.length < SHORTEST) return;
  const part = text.slice(Math.max(0, from), to);
  for (let at = part.indexOf(value); at !== -1; at = part.indexOf(value, at + value.length)) {
    const start = Math.max(0, from) + at;
    if (!isWordAt(text, start - 1) && !isWordAt(text, start + value.length)) emit(start, start + value.length, rule);
  }
}

/** Reports the values that messages repeat of fields with a sensitive name. */
export function scanRejected(text: string, keys: KeyIndex, emit: Emit, spend: Spend): void {
  if (!ANY.test(text)) return;
  for (const [sign, form] of FORMS) {
    if (!text.includes(sign)) continue;
    for (const match of text.matchAll(form())) {
      const { name, last, value, number } = match.groups ?? {};
      spend(last === undefined && name === undefined ? 4 * STEPS : STEPS, match.index);
      const rule = ruleOf(last ?? name ?? nameBefore(text, match.index, sign), keys);
      const raw = value ?? number ?? '';
      const place = match.indices?.groups?.[value === undefined ? 'number' : 'value'];
      if (rule === undefined || place === undefined || isMarker(raw) || isSaid(raw, rule, keys) || NONE.test(raw))
        continue;
      if (rule.keepNumbers === true && COUNT.test(raw)) continue;
      emit(place[0], place[1], rule);
      if (sign === 'On instance[') emitAgain(text, match.index - 4 * MAX_BEFORE, match.index, raw, rule, emit);
      emitAgain(text, place[1], place[1] + MAX_BEHIND, raw, rule, emit);
    }
  }
}
