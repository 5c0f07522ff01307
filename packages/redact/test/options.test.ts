import { createHash, createHmac } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, RedactError, type Redactor } from '../src/index.ts';

const create = (options: unknown): unknown => createRedactor(options as object);

/** The error of these options. */
function refused(options: unknown): RedactError {
  try {
    create(options);
  } catch (error) {
    if (error instanceof RedactError) return error;
    throw error;
  }
  throw new Error('the options were taken');
}

const anchored = {
  kind: 'anchored',
  id: 'acme-key',
  class: 'secret',
  source: 'ACME handbook',
  anchors: ['acme_'],
  body: '[a-z0-9]{12,64}',
  examples: ['acme_abcdef123456'],
};
const pattern = {
  kind: 'pattern',
  id: 'acme-staff',
  class: 'personal',
  source: 'ACME handbook',
  pattern: '[A-Z]{2}[0-9]{6}',
  examples: ['AB123456'],
};
const names = {
  kind: 'key',
  id: 'acme-badge',
  class: 'personal',
  source: 'ACME handbook',
  keys: ['badge number'],
  examples: ['badgeNumber'],
};
const entry = { key: 'checksum', rules: ['high-entropy'], reason: 'digests of public files' };
const hashed = (hash: unknown): object => ({ style: { hash } });

