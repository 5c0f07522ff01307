/** A request by its header lines, as they are written to the wire, and what the next service must receive. */
export interface TraceContextCase {
  readonly name: string;
  readonly lines: readonly (readonly [name: string, value: string])[];
  readonly trace: 'continued' | 'new';
  /** The flags that go out. @default '02' for a new trace, else '01' */
  readonly flags?: string;
  /** The `tracestate` that goes out; absent: none. */
  readonly state?: string;
  /** Node's HTTP/2 cannot send such a header: names are lower case and values have no white space around them. */
  readonly http1Only?: true;
}

export const TRACE_ID = '12345678901234567890123456789012';
export const PARENT_ID = '1234567890123456';

const OTHER_TRACE_ID = '12345678901234567890123456789011';
const FIELDS = `${TRACE_ID}-${PARENT_ID}`;
const VALID = `00-${FIELDS}-01`;

type Lines = TraceContextCase['lines'];
const parent = (value: string): Lines => [['traceparent', value]];
const states = (...values: readonly string[]): Lines => [
  ['traceparent', VALID],
  ...values.map((value) => ['tracestate', value] as const),
];
const members = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => `m${index + from}=${index + from}`).join(',');

const starts = (name: string, lines: Lines): TraceContextCase => ({ name, lines, trace: 'new' });
const goesOn = (name: string, lines: Lines, rest: Partial<TraceContextCase> = {}): TraceContextCase => ({
  name,
  lines,
  trace: 'continued',
  ...rest,
});
/** The trace goes on; of the state arrives what is given here, or nothing. */
const keeps = (name: string, value: string | readonly string[], state?: string): TraceContextCase =>
  goesOn(name, states(...[value].flat()), state === undefined ? {} : { state });

/** Every visible ASCII character and the space that a value may hold. */
const VALUE_CHARACTERS = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index))
  .filter((character) => character !== ',' && character !== '=')
  .join('');

