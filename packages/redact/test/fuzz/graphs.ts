import fc from 'fast-check';
import { sample } from '../../src/rule.ts';
import { makers } from './hostile-values.ts';

/** Values that the engine promises to find wherever they stand alone; nobody's, and never written out whole. */
export const SECRETS: readonly string[] = [
  sample('ghp_', 36),
  sample('sk-ant-api03-', 95),
  sample('AKIA', 16, 'ABCDEFGHJKLMNPQR2345'),
  `${sample('eyJ', 33)}.${sample('eyJ', 60)}.${sample('', 43)}`,
  ['jane.doe', 'mail.example.com'].join('@'),
  ['DE89', '3704004405', '32013000'].join(''),
  ['4242', '4242', '4242', '4242'].join(' '),
  ['+49', '15112345678'].join(''),
];

/** Pieces that engines trip over: signs of forms, halves of forms, marks of the engine itself. */
const piece = fc.oneof(
  fc.string({ maxLength: 12, unit: 'binary' }),
  fc.constantFrom(
    'password',
    'apiKey',
    'note',
    'author',
    'value',
    'name',
    'token=',
    'token: ',
    'Bearer ',
    'basic ',
    '%40',
    '%',
    '://',
    '?a=',
    '&',
    '#',
    '=',
    ':',
    ' ',
    '"',
    "'",
    '\\',
    '\\"',
    '\n',
    '\t',
    '{',
    '}',
    '[',
    ']',
    '[1,',
    '{"a":',
    '[redacted:',
    '[redacted:x]',
    '[redacted:email]',
    '********',
    '[truncated:3]',
    '[circular]',
    '[too-deep]',
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----',
    '-----END ',
    'eyJ',
    'sk_live_',
    'ghp_',
    '--token ',
    '@',
    '+1',
    '\ud83d',
    '\udc00',
    '\u0000',
    '\u2028',
    '__proto__',
    'toJSON',
    'constructor',
    '{"password":"x"}',
    '<a>',
    '%zz%41',
  ),
);

export const word: fc.Arbitrary<string> = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(''));

/** A text that holds one secret between blanks, whatever stands before and behind it. */
const planting = (secret: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant(secret),
    fc.tuple(word, word).map(([before, behind]) => `${before} ${secret} ${behind}`),
    fc.tuple(word, word).map((parts) => JSON.stringify({ [parts[0]]: [secret, parts[1]] })),
  );

/** Makes one value; a fresh one each time, and made only in the test: fast-check itself must not look into it. */
export type Make = () => unknown;

const made = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<Make> => arbitrary.map((value) => () => value);

const plain = made(
  fc.oneof(
    word,
    fc.integer(),
    fc.double(),
    fc.bigInt(),
    fc.boolean(),
    fc.date({ noInvalidDate: false }),
    fc.uint8Array({ maxLength: 4 }),
    fc.constantFrom<unknown>(null, undefined, Symbol('a'), Number.NaN, -0, 1e300),
  ),
);

const hostile: fc.Arbitrary<Make> = fc.constantFrom(...makers);

/** A cycle through an object and a Map, and a part that stands in two places. */
function knotted(a: unknown, b: unknown): unknown {
  const out: Record<string, unknown> = { a, shared: [b] };
  out['self'] = out;
  out['again'] = out['shared'];
  out['map'] = new Map([['back', out]]);
  return out;
}

/** What `toJSON` gives is the same each time. */
const speaking = (inner: unknown): object => ({ toJSON: () => inner });

class Box {
  readonly inner: unknown;

  constructor(inner: unknown) {
    this.inner = inner;
  }
}

/** Graphs of all containers, with cycles and shared parts; `leaf` says what stands in them. */
function graphOf(leaf: fc.Arbitrary<Make>, key: fc.Arbitrary<string>): fc.Arbitrary<Make> {
  return fc.letrec<{ node: Make }>((tie) => {
    const node = tie('node');
    const list = fc.array(node, { maxLength: 4 });
    const pair = fc.tuple(key, node);
    const pairs = fc.array(pair, { maxLength: 4 });
    const record = (all: readonly (readonly [string, Make])[]): object =>
      Object.fromEntries(all.map(([name, make]) => [name, make()]));
    return {
      node: fc.oneof(
        { maxDepth: 4 },
        { weight: 4, arbitrary: leaf },
        { weight: 2, arbitrary: list.map((all) => () => all.map((make) => make())) },
        { weight: 3, arbitrary: pairs.map((all) => () => record(all)) },
        { weight: 1, arbitrary: pairs.map((all) => () => Object.freeze(record(all))) },
        { weight: 1, arbitrary: pairs.map((all) => () => new Map(all.map(([name, make]) => [name, make()]))) },
        { weight: 1, arbitrary: pairs.map((all) => () => all.map(([name, make]) => [name, make()])) },
        { weight: 1, arbitrary: list.map((all) => () => new Set(all.map((make) => make()))) },
        {
          weight: 1,
          arbitrary: fc.tuple(leaf, node).map(
            ([k, v]) =>
              () =>
                new Map([[k(), v()]]),
          ),
        },
        {
          weight: 1,
          arbitrary: pair.map(([name, make]) => () => ({ name, value: make() })),
        },
        {
          weight: 1,
          arbitrary: pair.map(
            ([text, make]) =>
              () =>
                new Error(text, { cause: make() }),
          ),
        },
        { weight: 1, arbitrary: list.map((all) => () => new AggregateError(all.map((make) => make()))) },
        { weight: 1, arbitrary: node.map((make) => () => speaking(make())) },
        { weight: 1, arbitrary: node.map((make) => () => new Box(make())) },
        {
          weight: 1,
          arbitrary: fc.tuple(node, node).map(
            ([a, b]) =>
              () =>
                knotted(a(), b()),
          ),
        },
      ),
    };
  }).node;
}

/** Anything at all. */
export const anyGraph: fc.Arbitrary<Make> = graphOf(fc.oneof(plain, plain, hostile), word);

/** Graphs that can be read twice with the same answer: no foreign code runs. */
export const quietGraph: fc.Arbitrary<Make> = graphOf(plain, word);

export interface Planted {
  readonly secret: string;
  readonly make: Make;
}

/** Graphs that hold one secret in many places: in values, in texts, in JSON within texts, and in keys. */
export const plantedGraph: fc.Arbitrary<Planted> = fc.constantFrom(...SECRETS).chain((secret) => {
  const text = planting(secret);
  const leaf = fc.oneof(plain, made(text), made(text), hostile);
  return graphOf(leaf, fc.oneof(word, word, text)).map((make) => ({ secret, make }));
});

/** One text with a secret in it. */
export const plantedText: fc.Arbitrary<{ readonly secret: string; readonly text: string }> = fc
  .constantFrom(...SECRETS)
  .chain((secret) => planting(secret).map((text) => ({ secret, text })));
