import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, listRules, type Places, type Redactor } from '../src/index.ts';
import { asLine } from './fuzz/look.ts';
import { createFind } from '../src/find.ts';
import { createLooks } from '../src/plain.ts';
import { compilePolicy } from '../src/policy.ts';

const redactor = createRedactor();
const viaPlain = (of: Redactor, x: unknown): string => asLine(JSON.stringify(of.plain(x)) ?? 'null');

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('a plain text', 'password=hunter2', '{"token":"abc12345"}', 'jane@example.com', '--password', 'Host'),
  fc.constantFrom('authorization', '4242424242424242', '0af7651916cd43dd8448eb211c80319c', 'x'.repeat(300)),
);
const name = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    'password',
    'author',
    'value',
    'name',
    'key',
    'token',
    '__proto__',
    'toJSON',
    '1',
    'jane@example.com',
  ),
);
const leaf = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.constantFrom(4242424242424242, 1e21, -0, Number.NaN, Number.NEGATIVE_INFINITY),
  fc.constantFrom(true, false, null, undefined, 12n, Symbol('s'), Symbol('password=hunter2')),
  fc.constantFrom(
    () => 1,
    new Date(0),
    new Error('token=abc123'),
    new Map([['a', 'b']]),
    new URL('https://a.example/?q=1'),
  ),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc.array(tie('tree'), { maxLength: 5 }),
    fc.dictionary(name, tie('tree'), { maxKeys: 5, noNullPrototype: false }),
  ),
}));

