import fc from 'fast-check';

/** Header lines as bytes of Latin-1, in the order in which they are sent. */
export type Lines = readonly (readonly [name: string, value: string])[];

const VALID: Readonly<Record<string, readonly string[]>> = {
  'x-request-id': ['client-supplied-id-1', '018f4d3a-5c1e-7b2a-9d3c-8f6b5a4c3d2e', 'aGVsbG8gd29ybGQ+/w=='],
  traceparent: [
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    'cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03-more',
  ],
  tracestate: ['rojo=00f067aa0ba902b7,congo=t61rcWkgMzE', 'foo@bar=1, ,baz=2'],
};

const bytes = (least: number, most: number): fc.Arbitrary<string> =>
  fc.integer({ min: least, max: most }).map((code) => String.fromCharCode(code));

/** What a header may hold by HTTP: visible characters, spaces, tabs and the upper half of Latin-1. */
const allowed = fc.oneof(bytes(0x20, 0x7e), bytes(0x80, 0xff), fc.constant('\t'));
/** Also what ends a request: control characters, and lines that are folded or not. */
const anything = fc.oneof({ weight: 40, arbitrary: allowed }, { weight: 1, arbitrary: bytes(0x00, 0x1f) });

const text = (unit: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.string({ unit, maxLength: 300 });
const long = fc.tuple(allowed, fc.integer({ min: 100, max: 20_000 })).map(([unit, length]) => unit.repeat(length));
const folded = (name: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...(VALID[name] ?? [])), fc.nat(20), fc.constantFrom('\r\n ', '\r\n\t', '\n ', '\r '))
    .map(([value, at, fold]) => value.slice(0, at) + fold + value.slice(at));

/** A good value with one place changed. */
const changed = (name: string, unit: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...(VALID[name] ?? [])), fc.nat(70), fc.nat(3), text(unit))
    .map(([value, at, removed, inserted]) => value.slice(0, at) + inserted.slice(0, 4) + value.slice(at + removed));

const spelled = (name: string): fc.Arbitrary<string> =>
  fc
    .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
    .map((upper) => Array.from(name, (letter, at) => (upper[at] === true ? letter.toUpperCase() : letter)).join(''));

const line = (name: string, unit: fc.Arbitrary<string>, worse: readonly fc.Arbitrary<string>[]) =>
  fc.tuple(spelled(name), fc.oneof(fc.constantFrom(...(VALID[name] ?? [])), changed(name, unit), text(unit), ...worse));

const linesOf = (unit: fc.Arbitrary<string>, worse: (name: string) => readonly fc.Arbitrary<string>[]) =>
  fc.array(fc.oneof(...Object.keys(VALID).map((name) => line(name, unit, worse(name)))), { maxLength: 4 });

/** What a stranger can write to a socket. */
export const http1Lines: fc.Arbitrary<Lines> = linesOf(anything, (name) => [long, folded(name)]);

/** What Node's HTTP/2 client lets through: visible ASCII, without white space at the ends. */
export const http2Lines: fc.Arbitrary<Lines> = linesOf(bytes(0x20, 0x7e), () => [
  fc.integer({ min: 100, max: 9_000 }).map((length) => 'x'.repeat(length)),
]).map((lines) => lines.map(([name, value]) => [name.toLowerCase(), value.trim()] as const));