const parentCases: readonly TraceContextCase[] = [
  starts('no header at all', []),
  starts('tracestate without traceparent', [['tracestate', 'foo=1']]),
  goesOn('sampled', parent(VALID)),
  goesOn('not sampled', parent(`00-${FIELDS}-00`), { flags: '00' }),
  goesOn('random', parent(`00-${FIELDS}-02`), { flags: '02' }),
  goesOn('sampled and random', parent(`00-${FIELDS}-03`), { flags: '03' }),
  goesOn('reserved flags are not passed on', parent(`00-${FIELDS}-fc`), { flags: '00' }),
  goesOn('all flags', parent(`00-${FIELDS}-ff`), { flags: '03' }),
  goesOn('the name in another case', [['TraceParent', VALID]]),
  goesOn('the name in capitals', [['TRACEPARENT', VALID]]),
  goesOn('spaces and tabs around the value', parent(`\t ${VALID} \t`), { http1Only: true }),
  goesOn('no space behind the colon', parent(VALID)),
  goesOn('the highest version', parent(`fe-${FIELDS}-01`)),
  goesOn('a higher version with more fields', parent(`cc-${FIELDS}-01-what-the-future-will-be-like`)),
  goesOn('a higher version with an empty field', parent(`cc-${FIELDS}-01-`)),
  starts('a higher version without a dash behind the flags', parent(`cc-${FIELDS}-01.what`)),
  starts('a higher version with flags of three digits', parent(`cc-${FIELDS}-011`)),
  starts('a higher version, too short', parent(`cc-${FIELDS}-1`)),
  starts('version 00 with more fields', parent(`${VALID}-what-the-future-will-be-like`)),
  starts('version 00 with a dash behind the flags', parent(`${VALID}-`)),
  starts('version ff', parent(`ff-${FIELDS}-01`)),
  starts('a version of one digit', parent(`0-${FIELDS}-01`)),
  starts('a version of three digits', parent(`000-${FIELDS}-01`)),
  starts('a version that is no number', parent(`.0-${FIELDS}-01`)),
  starts('a version in upper case', parent(`0A-${FIELDS}-01`)),
  starts('a trace ID of zeros', parent(`00-${'0'.repeat(32)}-${PARENT_ID}-01`)),
  starts('a trace ID in upper case', parent(`00-${'ABCDEF'.padEnd(32, '0')}-${PARENT_ID}-01`)),
  starts('a short trace ID', parent(`00-${TRACE_ID.slice(1)}-${PARENT_ID}-01`)),
  starts('a long trace ID', parent(`00-${TRACE_ID}3-${PARENT_ID}-01`)),
  starts('a trace ID with another character', parent(`00-.${TRACE_ID.slice(1)}-${PARENT_ID}-01`)),
  starts('a parent ID of zeros', parent(`00-${TRACE_ID}-${'0'.repeat(16)}-01`)),
  starts('a parent ID in upper case', parent(`00-${TRACE_ID}-${'ABCDEF'.padEnd(16, '0')}-01`)),
  starts('a short parent ID', parent(`00-${TRACE_ID}-${PARENT_ID.slice(1)}-01`)),
  starts('a long parent ID', parent(`00-${TRACE_ID}-${PARENT_ID}7-01`)),
  starts('a parent ID with another character', parent(`00-${TRACE_ID}-.${PARENT_ID.slice(1)}-01`)),
  starts('flags of one digit', parent(`00-${FIELDS}-1`)),
  starts('flags of three digits', parent(`00-${FIELDS}-001`)),
  starts('flags in upper case', parent(`00-${FIELDS}-0B`)),
  starts('flags that are no number', parent(`00-${FIELDS}-.0`)),
  starts('no flags', parent(`00-${FIELDS}`)),
  starts('underscores between the fields', parent(VALID.replaceAll('-', '_'))),
  starts('a space within', parent(`00-${TRACE_ID}- ${PARENT_ID}-01`)),
  starts('a no-break space around it', parent(`\u00a0${VALID}\u00a0`)),
  starts('nothing but the name', parent('')),
  starts('two headers with different traces', [...parent(`00-${OTHER_TRACE_ID}-${PARENT_ID}-01`), ...parent(VALID)]),
  starts('two headers of a higher version', [...parent(`cc-${FIELDS}-01-x`), ...parent(`cc-${FIELDS}-01-x`)]),
  starts('two headers, the same', [...parent(VALID), ...parent(VALID)]),
  starts('two headers, one of them bad', [...parent(VALID), ...parent('bad')]),
  starts('two values in one header', parent(`${VALID},${VALID}`)),
  starts('two headers whose names differ by case', [...parent(VALID), ['TRACEPARENT', VALID]]),
  starts('the name with an underscore', [['trace_parent', VALID]]),
  starts('a bad traceparent takes the tracestate with it', [...parent(`ff-${FIELDS}-01`), ['tracestate', 'foo=1']]),
  starts('two traceparents take the tracestate with them', [...parent(VALID), ...parent(VALID), ['tracestate', 'a=1']]),
];

