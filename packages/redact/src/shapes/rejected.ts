import type { KeyIndex } from '../keys.ts';
import type { Emit, KeyRule, Spend } from '../rule.ts';
import { isSaid } from './label-value.ts';
import { isMarker } from './marker.ts';

// Values that validators, databases, SDKs and parsers of options repeat in their messages, beside the name of the field that
// refused them: in front of it, behind it, or some words further on.

/** A value in one kind of quotes or another, up to where the sentence goes on. */
const IN_QUOTES = String.raw`(?<quote>["'\x60])(?<value>[^\n]{1,256}?)\k<quote>`;
const OPTION = String.raw`(?:(?:flag|field|key|column|property|parameter|option|header|setting|env(?:ironment)?|variable) ){0,2}["'\x60]?(?:-\w(?:, ?|\/))?[<-]{0,2}(?<name>[\w.$-]{1,128})`;

/** What a message must hold, and its form. A form without a name is about the one that `BEFORE` finds before it. */
const FORMS: readonly (readonly [string, RegExp])[] = [
  ['rejected value [', /field '(?<name>[\w.[\]-]{1,128})': rejected value \[(?<value>[^\n]{1,256}?)\](?=[;,.\s]|$)/dg],
  [
    'input_value=',
    /(?<!\w)input_value=(?:(?<quote>["'])(?<value>[^\n]{1,256}?)\k<quote>|(?<number>\d{1,64})), input_type=/dg,
  ],
  [
    'got invalid value',
    /Variable ["']\$(?<name>\w{1,64})["'] got invalid value (?:(?<quote>["'])(?<value>[^\n]{1,256}?)\k<quote>(?=[;,.\s]|$)|(?<number>[\w+-]{1,128}))(?: at ["'][\w.[\]]{0,128}?(?<last>\w{1,64})["'])?/dg,
  ],
  [
    'for value ',
    / for value ["'](?<value>[^\n]{1,256}?)["'](?: \(type \w{1,32}\))? at path ["'](?<name>[\w.-]{1,128})/dg,
  ],
  ['Path `', /(?<!\w)Path `(?<name>[\w.]{1,128})` \((?<value>[^\s`()]{1,128})\) is /dg],
  ['Value ', /(?<!\w)Value ["'](?<value>[^\n]{1,256}?)["'] at ["'](?<name>[\w.-]{1,128})["'] failed/dg],
  ["field's value: '", /field's value: '(?<value>[^\n]{1,256}?)'(?=[\s"\\}\],.;)]|$)/dg],
  ['Property: ', /(?<!\w)Property: (?<name>[\w.[\]-]{1,160})\r?\n[ \t]{1,8}Value: "?(?<value>[^\n\r"]{1,256})/dg],
  [
    'On instance[',
    /(?<!\w)On instance(?<name>\[[\w.'"[\]-]{1,200}\]):\r?\n?\s{0,8}(?<quote>["'])(?<value>[^\n]{1,256}?)\k<quote>(?=\s|$)/dg,
  ],
  [
    'nvalid ',
    new RegExp(String.raw`[Ii]nvalid (?:\w{1,16} ){0,3}?(?:value|argument) ${IN_QUOTES} for ${OPTION}`, 'dg'),
  ],
  [
    'nvalid value for ',
    new RegExp(
      String.raw`[Ii]nvalid value for ${OPTION}["'\x60>]?(?: / ["'][\w-]{1,64}["'])?: ${IN_QUOTES}(?=[\s:,.;]|$)`,
      'dg',
    ),
  ],
  [
    'annot unmarshal ',
    /annot unmarshal \w{1,16} ["']?(?<value>[^\n"']{1,256}?)["']? into Go struct field (?<name>[\w.]{1,128}) of /dg,
  ],
  [
    ' value ',
    /\bpars(?:e|ing) ["'`]?(?<name>[\w.-]{1,128})["'`]? value (?<quote>["'`])(?<value>[^\n]{1,256}?)\k<quote>(?=[\s:,.;]|$)/dg,
  ],
  [
    'rgument -',
    new RegExp(
      String.raw`(?<!\w)argument ${OPTION}(?: [A-Z_]{1,32})?: invalid [\w ]{1,40}: ${IN_QUOTES}(?=[\s(]|$)`,
      'dg',
    ),
  ],
  ['ncorrect ', /Incorrect \w{1,16} value: '(?<value>[^\n]{1,256}?)' for column [`'"]?(?<name>[\w.`$]{1,160})/dg],
  ['Truncated value: ', /column '(?<name>\w{1,128})'\. Truncated value: '(?<value>[^\n']{1,256})/dg],
  ['duplicate key value is (', /duplicate key value is \((?<value>[^\n]{1,256}?)\)(?=[.\s"\\]|$)/dg],
  ['uplicate entry ', /Duplicate entry '(?<value>[^\n]{1,256}?)' for key '(?<name>[\w.$-]{1,160})'/dg],
];

/** Messages with none of these are none of them. */
const ANY = /[Vv]alue|rgument [-"'`]|uplicate entry|On instance\[|annot unmarshal |Path `/;

/** Where the name stands that a sentence or a line further back has. */
const BEFORE: ReadonlyMap<string, RegExp> = new Map([
  ['input_value=', /(?:^|\n)[ \t]*([^\s:=]{1,128})\r?\n[ \t]{1,8}[^\n]{0,400}$/],
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
  const plain = name.replaceAll(/[[\]'"`$]+/g, '.').replaceAll(/^\.+|\.+$/g, '');
  const column = plain.slice(plain.lastIndexOf('.') + 1);
  return keys.decide(plain) ?? keys.decide(column.replaceAll(ADDED, ''));
}

/** The name in front of a message that has none itself. */
function nameBefore(text: string, at: number, sign: string): string {
  return BEFORE.get(sign)?.exec(text.slice(Math.max(0, at - MAX_BEFORE), at))?.[1] ?? '';
}

/** `'x' is too short` at the head of the message that repeats it at its end. */
function emitFirst(text: string, at: number, value: string, rule: KeyRule, emit: Emit): void {
  const from = Math.max(0, at - 4 * MAX_BEFORE);
  const before = text.slice(from, at);
  for (const quote of `'"`) {
    const first = before.lastIndexOf(`${quote}${value}${quote} `);
    if (first !== -1) emit(from + first + 1, from + first + 1 + value.length, rule);
  }
}

/** Reports the values that messages repeat of fields with a sensitive name. */
export function scanRejected(text: string, keys: KeyIndex, emit: Emit, spend: Spend): void {
  if (!ANY.test(text)) return;
  for (const [sign, form] of FORMS) {
    if (!text.includes(sign)) continue;
    for (const match of text.matchAll(form)) {
      spend(BEFORE.has(sign) ? 4 * STEPS : STEPS, match.index);
      const { name, last, value, number } = match.groups ?? {};
      const rule = ruleOf(last ?? name ?? nameBefore(text, match.index, sign), keys);
      const raw = value ?? number ?? '';
      const place = match.indices?.groups?.[value === undefined ? 'number' : 'value'];
      if (rule === undefined || place === undefined || isMarker(raw) || isSaid(raw, rule, keys) || NONE.test(raw))
        continue;
      if (rule.keepNumbers === true && COUNT.test(raw)) continue;
      emit(place[0], place[1], rule);
      if (sign === 'On instance[') emitFirst(text, match.index, raw, rule, emit);
    }
  }
}
