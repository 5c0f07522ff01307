import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Allowance, createRedactor, type Redactor, type RedactorOptions } from '../src/index.ts';
import { asLine } from './fuzz/look.ts';
import { sample } from '../src/rule.ts';

const digest = sample('Zk', 43);
const mail = 'jane@example.com';
const reason = 'digests of public files';
const byKey: Allowance = { key: 'checksum', rules: ['high-entropy'], reason };
const entropy = '[redacted:high-entropy]';

const waysOf = (of: Redactor): readonly ((x: unknown) => unknown)[] => [
  (x) => of.plain(x),
  (x) => of.value(x),
  (x) => JSON.parse(of.stringify(x)) as unknown,
];

/** All ways out must say the same. */
function allWays(options: RedactorOptions, x: unknown): unknown {
  const redactor = createRedactor(options);
  const plain = redactor.plain(x);
  expect(JSON.parse(redactor.stringify(x))).toEqual(plain);
  expect(redactor.value(x)).toEqual(plain);
  return plain;
}

const letThrough = (x: unknown, allow: readonly Allowance[]): unknown => allWays({ allow }, x);

describe('an exception by name', () => {
  it('lets one rule through under it, at any depth and in any spelling', () => {
    const x = { checksum: digest, Checksum: digest, CHECKSUM: digest, other: digest, deep: [{ 'check-sum': digest }] };
    expect(letThrough(x, [byKey])).toEqual({ ...x, other: entropy });
    expect(letThrough(x, [])).toEqual({
      checksum: entropy,
      Checksum: entropy,
      CHECKSUM: entropy,
      other: entropy,
      deep: [{ 'check-sum': entropy }],
    });
  });

  it('leaves all other rules in place, also where finds overlap', () => {
    const key = sample(['AKIA', ''].join(''), 16, 'ABCDEFGHIJKLMNOP234567');
    const jwt = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', sample('', 43)].join('.');
    expect(letThrough({ checksum: `${digest} ${mail}` }, [byKey])).toEqual({ checksum: `${digest} [redacted:email]` });
    for (const secret of [key, jwt]) {
      const out = JSON.stringify(letThrough({ checksum: `${digest} ${secret}` }, [byKey]));
      expect(out).not.toContain(secret);
      expect(out).toContain(digest);
    }
  });

  it('reaches the entries of a list, and not the fields of an object below', () => {
    const x = { checksum: [digest, [digest], { name: digest }] };
    expect(letThrough(x, [byKey])).toEqual({ checksum: [digest, [digest], { name: entropy }] });
  });

  it('sets the rule of a name aside where that is named', () => {
    const allow = [{ key: 'contact_email', rules: ['key-email', 'email'], reason: 'the address of our own desk' }];
    expect(letThrough({ contactEmail: mail, email: mail, text: mail }, allow)).toEqual({
      contactEmail: mail,
      email: '[redacted:key-email]',
      text: '[redacted:email]',
    });
  });

  it('leaves the rule of a name above in place', () => {
    const allow = [{ key: 'email', rules: ['key-email', 'email'], reason: 'the address of our own desk' }];
    const hidden = { password: { email: '[redacted:key-password]' } };
    expect(letThrough({ password: { email: mail } }, allow)).toEqual(hidden);
  });

  it('holds for numbers of cards, texts that are JSON, Maps and Errors', () => {
    const allow = [{ key: 'sku', rules: ['card'], reason: 'made-up numbers of a shelf' }];
    expect(letThrough({ sku: 4242424242424242, n: 4242424242424242 }, allow)).toEqual({
      sku: 4242424242424242,
      n: '[redacted:card]',
    });
    const redactor = createRedactor({ allow: [byKey] });
    const lists = { checksum: JSON.stringify([digest]) };
    expect(redactor.plain(lists)).toEqual(lists);
    expect(redactor.plain(new Map([['checksum', digest]]))).toEqual({ checksum: digest });
    expect(redactor.plain(Object.assign(new Error('x'), { checksum: digest }))).toMatchObject({ checksum: digest });
    // A text is searched as a whole, whatever it is.
    expect(redactor.stringify({ note: JSON.stringify({ checksum: [digest] }) })).toContain('[redacted:');
  });

  it('does not make a text known as clean elsewhere', () => {
    const redactor = createRedactor({ allow: [byKey] });
    for (const text of [digest, JSON.stringify([digest])]) {
      for (const way of waysOf(redactor)) {
        expect(way({ checksum: text })).toEqual({ checksum: text });
        expect(JSON.stringify(way({ other: text }))).not.toContain(digest);
        expect(JSON.stringify(way([text]))).not.toContain(digest);
      }
    }
  });

  it('may name a rule of its own', () => {
    const add = [
      {
        kind: 'pattern',
        id: 'acme-staff',
        class: 'personal',
        source: 'ACME',
        pattern: '[A-Z]{2}[0-9]{6}',
        examples: ['AB123456'],
      },
    ] as const;
    const allow = [{ key: 'author', rules: ['acme-staff'], reason: 'authors are public' }];
    expect(allWays({ add, allow }, { author: 'AB123456', by: 'AB123456' })).toEqual({
      author: 'AB123456',
      by: '[redacted:acme-staff]',
    });
  });
});