const stateCases: readonly TraceContextCase[] = [
  keeps('one member', 'foo=1', 'foo=1'),
  keeps('the order of members', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'),
  goesOn('tracestate before traceparent', [['tracestate', 'foo=1'], ...parent(VALID)], { state: 'foo=1' }),
  goesOn('the name in another case', [...parent(VALID), ['TraceState', 'foo=1']], { state: 'foo=1' }),
  goesOn('a higher version brings its state', [...parent(`cc-${FIELDS}-01-x`), ['tracestate', 'a=1']], {
    state: 'a=1',
  }),
  keeps('an empty header', ''),
  keeps('only empty members', ' , ,'),
  keeps('two headers', ['foo=1', 'bar=2'], 'foo=1,bar=2'),
  keeps(
    'three headers, lists among them',
    ['foo=1,bar=2', 'rojo=1,congo=2', 'baz=3'],
    'foo=1,bar=2,rojo=1,congo=2,baz=3',
  ),
  keeps('an empty header among others', ['foo=1', '', 'bar=2'], 'foo=1,bar=2'),
  keeps('empty members', 'foo=1,,,bar=2', 'foo=1,bar=2'),
  keeps('an empty member first and last', ',foo=1,', 'foo=1'),
  keeps('spaces and tabs around members', 'foo=1 \t , \t bar=2, \t baz=3', 'foo=1,bar=2,baz=3'),
  { ...keeps('spaces and tabs around the list', '\t foo=1 \t', 'foo=1'), http1Only: true },
  keeps('members of white space alone', 'foo=1, \t ,bar=2', 'foo=1,bar=2'),
  keeps('a key twice: the first', 'foo=1,foo=1', 'foo=1'),
  keeps('a key twice with two values: the first', 'foo=1,bar=2,foo=3', 'foo=1,bar=2'),
  keeps('a key twice in two headers: the first', ['foo=1', 'foo=2'], 'foo=1'),
  keeps('32 members', members(32), members(32)),
  keeps('32 members in two headers', [members(16), members(16, 16)], members(32)),
  keeps('33 members', members(33)),
  keeps('33 members in two headers', [members(32), 'last=1']),
  keeps('32 members and empty ones', `,${members(32)},,`, members(32)),
  keeps('a key of every kind of character', 'az09_-*/@=1', 'az09_-*/@=1'),
  keeps('a key that starts with a digit', '0foo=1', '0foo=1'),
  keeps('a key of 256 characters', `${'z'.repeat(256)}=1`, `${'z'.repeat(256)}=1`),
  keeps('a key of 257 characters', `foo=1,${'z'.repeat(257)}=1`),
  keeps(
    'a tenant of 241 at a system of 14',
    `${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
    `${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
  ),
  keeps('a tenant of 242 at a system of 14', `${'t'.repeat(242)}@${'v'.repeat(14)}=1`),
  keeps('a key that is a tenant without a system (level 2)', 'foo@=1', 'foo@=1'),
  keeps('two at signs in a key (level 2)', 'foo@bar@baz=1', 'foo@bar@baz=1'),
  keeps('a key that starts with an at sign', '@foo=1,bar=2'),
  keeps('a key that starts with a dash', '-foo=1,bar=2'),
  keeps('a key in upper case', 'FOO=1,bar=2'),
  keeps('a dot in a key', 'foo.bar=1'),
  keeps('a space behind a key', 'foo =1'),
  keeps('a tab behind a key', 'foo\t=1'),
  keeps('no key', '=1,bar=2'),
  keeps('no equals sign', 'foo,bar=2'),
  keeps('an empty value', 'foo=,bar=2'),
  keeps('a value of spaces', 'foo=  ,bar=2'),
  keeps('an equals sign in a value', 'foo=bar=baz'),
  keeps('a value of every character', `foo=${VALUE_CHARACTERS}`, `foo=${VALUE_CHARACTERS}`),
  keeps('spaces within and before a value', 'foo=  a b', 'foo=  a b'),
  keeps('a value of 256 characters', `foo=${'v'.repeat(256)}`, `foo=${'v'.repeat(256)}`),
  keeps('a value of 257 characters', `foo=${'v'.repeat(257)}`),
  keeps('a tab in a value', 'foo=a\tb'),
  keeps('a letter outside ASCII in a value', 'foo=\u00fc'),
  keeps('a no-break space around a member', 'foo=1,\u00a0bar=2'),
  keeps(
    'a list of 512 characters',
    `foo=${'v'.repeat(250)},bar=${'w'.repeat(253)}`,
    `foo=${'v'.repeat(250)},bar=${'w'.repeat(253)}`,
  ),
  keeps('one fault takes the whole list', 'foo=1,bar=2,BAZ=3'),
];

/**
 * W3C Trace Context level 2, sections 3.2 (traceparent), 3.3 (tracestate), 3.5 (mutating) and 4 (processing), as requests.
 * Where the standard leaves a choice (a repeated key, a list with a fault) the README's table says which one is ours.
 */
export const traceContextCases: readonly TraceContextCase[] = [
  ...parentCases.map((one) => ({ ...one, name: `traceparent: ${one.name}` })),
  ...stateCases.map((one) => ({ ...one, name: `tracestate: ${one.name}` })),
];