describe('a wrong option', () => {
  // The options, the path of the one that is wrong, what the message must say of it, and of how to change it.
  it.each<[object | null | string | number, string, RegExp, RegExp]>([
    [null, 'options', /null/, /presets/],
    ['strict', 'options', /text of 6/, /\{ presets: \['strict'\] \}/],
    [5, 'options', /5/, /object/],
    [[], 'options', /list/, /object/],
    [new Map(), 'options', /no plain object/, /object/],
    [{ preset: ['pii'] }, 'preset', /unknown option/, /did you mean 'presets'/],
    [{ presets: 'strict' }, 'presets', /'strict'/, /presets: \['strict'\]/],
    [{ presets: [] }, 'presets', /hide nothing/, /at least one of secrets, pii, strict/],
    [{ presets: ['ip'] }, 'presets', /alone/, /at least one of secrets, pii, strict/],
    [{ presets: ['secret'] }, 'presets[0]', /'secret'/, /did you mean 'secrets'/],
    [{ presets: ['strict', 5] }, 'presets[1]', /number 5/, /known are/],
    [{ remove: 'stripe-key' }, 'remove', /'stripe-key'/, /remove: \['stripe-key'\]/],
    [{ remove: ['stripe-kye'] }, 'remove[0]', /'stripe-kye', an unknown rule/, /did you mean 'stripe-key'/],
    [{ remove: [{}] }, 'remove[0]', /object/, /list of ids/],
    [{ remove: ['jwt'], presets: ['pii'] }, 'remove[0]', /no preset in use/, /leave it out/],
    [{ remove: ['acme-key'], add: [anchored] }, 'remove[0]', /`add` brings/, /both/],
    [{ allowKeys: { session_id: true } }, 'allowKeys.session_id', /true/, /write the reason/],
    [{ allowKeys: ['session_id'] }, 'allowKeys', /list/, /session_id: 'why/],
    [{ allowKeys: { checksum: 'it is public' } }, 'allowKeys.checksum', /does nothing/, /allow: \[\{ key, rules/],
    [{ errorName: 'kind' }, 'errorName', /'kind'/, /'name' or 'type'/],
    [{ onRedact: 'x' }, 'onRedact', /'x' and no function/, /rule, class/],
    [{ limits: 5 }, 'limits', /number 5/, /maxDepth/],
    [{ limits: { maxDept: 5 } }, 'limits.maxDept', /unknown/, /did you mean 'maxDepth'/],
    [{ limits: { maxDepth: '5' } }, 'limits.maxDepth', /'5'/, /whole number/],
    [{ style: 'hash' }, 'style', /'hash'/, /'label', 'mask'/],
    [{ style: {} }, 'style.hash', /missing/, /createHmac/],
    [hashed(5), 'style.hash', /no function/, /createHmac/],
    [hashed((value: string) => value), 'style.hash', /shows the value/, /createHmac/],
    [hashed((value: string) => `****${value.slice(-4)}`), 'style.hash', /shows the value/, /createHmac/],
    [hashed((value: string) => value.toUpperCase()), 'style.hash', /shows the value/, /createHmac/],
    [
      hashed((value: string) => value.slice(-4) + createHmac('sha256', 'a key').update(value).digest('hex')),
      'style.hash',
      /shows the value/,
      /createHmac/,
    ],
    [hashed((value: string) => value.split('').toReversed().join('')), 'style.hash', /shows the value/, /createHmac/],
    [
      hashed((value: string) => Buffer.from(value).toString('base64url')),
      'style.hash',
      /shows the value/,
      /createHmac/,
    ],
    [hashed((value: string) => Buffer.from(value).toString('hex')), 'style.hash', /shows the value/, /createHmac/],
    [hashed((value: string) => String(value.length)), 'style.hash', /the same for two/, /createHmac/],
    [hashed(async (value: string) => Promise.resolve(value)), 'style.hash', /a Promise/, /createHmac/],
    [hashed(async () => Promise.reject(new Error('later'))), 'style.hash', /a Promise/, /createHmac/],
    [hashed(() => 5), 'style.hash', /number 5/, /createHmac/],
    [hashed((value: string) => (value.startsWith('w') ? undefined : 'x')), 'style.hash', /undefined/, /createHmac/],
    [hashed(() => '!!'), 'style.hash', /nothing is kept/, /createHmac/],
    [
      hashed(() => {
        throw new Error('no');
      }),
      'style.hash',
      /throws/,
      /createHmac/,
    ],
    ...['md5', 'sha1', 'sha256', 'sha512'].flatMap((name) =>
      (['hex', 'base64', 'base64url'] as const).map((form): [object, string, RegExp, RegExp] => [
        hashed((value: string) => createHash(name).update(value).digest(form).slice(0, 16)),
        'style.hash',
        /has no key/,
        /createHmac/,
      ]),
    ),
  ])('%o', (options, option, what, fix) => {
    const { problems, message } = refused(options);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toEqual({
      option,
      what: expect.stringMatching(what),
      fix: expect.stringMatching(fix),
    });
    expect(message).toContain(`\`${option}\``);
  });
});

describe('a wrong rule', () => {
  it.each<[object | RegExp | null, string, RegExp, RegExp]>([
    [/x/, 'add[0]', /\/x\//, /pattern: '…'.*\.source/],
    [null, 'add[0]', /null/, /kind/],
    [{ ...anchored, kind: 'regex' }, 'add[0].kind', /'regex'/, /did you mean 'pattern'/],
    [{ ...anchored, kind: 'scan' }, 'add[0].kind', /'scan'/, /did you mean 'pattern'/],
    [{ ...anchored, kind: undefined }, 'add[0].kind', /missing/, /'anchored'/],
    [{ ...anchored, class: 'secrets' }, 'add[0].class', /'secrets'/, /did you mean 'secret'/],
    [{ ...anchored, class: undefined }, 'add[0].class', /missing/, /'personal'/],
    [{ ...anchored, flags: 'g' }, 'add[0].flags', /unknown property/, /known are kind, id/],
    [{ ...anchored, source: '' }, 'add[0].source', /empty/, /documented/],
    [{ ...anchored, source: undefined }, 'add[0].source', /missing/, /documented/],
    [{ ...anchored, id: 'email' }, 'add[0].id', /taken/, /own-email/],
    [{ ...anchored, id: 'ACME' }, 'add[0].id', /'ACME'/, /lower case/],
    [{ ...anchored, id: 'limit-acme' }, 'add[0].id', /limit-acme/, /not `limit-`/],
    [{ ...anchored, anchors: 'acme_' }, 'add[0].anchors', /'acme_' and no list/, /anchors: \['acme_'\]/],
    [{ ...anchored, anchors: [5] }, 'add[0].anchors[0]', /number 5/, /anchors: \['acme_'\]/],
    [{ ...anchored, anchors: [''] }, 'add[0].anchors[0]', /''/, /at least three characters/],
    [{ ...anchored, anchors: ['ab'] }, 'add[0].anchors[0]', /'ab'/, /at least three characters/],
    [{ ...anchored, anchors: [] }, 'add[0].anchors', /empty/, /anchors: \['acme_'\]/],
    [{ ...anchored, examples: 'acme_abcdef123456' }, 'add[0].examples', /text of 17/, /examples: \[/],
    [{ ...anchored, examples: [] }, 'add[0].examples', /empty/, /examples: \[/],
    [{ ...anchored, examples: undefined }, 'add[0].examples', /missing/, /examples: \[/],
    [{ ...anchored, examples: ['x'] }, 'add[0].examples[0]', /never match/, /`anchors` in the example/],
    [{ ...anchored, examples: ['acme_!'] }, 'add[0].examples[0]', /never match/, /`body` match/],
    [{ ...anchored, body: /re/ }, 'add[0].body', /\/re\//, /\.source/],
    [{ ...anchored, body: '[a-z]+' }, 'add[0].body', /as many as the longest value, for example `\{16,4096\}`/, /./],
    [{ ...anchored, body: '[b-a]{20}' }, 'add[0].body', /no regular expression/, /./],
    [{ ...anchored, body: 'a{2,1}' }, 'add[0].body', /no regular expression/, /./],
    [{ ...anchored, ignoreCase: 'yes' }, 'add[0].ignoreCase', /'yes'/, /true or false/],
    [{ ...pattern, pattern: '[A-Z]{2}' }, 'add[0].pattern', /2 characters/, /at least 6/],
    [{ ...pattern, pattern: '^[A-Z]{2}[0-9]{6}$' }, 'add[0].pattern', /`\^` or `\$`/, /leave them out/],
    [{ ...pattern, pattern: '[A-Z]{6,4096}' }, 'add[0].pattern', /steps at each word/, /anchored/],
    [{ ...pattern, pattern: '(?:[A-Z]|[A-Z][A-Z]){6,64}!' }, 'add[0].pattern', /too many ways/, /./],
    [{ ...pattern, pattern: '[a-z]{6,20}', examples: ['abcdef'] }, 'add[0].pattern', /ordinary texts/, /digit/],
    [{ ...pattern, anchors: ['abc'] }, 'add[0].anchors', /unknown property/, /known are/],
    [{ ...pattern, examples: ['XAB123456'] }, 'add[0].examples[0]', /never match/, /beside it/],
    [{ ...names, keys: 'badge' }, 'add[0].keys', /'badge' and no list/, /keys: \[/],
    [{ ...names, keys: ['badgeNumber'] }, 'add[0].keys[0]', /'badgeNumber'/, /'badge number'/],
    [{ ...names, examples: ['colour'] }, 'add[0].examples[0]', /no name/, /data/],
    [{ ...names, whole: 1 }, 'add[0].whole', /number 1/, /true or false/],
  ])('%o', (rule, option, what, fix) => {
    const { problems } = refused({ add: [rule] });
    expect(problems[0]).toEqual({ option, what: expect.stringMatching(what), fix: expect.stringMatching(fix) });
  });

  it('may be one of many', () => {
    const { problems } = refused({ add: [anchored, anchored, {}] });
    expect(problems.map(({ option }) => option)).toEqual([
      'add[1].id',
      ...['id', 'class', 'source', 'examples', 'kind'].map((name) => `add[2].${name}`),
    ]);
    expect(refused({ add: {} }).problems).toMatchObject([
      { option: 'add', fix: 'write a list of rules: add: [{ … }]' },
    ]);
  });
});

describe('a wrong exception', () => {
  it.each<[object | string, string, RegExp, RegExp]>([
    ['checksum', 'allow[0]', /text of 8/, /key: 'checksum'/],
    [{ ...entry, rule: 'x' }, 'allow[0].rule', /unknown property/, /did you mean 'rules'/],
    [{ ...entry, rules: 'high-entropy' }, 'allow[0].rules', /'high-entropy' and no list/, /rules: \[/],
    [{ ...entry, rules: [] }, 'allow[0].rules', /empty/, /rules: \[/],
    [{ ...entry, rules: undefined }, 'allow[0].rules', /missing/, /rules: \[/],
    [{ ...entry, rules: ['hi-entropy'] }, 'allow[0].rules[0]', /unknown rule/, /did you mean 'high-entropy'/],
    [{ ...entry, rules: ['ip-address'] }, 'allow[0].rules[0]', /does not have/, /leave it out/],
    [{ ...entry, reason: undefined }, 'allow[0].reason', /missing/, /at least 8/],
    [{ ...entry, reason: 'ok' }, 'allow[0].reason', /2 characters/, /at least 8/],
    [{ ...entry, key: undefined }, 'allow[0]', /no place/, /either/],
    [{ ...entry, path: 'a.b' }, 'allow[0]', /both/, /either/],
    [{ ...entry, key: 5 }, 'allow[0].key', /number 5/, /name of a field/],
    [{ ...entry, key: '--' }, 'allow[0].key', /no name/, /name of a field/],
    [{ ...entry, key: undefined, path: 'a..b' }, 'allow[0].path', /no place/, /items/],
    [{ ...entry, key: undefined, path: 'a.**' }, 'allow[0].path', /no place/, /items/],
    [{ ...entry, key: undefined, path: 'a.'.repeat(40) + 'b' }, 'allow[0].path', /maxDepth/, /shorten/],
    [{ ...entry, key: 'password' }, 'allow[0]', /does nothing.*'key-password'/, /add 'key-password'/],
    [{ ...entry, key: undefined, path: 'user.password' }, 'allow[0]', /does nothing.*'key-password'/, /add/],
  ])('%o', (given, option, what, fix) => {
    const { problems } = refused({ allow: [given] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toEqual({ option, what: expect.stringMatching(what), fix: expect.stringMatching(fix) });
  });

  const at = (path: string, rules = entry.rules): object => ({ ...entry, key: undefined, path, rules });
  it.each<[object, object]>([
    [entry, { ...entry, key: 'Checksum' }],
    [
      { ...entry, rules: ['high-entropy', 'card'] },
      { ...entry, key: 'CHECK_SUM'.replace('_', '') },
    ],
    [at('a[0].b'), at('a.0.b')],
    [at('a.*.b'), at('a.0.b')],
    [entry, at('a.checksum')],
  ])('%o and then %o, which lets nothing more through', (first, second) => {
    expect(refused({ allow: [first, second] }).problems).toEqual([
      { option: 'allow[1]', what: 'does nothing: `allow[0]` lets the same through', fix: 'leave it out' },
    ]);
  });

  it.each<[object, object]>([
    [at('a.b'), at('A.b')],
    [at('a.0.b'), at('a.*.b')],
    [at('a.b'), at('a.b', ['card'])],
    [at('a.checksum'), entry],
    [entry, at('checksum.a')],
  ])('%o and then %o are two', (first, second) => {
    expect(create({ allow: [first, second] })).toBeDefined();
  });

  it('at a path with a mark in it, which no value has', () => {
    const { problems } = refused({ allow: [at('users.[redacted:email].id')] });
    expect(problems[0]).toMatchObject({ option: 'allow[0].path', what: expect.stringMatching(/no place/) });
  });
});

describe('an error', () => {
  it('says all that is wrong with one call, in the message and as a list', () => {
    const error = refused({ presets: [], remove: ['nope-nope'], onRedact: 5, colour: 1 });
    expect(error.problems.map(({ option }) => option)).toEqual(['colour', 'presets', 'onRedact', 'remove[0]']);
    for (const { option, what, fix } of error.problems) {
      expect(error.message).toContain(`\`${option}\` ${what}`);
      expect(error.message).toContain(fix);
    }
    expect(error).toMatchObject({ code: 'PLB_REDACT_OPTION', [Symbol.for('plumbline.error')]: true });
  });

  it('shows no value that may be a secret, and long ones by their beginning', () => {
    const secret = ['sk', 'live', 'abcdefghij0123456789ABCD'].join('_');
    const options = [
      secret,
      { presets: [secret], remove: [secret], onRedact: secret, [secret]: 1 },
      { allowKeys: { [secret]: secret } },
      { add: [{ ...anchored, anchors: [secret.repeat(9)], examples: [secret] }] },
    ];
    for (const one of options) expect(refused(one).message).not.toContain(secret.slice(8, 20));
    expect(refused({ errorName: 'so long a name of something that it is cut' }).message).toMatch(
      /'so long[^']{20,30}…'/,
    );
  });
});

it('reads each option once, and refuses what throws when it is read', () => {
  let reads = 0;
  const shifty = {
    get presets(): unknown {
      return reads++ === 0 ? ['strict'] : [];
    },
  };
  create(shifty);
  expect(reads).toBe(1);
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const thrower = Object.defineProperty({}, 'presets', {
    enumerable: true,
    get() {
      throw new Error('no');
    },
  });
  for (const broken of [proxy, thrower, { presets: proxy }, { add: [proxy] }, { style: proxy }, { limits: proxy }])
    expect(refused(broken).problems).toHaveLength(1);
});

it.each<[string, unknown]>([
  ['of an object without a prototype', Object.assign(Object.create(null) as object, { presets: ['pii'] })],
  ['of another realm', runInNewContext("({ presets: ['pii'], limits: {} })")],
  ['that are undefined', { presets: undefined, add: undefined, remove: undefined, allow: undefined }],
  ['that are undefined below', { style: undefined, limits: { maxDepth: undefined }, onRedact: undefined }],
  ['that are none', undefined],
  ...[4, 8, 12, 43].map((length): [string, unknown] => [
    `with a keyed hash of ${length} characters`,
    hashed((value: string) => createHmac('sha256', 'a key').update(value).digest('base64url').slice(0, length)),
  ]),
])('takes options %s', (_, options) => {
  expect(create(options)).toHaveProperty('text');
});

/** What became of these options. */
function outcome(options: unknown): string {
  let made: unknown;
  try {
    made = create(options);
  } catch (error) {
    return error instanceof RedactError && error.problems.length > 0 ? 'as it should' : `threw ${String(error)}`;
  }
  const text = (made as Redactor).text('password=hunter2');
  return text.includes('hunter2') && !isOpen(options) ? `left ${text}` : 'as it should';
}

/** Whether secrets are not asked for. */
const isOpen = (options: unknown): boolean => /\["pii"|labelled|key-password/.test(JSON.stringify(options) ?? '');

describe('any value in any place', () => {
  const places: readonly (readonly [string, (x: unknown) => unknown])[] = [
    ['options', (x) => x],
    ...['presets', 'add', 'remove', 'allowKeys', 'allow', 'style', 'limits', 'errorName', 'onRedact'].flatMap(
      (name): readonly (readonly [string, (x: unknown) => unknown])[] => [
        [name, (x) => ({ [name]: x })],
        [`${name}[]`, (x) => ({ [name]: [x] })],
      ],
    ),
    ['limits.maxDepth', (x) => ({ limits: { maxDepth: x } })],
    ['style.hash', (x) => ({ style: { hash: x } })],
    ['the result of style.hash', (x) => ({ style: { hash: () => x } })],
    ['allowKeys.session_id', (x) => ({ allowKeys: { session_id: x } })],
    ...Object.keys(entry)
      .concat('path')
      .map((name) => [`allow.${name}`, (x: unknown) => ({ allow: [{ ...entry, [name]: x }] })] as const),
    ...[anchored, pattern, names].flatMap((rule) =>
      Object.keys(rule).map(
        (name) => [`add.${rule.kind}.${name}`, (x: unknown) => ({ add: [{ ...rule, [name]: x }] })] as const,
      ),
    ),
    ...[anchored, pattern, names].flatMap((rule) =>
      (['anchors', 'examples', 'keys'] as const).map(
        (name) => [`add.${rule.kind}.${name}[]`, (x: unknown) => ({ add: [{ ...rule, [name]: [x] }] })] as const,
      ),
    ),
  ];
  const source = fc.string({ unit: fc.constantFrom(...'()[]{}?*+|\\^$.,:=!<-aA0192 bdwWsS'.split('')), maxLength: 24 });
  const anything = fc.oneof(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
    }),
    source,
    fc.constantFrom(
      '',
      'acme_',
      'secret',
      'strict',
      'ip',
      'email',
      Symbol('s'),
      () => 1,
      /a/,
      1n,
      -0,
      Number.NaN,
      new Date(Number.NaN),
    ),
    fc.constantFrom(
      '('.repeat(15) + 'a' + '{1,2}){1,2}'.repeat(15),
      '(?:'.repeat(16) + ')?'.repeat(16),
      '[\\s\\S]{1,9999}',
    ),
  );

  it('makes a redactor or says what is wrong with it', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), anything, ([, at], x) => {
        expect(outcome(at(x))).toBe('as it should');
      }),
      { numRuns: 3000 },
    );
  });
});