describe('an exception by path', () => {
  it.each<[string, unknown, unknown]>([
    ['user.email', { user: { email: mail }, email: mail }, { user: { email: mail }, email: '[redacted:key-email]' }],
    ['user.email', { a: { user: { email: mail } } }, { a: { user: { email: '[redacted:key-email]' } } }],
    ['user.email', { user: [{ email: mail }] }, { user: [{ email: '[redacted:key-email]' }] }],
    ['user.email', { user: { Email: mail } }, { user: { Email: '[redacted:key-email]' } }],
    ['items.*.email', { items: [{ email: mail }] }, { items: [{ email: mail }] }],
    ['items[*].email', { items: { x: { email: mail } } }, { items: { x: { email: mail } } }],
    [
      'items[1].email',
      { items: [{ email: mail }, { email: mail }] },
      { items: [{ email: '[redacted:key-email]' }, { email: mail }] },
    ],
    ['*.email', [{ email: mail }, [{ email: mail }]], [{ email: mail }, [{ email: '[redacted:key-email]' }]]],
    [
      '*.email',
      { a: { email: mail }, b: { c: { email: mail } } },
      { a: { email: mail }, b: { c: { email: '[redacted:key-email]' } } },
    ],
    ['0', [mail, mail], [mail, '[redacted:email]']],
    ['list.0', { list: [mail, mail] }, { list: [mail, '[redacted:email]'] }],
    ['list', { list: [mail, [mail]] }, { list: [mail, [mail]] }],
    ['a.b', { a: { b: { email: mail } } }, { a: { b: { email: '[redacted:key-email]' } } }],
  ])('%s', (path, x, expected) => {
    expect(letThrough(x, [{ path, rules: ['key-email', 'email'], reason: 'the address of our own desk' }])).toEqual(
      expected,
    );
  });

  it('means the value that the redactor is given, and not a part that is written on its own', () => {
    const redactor = createRedactor({
      allow: [{ path: 'email', rules: ['key-email', 'email'], reason: 'our own desk' }],
    });
    const x = { a: 1, deep: { email: mail }, list: [{ email: mail }] };
    expect(redactor.stringify(x)).not.toContain(mail);
    expect(redactor.stringify({ email: mail, ...x }).split(mail)).toHaveLength(2);
  });
});

describe('a path as `explain` writes it', () => {
  const reason = 'copied from explain';
  it.each<[string, unknown]>([
    ['in a flat list of headers', { headers: ['Host', 'a.example', 'Authorization', 'abc'] }],
    ['in a list of pairs', { headers: [['Authorization', 'abc']] }],
    [
      'in a list of pairs at the top',
      [
        ['x', 1],
        ['password', 'abc'],
      ],
    ],
    ['in lists of objects', { a: [{ email: mail }] }],
    ['in lists of lists', [[mail]]],
    ['under names with dots and brackets', { 'k8s.io/a.b': { 'list[2]': { email: mail } } }],
    ['in an error', { error: Object.assign(new Error('x'), { stack: '', message: mail }) }],
    ['in a Map', new Map<unknown, unknown>([[1, mail]])],
    ['in a Map of names', { map: new Map([['email', mail]]) }],
  ])('lets through what is found %s', (_, x) => {
    const found = createRedactor().explain(x);
    expect(found).toHaveLength(1);
    const { path = '', rule = '' } = found[0] ?? {};
    const rules = rule === 'key-email' ? ['key-email', 'email'] : [rule];
    const redactor = createRedactor({ allow: [{ path, rules, reason }] });
    expect(redactor.explain(x).every((one) => one.allowed !== undefined)).toBe(true);
    for (const shown of [redactor.stringify(x), JSON.stringify(redactor.plain(x))]) expect(shown).toMatch(/abc|jane/);
  });

  it('does not reach beside its place', () => {
    const redactor = createRedactor({ allow: [{ path: 'h[0][1]', rules: ['key-authorization'], reason }] });
    const pairs = {
      h: [
        ['Authorization', 'abc'],
        ['Authorization', 'def'],
      ],
      i: [['Authorization', 'ghi']],
    };
    expect(redactor.stringify(pairs)).toContain('abc');
    expect(redactor.stringify(pairs)).not.toMatch(/def|ghi/);
    const list = createRedactor({ allow: [{ path: 'h', rules: ['key-authorization'], reason }] });
    expect(list.stringify(pairs)).not.toMatch(/abc|def|ghi/);
  });
});

