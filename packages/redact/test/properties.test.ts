import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

/** `npm run test:soak` runs the same properties on this many times the cases. */
const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);

const redactor = createRedactor();

const word = fc.oneof(
  fc.string({ maxLength: 30, unit: 'binary' }),
  fc.constantFrom(
    'password',
    'apiKey',
    'note',
    'token=abc1',
    'jane@example.com',
    '{"password":"x"}',
    '[1,',
    'Bearer abc123def456',
    '+4915112345678',
    'https://u:p@h.example/?a=b#c=d',
    '%40',
    '-----BEGIN PRIVATE KEY-----',
    '__proto__',
    'toJSON',
    '[redacted:x]',
    '********',
  ),
  fc
    .tuple(
      fc.constantFrom('password=', 'sk_live_', 'a?b=', 'eyJ', '://', ': ', '"', '\\'),
      fc.string({ maxLength: 40 }),
    )
    .map((parts) => parts.join('')),
);

const trap = fc.constantFrom<unknown>(
  Object.defineProperty({}, 'boom', {
    enumerable: true,
    get() {
      throw new Error('no');
    },
  }),
  new Proxy(
    {},
    {
      ownKeys() {
        throw new Error('no');
      },
    },
  ),
  new Proxy([], {
    get() {
      throw new Error('no');
    },
  }),
  {
    toJSON() {
      throw new Error('no');
    },
  },
  Object.create(null),
  new Error('password: x', { cause: 'y' }),
  () => 1,
);

const graph = fc.letrec((tie) => ({
  leaf: fc.oneof(
    word,
    fc.integer(),
    fc.double(),
    fc.bigInt(),
    fc.boolean(),
    fc.constantFrom(null, undefined, Symbol('a')),
    fc.date(),
    fc.uint8Array({ maxLength: 4 }),
    trap,
  ),
  node: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(word, tie('node'), { maxKeys: 4 }),
    fc.array(fc.tuple(word, tie('node')), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(tie('node'), { maxLength: 3 }).map((items) => new Set(items)),
    tie('node').map((inner) => {
      const cyclic: Record<string, unknown> = { inner };
      cyclic['self'] = cyclic;
      return cyclic;
    }),
  ),
})).node;

it('never throws, whatever it is given, and its JSON is always JSON', () => {
  fc.assert(
    fc.property(graph, (x) => {
      redactor.value(x);
      redactor.explain(x);
      expect(() => JSON.parse(redactor.stringify(x))).not.toThrow();
    }),
    { numRuns: 8000 * SCALE },
  );
});

it('never changes what it is given', () => {
  fc.assert(
    fc.property(
      fc.anything({ withMap: true, withSet: true, withDate: true, maxDepth: 3, key: word, values: [word] }),
      (x) => {
        const copy = structuredClone(x);
        redactor.value(x);
        redactor.plain(x);
        expect(x).toEqual(copy);
      },
    ),
    { numRuns: 4000 * SCALE },
  );
});

it('has nothing more to do the second time', () => {
  fc.assert(
    fc.property(graph, (x) => {
      const once = redactor.plain(x);
      expect(redactor.value(once)).toEqual(once);
    }),
    { numRuns: 8000 * SCALE },
  );
});

it('has nothing more to do in a text the second time', () => {
  const text = fc.array(fc.oneof(word, fc.string({ maxLength: 12 })), { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (s) => {
      const once = redactor.text(s);
      expect(redactor.text(once)).toBe(once);
    }),
    { numRuns: 8000 * SCALE },
  );
});