describe('one pass to JSON', () => {
  it('writes what JSON.stringify makes of the plain copy', () => {
    fc.assert(
      fc.property(tree, (x) => {
        expect(redactor.stringify(x)).toBe(viaPlain(redactor, x));
      }),
      { numRuns: 3000 },
    );
  });

  it('counts as the walk does, each find once', () => {
    const counted = (use: (of: Redactor, x: unknown) => unknown, x: unknown): readonly string[] => {
      const found: string[] = [];
      use(createRedactor({ onRedact: ({ rule }) => found.push(rule) }), x);
      return found.toSorted();
    };
    fc.assert(
      fc.property(tree, (x) => {
        expect(counted((of, it) => of.stringify(it), x)).toEqual(counted(viaPlain, x));
      }),
      { numRuns: 300 },
    );
  });

  it('marks cycles, depth, breadth and number where the walk does', () => {
    const cycle: Record<string, unknown> = { a: 1, b: { c: [1] } };
    cycle['again'] = [cycle];
    const strict = createRedactor({ limits: { maxDepth: 3, maxBreadth: 2, maxNodes: 4 } });
    const samples = [
      cycle,
      { a: { b: { c: { d: 1 } } } },
      { a: 1, b: 2, c: 3 },
      [1, 2, 3],
      [[1], [2], [3]],
      [[], [], [], []],
    ];
    for (const x of samples) {
      expect(redactor.stringify(x)).toBe(viaPlain(redactor, x));
      expect(strict.stringify(x)).toBe(viaPlain(strict, x));
    }
  });

  it('begins again the long way when the value throws, and reports nothing twice', () => {
    const found: string[] = [];
    const of = createRedactor({ onRedact: ({ rule }) => found.push(rule) });
    const hostile = Object.defineProperty({ password: 'hunter2' }, 'late', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    expect(of.stringify(hostile)).toBe('{"password":"[redacted:key-password]","late":"[unreadable]"}');
    expect(found).toEqual(['key-password', 'limit-unreadable']);
  });

  it('can be called from a getter of what it writes', () => {
    const nested = Object.defineProperty({ a: 1 }, 'inner', {
      enumerable: true,
      get: () => redactor.stringify({ password: 'hunter2', list: [{ b: 'c' }] }),
    });
    expect(JSON.parse(redactor.stringify({ nested, z: 1 }))).toEqual({
      nested: { a: 1, inner: '{"password":"[redacted:key-password]","list":[{"b":"c"}]}' },
      z: 1,
    });
  });
});

describe('members of a larger object', () => {
  const anywhere: Places = new Map();

  it('has a comma in front of each, and no braces', () => {
    expect(redactor.members({ a: 1, token: 'abc', b: { c: 'd' }, e: undefined }, anywhere)).toEqual({
      json: ',"a":1,"token":"[redacted:key-token]","b":{"c":"d"}',
      apart: '',
    });
    expect(redactor.members({}, anywhere)).toEqual({ json: '', apart: '' });
  });

  it('writes beside the others what belongs apart, and only at the top', () => {
    const places: Places = new Map([
      ['level', 'apart'],
      ['token', 'apart'],
    ]);
    expect(redactor.members({ level: { level: 1 }, a: { level: 2 }, token: 'x', b: 1 }, places)).toEqual({
      json: ',"a":{"level":2},"b":1',
      apart: '"level":{"level":1},"token":"[redacted:key-token]"',
    });
  });

  it.each([
    ['a taken name', { a: 1 }, new Map([['a', 'taken']]) as Places],
    ['an Error', new Error('x'), anywhere],
    ['a list', [1], anywhere],
    ['a pair of name and value', { name: 'authorization', value: 'x' }, anywhere],
    ['a name that is a secret', { 'jane@example.com': 1 }, anywhere],
    ['an object with toJSON', { toJSON: () => ({}) }, anywhere],
  ])('leaves %s to the walk', (_, x, places) => {
    expect(redactor.members(x, places)).toBeUndefined();
  });

  it('asks the places that it is given, whichever were asked before', () => {
    const x = { order: 1 };
    expect(redactor.members(x, anywhere)?.json).toBe(',"order":1');
    expect(redactor.members(x, new Map([['order', 'taken']]))).toBeUndefined();
    expect(redactor.members(x, anywhere)?.json).toBe(',"order":1');
  });
});

describe('the quick look at a text', () => {
  const policy = compilePolicy({});
  const { isPlain } = createLooks({ keys: policy.keys, maxTextLength: 1_000_000 });
  const find = createFind(policy.shapes);
  const examples = listRules().flatMap(({ examples: list }) => list);
  const words = 'order user is the for with id at 12 451 7 on a was my new in by and 0176 ok set 2026 via x-y to'.split(
    ' ',
  );
  const labels = [
    'password',
    'token',
    'api key',
    'PIN',
    'Bearer',
    'SSN',
    'phone',
    'login',
    'secret',
    'curl',
    'pw',
    'dsn',
  ];
  const values = ['hunter2', 'abc12345', '4711', '078 05 1120', 'x9-Kd.2', 'aB3/dE5+gH7', '030 901820', 'winter'];
  const part = fc.constantFrom(...words, ...labels, ...values, ...examples);
  const sign = fc.constantFrom(
    ' ',
    ' ',
    ' ',
    ': ',
    ':',
    '=',
    ', ',
    '.',
    '/',
    ' (',
    ') ',
    '-',
    '_',
    '|',
    '!',
    ' is ',
    ' = ',
  );

  it('passes nothing that a search finds', () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(fc.array(fc.tuple(part, sign), { maxLength: 8 }), (parts) => {
        const text = parts.flat().join('');
        expect(isPlain(text) ? find(text) : []).toEqual([]);
      }),
      { numRuns: 30_000 },
    );
  });

  it('passes no example of a rule', () => {
    const shapes = listRules().filter(({ kind }) => kind !== 'key');
    const passed = shapes.flatMap(({ id, examples: list }) => list.filter(isPlain).map(() => id));
    expect(passed).toEqual([]);
  });

  it.each([
    'POST',
    '/api/v2/orders/451/items',
    '4.18.2',
    '0af7651916cd43dd8448eb211c80319c',
    '5f0c6f6e-1b1c-4f3a-9d5e-0c1d2e3f4a5b',
    '2026-11-21T10:00:00.000Z',
    'order 451234 stored after 17.25 ms by abc1234',
    'retry 3 of 5: upstream answered 503',
    'https://api.example.com/v1/users/17',
    'state=open rows=17',
    '',
  ])('passes %j', (text) => {
    expect(isPlain(text)).toBe(true);
  });

  it.each([
    '4242424242424242',
    'be68539007547034',
    'a@b.example',
    '\u0440',
    'x'.repeat(16),
    '030-901820',
    'password is hunter2',
    'password: x',
    'pw=x',
    'a:b',
    'aB3/dE5+gH7jK9lM/nP2',
  ])('does not pass %j', (text) => {
    expect(isPlain(text)).toBe(false);
  });
});

it('writes one line for every reader', () => {
  const redactor = createRedactor();
  const map = new Map([['k\u2028', 'v\u0085']]);
  const record = { 'a\u2028b': 'x\u2028y', list: ['a\u0085b', new Error('x\u2029y')], map };
  const json = redactor.stringify(record);
  expect(json).not.toMatch(/[\u0085\u2028\u2029]/);
  expect(JSON.parse(json)).toEqual(redactor.plain(record));
  expect(redactor.members({ agent: 'x\u2028y' }, new Map())?.json).toContain(String.raw`"agent":"x\u2028y"`);
});
