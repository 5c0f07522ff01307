import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fact, formatFact, formatLock, parseFact, parseLock } from '../../src/egress.ts';

const hostile = [
  '',
  ' ',
  '  ',
  '#',
  '"',
  '\\',
  'a"b',
  'a  b',
  'as=',
  'as=x y',
  'as="x"',
  '=x',
  '# comment',
  'line\nbreak',
  'carriage\rreturn',
  'line\u2028separator',
  'nul\u0000',
  'half \ud800',
  'turned \u202e text',
  'invisible \u200b',
  'tag \u{e0041}',
  'café ✓ 漢字 👍',
  '__proto__',
  'approve',
];

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...hostile),
  fc
    .tuple(fc.constantFrom('as=', 'by=', '#=', '='), fc.string({ unit: 'binary' }))
    .map(([name, value]) => name + value),
  fc.array(fc.constantFrom(...hostile, 'é', '='), { maxLength: 4 }).map((list) => list.join('')),
);

const kind = fc.oneof(
  fc.constantFrom('dest', 'gate', 'wire', 'send', 'field', 'signal', 'attr', 'approve', 'new-kind', 'x9'),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/),
);

const fact: fc.Arbitrary<Fact> = fc.record({ kind, columns: fc.array(text, { maxLength: 7 }) });

describe('a line', () => {
  it('is read as what was written, whatever the columns hold', () => {
    fc.assert(
      fc.property(fact, (given) => {
        const line = formatFact(given);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(parseFact(line)).toEqual(given);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(hostile)('is one line with %j in it', (column) => {
    const given = { kind: 'field', columns: ['a', column, 'b'] };
    expect(parseFact(formatFact(given))).toEqual(given);
  });

  it('is different for different facts', () => {
    fc.assert(
      fc.property(fact, fact, (a, b) => {
        expect(formatFact(a) === formatFact(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it('is quoted only where it must be', () => {
    expect(formatFact({ kind: 'send', columns: ['posthog', 'x_y', 'purpose=To know: why?', 'enum(a|b)'] })).toBe(
      'send  posthog  x_y  purpose="To know: why?"  enum(a|b)',
    );
  });

  it.each([
    ['one space', 'dest posthog'],
    ['three spaces', 'dest   posthog'],
    ['a space at the end', 'dest  posthog '],
    ['two spaces at the end', 'dest  posthog  '],
    ['two in front', '  dest'],
    ['a tabulator', 'dest\tposthog'],
    ['quotes without need', 'dest  "posthog"'],
    ['an escape without need', 'dest  "\\u0070 x"'],
    ['an open quote', 'dest  "posthog'],
    ['text behind quotes', 'dest  "a b"c'],
    ['a wrong escape', 'dest  "\\x y"'],
    ['a comment', 'self  none  # nothing'],
    ['a merge conflict', '<<<<<<< HEAD'],
    ['its middle', '======='],
    ['a kind in capitals', 'Dest  posthog'],
    ['nothing', ''],
  ])('is refused with %s', (_what, line) => {
    expect(parseFact(line)).toBeUndefined();
  });
});

const lockOf = (...lines: readonly string[]): string => ['egress-lock 1', ...lines, ''].join('\n');

describe('a lockfile', () => {
  it('keeps lines of a kind that it does not know, behind those it knows', () => {
    const text1 = lockOf('catalog  v1', 'attr  a  n  count  identity', 'cookie  a  session', 'approve  abc  by=@x');
    expect(formatLock(parseLock(text1))).toBe(text1);
  });

  it('reads line ends of Windows', () => {
    expect(parseLock(lockOf('self  none').replaceAll('\n', '\r\n'))).toEqual([{ kind: 'self', columns: ['none'] }]);
  });

  it.each([
    ['', 1, 'does not say'],
    ['egress-lock 2\nself  none\n', 1, 'another version'],
    ['\ufeffegress-lock 1\n', 1, 'does not say'],
    [lockOf('self  none', '', 'catalog  v1'), 3, 'is not as'],
    [lockOf('self  none', '<<<<<<< HEAD'), 3, 'is not as'],
    [lockOf('catalog  v1', 'self none'), 3, 'is not as'],
    [lockOf('catalog  v1', 'self  none', 'catalog  v2'), 4, 'line 2 says'],
    [lockOf('field  a  e  f  bool  flag  as=f', 'field  a  e  f  enum(x)  flag  as=f'), 3, 'line 2 says'],
    [lockOf('self  none').slice(0, -1), 2, 'middle of a line'],
    [lockOf('self  none').slice(0, -4), 2, 'middle of a line'],
  ])('that reads %j is refused with the number of its line', (wrong, line, what) => {
    expect(() => parseLock(wrong)).toThrow(
      expect.objectContaining({
        code: 'PLB_EGRESS_LOCK_INVALID',
        message: expect.stringMatching(new RegExp(`line ${line}: .*${what}`)) as string,
      }) as Error,
    );
  });

  it('says where any one line is damaged', () => {
    const good = lockOf(
      'catalog  v1',
      'self  none',
      'dest  a  first-party  on  stdout  write  line',
      'gate  a  owner=@x',
    );
    const lines = good.split('\n');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: lines.length - 2 }),
        fc.constantFrom(' ', '"', '\\', '\u202e'),
        (at, dirt) => {
          const damaged = lines.with(at, `${lines[at]}${dirt}`).join('\n');
          expect(() => parseLock(damaged)).toThrow(`line ${at + 1}:`);
        },
      ),
    );
  });
});
