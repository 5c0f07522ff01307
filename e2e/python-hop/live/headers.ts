import { randomUUID } from 'node:crypto';
import fc from 'fast-check';

const JWT_HEAD = Buffer.from('{"alg":"HS256"}').toString('base64url');

/** Values of `x-request-id` that a caller may send; a list stands for repeated headers. Credentials are put together here. */
export const HOSTILE: Readonly<Record<string, readonly string[]>> = {
  'a UUID': [randomUUID()],
  'the shortest': ['12345678'],
  'the longest': ['a'.repeat(128)],
  'one too short': ['1234567'],
  'one too long': ['a'.repeat(129)],
  oversized: ['a'.repeat(6_000)],
  empty: [''],
  'white space around it': ['  around-it-1 \t'],
  'a space': ['with a space'],
  'a tab': ['with\ta-tab'],
  markup: ['<script>alert(1)</script>'],
  'a formula': ['=cmd|calc-000'],
  'an e-mail address': ['jane@example.com'],
  'a path': ['../../etc/passwd'],
  'an encoded line break': ['abc%0d%0aset-cookie:x=1'],
  'letters beyond ASCII': ['uml\u00e4ut-identifier'],
  'bytes beyond ASCII': ['\u00ff\u00fe\u0080-identifier'],
  'a full stop at the start': ['.hidden-file'],
  base64: ['aGVsbG8gd29ybGQ+/w=='],
  repeated: ['first-request-id', 'second-request-id'],
  'repeated, the same': ['first-request-id', 'first-request-id'],
  folded: ['first-request-id, second-request-id'],
  'a comma at the end': ['first-request-id,'],
  'a JWT': [`${JWT_HEAD}.${JWT_HEAD}.${'x'.repeat(43)}`],
  'a payment key': [['sk', 'live', '0'.repeat(24)].join('_')],
  'a code host token': [['ghp', 'a1'.repeat(18)].join('_')],
  'a cloud key': [['AK', 'IA', 'Q7'.repeat(8)].join('')],
  'a longer word that begins like one': [['AK', 'IA', 'Q7'.repeat(9)].join('')],
  'a card number': [`4${'1'.repeat(15)}`],
  'digits that are no card number': [`4${'1'.repeat(14)}2`],
  'non-ASCII digits': ['\u00b2\u00b3\u00b9'.repeat(5)],
};

/** Values that nobody chose: bytes that may stand in a header, mostly near the rules' edges. */
export function randomValues(count: number): readonly string[] {
  const near = fc.constantFrom(...'aZ09._~+/=:-@ ,;"%<\u00e9'.split(''));
  const any = fc.integer({ min: 0x21, max: 0xff }).map((code) => (code === 0x7f ? 'x' : String.fromCharCode(code)));
  const text = fc.array(fc.oneof({ arbitrary: near, weight: 4 }, any), { minLength: 1, maxLength: 140 });
  return fc.sample(text, { numRuns: count, seed: 20261121 }).map((letters) => letters.join('').trim());
}

/** What no HTTP parser takes: there is no request then, and so no line. */
export const UNPARSABLE: Readonly<Record<string, readonly string[]>> = {
  'a NUL': ['abcdefgh\0abcdefgh'],
  'a bare line feed': ['abcdefgh\nno colon here'],
  'more than a head may have': ['a'.repeat(200_000)],
};

/** Values of `traceparent`, with `T` for a trace ID and `P` for a span ID; a list stands for repeated headers. */
export const TRACEPARENTS: readonly (readonly string[])[] = [
  ['00-T-P-00'],
  ['00-T-P-01'],
  ['00-T-P-ff'],
  [' 00-T-P-01 '],
  ['01-T-P-01'],
  ['cc-T-P-01-what-a-later-version-may-add'],
  ['00-T-P-01-more'],
  ['ff-T-P-01'],
  ['0-T-P-01'],
  ['00-T-P-1'],
  ['00-T-P'],
  ['00_T_P_01'],
  ['00-T-0000000000000000-01'],
  [`00-${'0'.repeat(32)}-P-01`],
  ['00-TT-P-01'],
  ['00-T-P-0G'],
  ['00-T-P-01', '00-T-P-01'],
  ['00-T-P-01, 00-T-P-01'],
  [''],
];
