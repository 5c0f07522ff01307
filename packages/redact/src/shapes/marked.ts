import { HAS_CENTRE, HAS_RUN } from '../bits.ts';
import { compared, HEX, sample, type Emit, type ScanRule } from '../rule.ts';

/** A key without a beginning: a mark in its middle or at its end says whose it is. */
interface Mark {
  readonly text: string;
  /** Characters before the mark, at least. */
  readonly before: number;
  /** Characters behind the mark, at least and at most; padding does not count. */
  readonly behind: readonly [number, number];
}

const mark = (text: string, before: number, least: number, most: number): Mark => ({
  text,
  before,
  behind: [least, most],
});

/** Longest part before a mark that is read. */
const MAX_BEFORE = 96;

/** Base64 in both alphabets. */
function isKeyCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 47 && code <= 57) ||
    code === 43 ||
    code === 45 ||
    code === 95
  );
}

function scanMark(text: string, { text: literal, before, behind: [least, most] }: Mark, emit: Emit): void {
  let done = 0;
  for (let at = text.indexOf(literal); at !== -1; at = text.indexOf(literal, done)) {
    let start = at;
    while (start > done && at - start < MAX_BEFORE && isKeyCharacter(text.charCodeAt(start - 1))) start--;
    const from = at + literal.length;
    let end = from;
    while (end - from <= most && isKeyCharacter(text.charCodeAt(end))) end++;
    // Read on behind what was read, so that a text full of marks is read a bounded number of times.
    done = end;
    if (at - start < before || at - start >= MAX_BEFORE || end - from < least || end - from > most) continue;
    while (text[end] === '=' && end - from < most + 2) end++;
    done = end;
    emit(start, end);
  }
}

function markedRule(id: string, source: string, marks: readonly Mark[], ...examples: readonly string[]): ScanRule {
  return {
    kind: 'scan',
    id,
    class: 'secret',
    source,
    examples,
    needs: HAS_RUN,
    scan(text, emit) {
      for (const each of marks) scanMark(text, each, emit);
    },
  };
}

/** The newer keys of Mailgun: 32, 8 and 8 hexadecimal digits. */
const mailgun: ScanRule = {
  kind: 'scan',
  id: 'mailgun-private-key',
  class: 'secret',
  source: compared('https://documentation.mailgun.com/docs/mailgun/api-reference/authentication/'),
  get examples() {
    return [`${sample('', 32, HEX)}-${sample('', 8, HEX)}-${sample('', 8, HEX)}`];
  },
  needs: HAS_CENTRE,
  scan(text, emit) {
    const form = /(?<![A-Za-z0-9])[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}(?![A-Za-z0-9-])/g;
    for (const match of text.matchAll(form)) emit(match.index, match.index + match[0].length);
  },
};

/** Keys that a mark tells, where a beginning cannot. */
export const markedRules: readonly ScanRule[] = [
  mailgun,
  // Keys that Microsoft made recognisable: the mark of the service, then what counts and checks.
  markedRule(
    'azure-key',
    compared('https://github.com/microsoft/security-utilities'),
    [
      mark('AZDO', 60, 4, 8),
      mark('JQQJ99', 40, 20, 40),
      mark('+ASt', 60, 4, 10),
      mark('+ABa', 60, 4, 10),
      mark('ACDb', 60, 4, 10),
      mark('APIM', 60, 4, 10),
      mark('AzFu', 36, 4, 10),
      mark('AzSe', 36, 4, 10),
      mark('AzCa', 26, 4, 10),
      mark('+ACR', 36, 4, 10),
      mark('+ASb', 30, 4, 10),
      mark('+AEh', 30, 4, 10),
      mark('+ARm', 30, 4, 10),
      mark('AIoT', 30, 4, 10),
    ],
    `${sample('', 76)}AZDO${sample('', 4)}`,
    `${sample('', 76)}+ASt${sample('', 6)}==`,
    `${sample('', 44)}AzFu${sample('', 6)}==`,
    `${sample('', 52)}JQQJ99${sample('', 26)}`,
  ),
  markedRule(
    'newrelic-license',
    compared('https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/#license-key'),
    [mark('NRAL', 36, 0, 0)],
    `${sample('', 32, HEX)}FFFFNRAL`,
    `${sample('', 36, HEX)}NRAL`,
  ),
  markedRule(
    'maxmind-key',
    compared('https://support.maxmind.com/hc/en-us/articles/4407111582235-Generate-a-License-Key'),
    [mark('_mmk', 36, 0, 0)],
    `${sample('', 6)}_${sample('', 29)}_mmk`,
  ),
];