it('sends members of a log line the long way where an exception concerns them', () => {
  const redactor = createRedactor({
    allow: [byKey, { path: 'user.email', rules: ['key-email', 'email'], reason: 'our own desk' }],
  });
  const places = new Map<string, 'apart' | 'taken'>();
  expect(redactor.members({ a: 1 }, places)).toEqual({ json: ',"a":1', apart: '' });
  expect(redactor.members({ a: 1, checksum: digest }, places)).toBeUndefined();
  expect(redactor.members({ a: 1, user: { email: mail } }, places)).toBeUndefined();
  expect(redactor.members({ a: 1, deep: { checksum: digest } }, places)).toEqual({
    json: `,"a":1,"deep":{"checksum":"${digest}"}`,
    apart: '',
  });
});

describe('explain', () => {
  const allowed = { option: 'allow[0]', reason };

  it('shows what was let through, and by which entry', () => {
    const redactor = createRedactor({ allow: [byKey] });
    expect(redactor.explain({ checksum: `${digest} ${mail}`, other: digest })).toEqual([
      { rule: 'high-entropy', class: 'secret', path: 'checksum', allowed },
      { rule: 'email', class: 'personal', path: 'checksum' },
      { rule: 'high-entropy', class: 'secret', path: 'other' },
    ]);
    expect(redactor.explain({ checksum: 'nothing' })).toEqual([]);
  });

  it('shows names that are set aside', () => {
    const allow = [{ path: 'user.email', rules: ['key-email', 'email'], reason: 'our own desk' }];
    const by = { option: 'allow[0]', reason: 'our own desk' };
    expect(createRedactor({ allow }).explain({ user: { email: mail } })).toEqual([
      { rule: 'key-email', class: 'personal', path: 'user.email', allowed: by },
      { rule: 'email', class: 'personal', path: 'user.email', allowed: by },
    ]);
    const redactor = createRedactor({ allowKeys: { session_id: 'a random id of our own' } });
    expect(redactor.explain({ a: { sessionId: 'abc', session_id: mail } })).toEqual([
      {
        rule: 'key-session',
        class: 'secret',
        path: 'a.sessionId',
        allowed: { option: 'allowKeys.session_id', reason: 'a random id of our own' },
      },
      {
        rule: 'key-session',
        class: 'secret',
        path: 'a.session_id',
        allowed: { option: 'allowKeys.session_id', reason: 'a random id of our own' },
      },
      { rule: 'email', class: 'personal', path: 'a.session_id' },
    ]);
  });

  it('counts nothing that is let through', () => {
    const seen: string[] = [];
    const redactor = createRedactor({ allow: [byKey], onRedact: ({ rule }) => seen.push(rule) });
    redactor.stringify({ checksum: digest });
    redactor.value({ checksum: digest });
    redactor.explain({ checksum: digest });
    expect(seen).toEqual([]);
  });
});

it('says the same in all ways, whatever the value', () => {
  const name = fc.constantFrom(
    'checksum',
    'a',
    'email',
    'password',
    'value',
    'name',
    '0',
    'toJSON',
    '__proto__',
    'session',
  );
  const leaf = fc.constantFrom(
    digest,
    mail,
    `${digest} ${mail}`,
    4242424242424242,
    null,
    'plain',
    JSON.stringify([digest]),
    JSON.stringify({ checksum: digest, email: mail }),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
    ),
  }));
  const redactor = createRedactor({
    allow: [
      byKey,
      { path: 'a.email', rules: ['key-email', 'email'], reason: 'our own desk' },
      { path: '*.a', rules: ['email'], reason: 'our own desk' },
    ],
  });
  fc.assert(
    fc.property(tree, (x) => {
      const json = redactor.stringify(x);
      expect(json).toBe(asLine(JSON.stringify(redactor.plain(x))));
      expect(JSON.stringify(redactor.value(x))).toBe(json);
    }),
    { numRuns: 2000 },
  );
});

describe('an allowed name', () => {
  it.each(['sessionid', 'session_id', 'sessionId', 'SESSION-ID', 'x-session-id'])(
    'is one in all spellings: %s',
    (key) => {
      const x = { session_id: 'abc', sessionId: 'abc', sessionid: 'abc', 'X-Session-Id': 'abc' };
      expect(allWays({ allowKeys: { [key]: 'a random id of our own' } }, x)).toEqual(x);
    },
  );

  it('frees no other name', () => {
    const allowKeys = { session_id: 'a random id of our own' };
    expect(allWays({ allowKeys }, { session: 'abc', my_session_id: 'abc' })).toEqual({
      session: '[redacted:key-sid]',
      my_session_id: '[redacted:key-session]',
    });
  });
});

it('reaches no field whose name only reads like the path', () => {
  const redactor = createRedactor({
    allow: [{ path: 'user.mail', rules: ['email', 'key-email'], reason: 'a test of ours' }],
  });
  const [mail, shown] = ['c@example.com', 'desk@example.com'];
  expect(redactor.stringify({ '.user': { mail }, user: { mail: shown } })).not.toContain(mail);
  const any = createRedactor({ allow: [{ path: 'items.*.sku', rules: ['email'], reason: 'a test of ours' }] });
  expect(any.stringify({ 'items.*.sku': mail })).not.toContain(mail);
  expect(any.stringify({ items: [{ sku: shown }] })).toContain(shown);
});
