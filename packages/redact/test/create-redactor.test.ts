import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createRedactor, listRules, RedactError } from '../src/index.ts';

const redactor = createRedactor();
const hidden = '[redacted:key-password]';

describe('value', () => {
  it('gives the same reference when there is nothing to do', () => {
    const input = { a: [1, { b: 'text', when: new Date(0) }], c: null, d: undefined, n: Number.NaN };
    expect(redactor.value(input)).toBe(input);
  });

  it('copies only the way to a find and leaves the input alone', () => {
    const clean = { x: 1 };
    const input = { clean, user: { password: 'hunter2' } };
    const before = structuredClone(input);
    const out = redactor.value(input) as typeof input;
    expect(out).toEqual({ clean: { x: 1 }, user: { password: hidden } });
    expect(out.clean).toBe(clean);
    expect(input).toEqual(before);
  });

  it('turns an Error into a plain object with cause, parts and own fields', () => {
    const inner = Object.assign(new TypeError('token=abc123'), { password: 'x', code: 'E1' });
    const error = new AggregateError([inner], 'password: hunter2', { cause: inner });
    const out = redactor.value({ error }) as { error: Record<string, unknown> };
    expect(out.error).toMatchObject({
      name: 'AggregateError',
      message: `password: ${hidden}`,
      cause: { name: 'TypeError', message: 'token=[redacted:key-token]', password: hidden, code: 'E1' },
      errors: [{ name: 'TypeError' }],
    });
    expect(String(out.error['stack'])).not.toContain('hunter2');
    expect(redactor.value(runInNewContext('new Error("password: hunter2")'))).toMatchObject({
      message: `password: ${hidden}`,
    });
  });

  it('reads containers that JSON does not', () => {
    const input = {
      map: new Map<unknown, unknown>([['password', 'x']]),
      mixed: new Map<unknown, unknown>([[1, 'jane@example.com']]),
      set: new Set(['jane@example.com']),
      buffer: Buffer.from('secret'),
      floats: new Float64Array(2),
      big: 12n,
      symbol: Symbol('jane@example.com'),
      fn: () => 1,
      headers: new Headers({ authorization: 'x' }),
      search: new URLSearchParams('token=x&page=2'),
      url: new URL('https://u:p@example.com/?q=jane'),
      boxed: Object('jane@example.com'),
      regexp: /jane@example\.com/,
      badDate: new Date(Number.NaN),
      numbers: [Number.NaN, Number.POSITIVE_INFINITY, 0.5],
    };
    expect(redactor.plain(input)).toEqual({
      map: { password: hidden },
      mixed: [[1, '[redacted:email]']],
      set: ['[redacted:email]'],
      buffer: '[binary:6]',
      floats: '[binary:16]',
      big: '12',
      symbol: 'Symbol([redacted:email])',
      fn: '[function]',
      headers: { authorization: '[redacted:key-authorization]' },
      search: { token: '[redacted:key-token]', page: '2' },
      url: 'https://[redacted:url-credentials]@example.com/?q=[redacted:url-query]',
      boxed: '[redacted:email]',
      regexp: String.raw`/jane@example\.com/`,
      badDate: null,
      numbers: [null, null, 0.5],
    });
  });

  it('asks toJSON as JSON.stringify does, also when it returns itself or throws', () => {
    class Account {
      #hidden = 'x';
      password = 'hunter2';
      toJSON(): unknown {
        return { hidden: this.#hidden, password: this.password };
      }
    }
    expect(redactor.value({ a: new Account() })).toEqual({ a: { hidden: 'x', password: hidden } });
    const self = { password: 'a', toJSON: () => self };
    expect(redactor.value(self)).toMatchObject({ password: hidden });
    expect(
      redactor.value({
        a: {
          toJSON: () => {
            throw new Error('no');
          },
        },
      }),
    ).toEqual({ a: '[unreadable]' });
  });

  it('survives getters that throw, proxies, cycles and depth', () => {
    const cyclic: Record<string, unknown> = { a: 1 };
    cyclic['self'] = cyclic;
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    let deep: unknown = 'end';
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const trap = {
      get bad(): string {
        throw new Error('no');
      },
      good: 1,
    };
    const out = redactor.stringify({ cyclic, proxy, trap, deep });
    expect(JSON.parse(out)).toMatchObject({
      cyclic: { a: 1, self: '[circular]' },
      proxy: '[unreadable]',
      trap: { bad: '[unreadable]', good: 1 },
    });
    expect(out).toContain('[too-deep]');
  });

  it('marks what it cuts off', () => {
    const small = createRedactor({ limits: { maxBreadth: 2, maxNodes: 3, maxTextLength: 40 } });
    expect(small.value({ a: 1, b: 2, c: 3 })).toEqual({ a: 1, b: 2, '[too-many]': '1 more' });
    expect(small.value([1, 2, 3])).toEqual([1, 2, '[too-many] 1 more']);
    expect(small.value([[{}], [{}]])).toEqual([[{}], '[too-many]']);
    expect(small.text('word '.repeat(20))).toMatch(/^(?:word ){7}word\[truncated:\d+\]$/);
  });

  it('cleans keys, keeps both of two that become equal, and leaves __proto__ a plain field', () => {
    expect(redactor.value({ 'a@example.com': 1, 'b@example.com': 2 })).toEqual({
      '[redacted:email]': 1,
      '[redacted:email]#2': 2,
    });
    const out = redactor.value(JSON.parse('{"__proto__":{"password":"x"}}')) as object;
    expect(Object.getPrototypeOf(out)).toBe(Object.prototype);
    expect(JSON.stringify(out)).toBe(`{"__proto__":{"password":"${hidden}"}}`);
  });

  it('hides values under symbol keys', () => {
    const key = Symbol('password');
    expect(inspect(redactor.value({ [key]: 'hunter2', a: 1 }))).not.toContain('hunter2');
  });

  it('keeps what a getter said the first time', () => {
    let reads = 0;
    const shifty = {
      get note(): string {
        return reads++ === 0 ? 'fine' : 'jane@example.com';
      },
    };
    expect(JSON.stringify(redactor.value(shifty))).toBe('{"note":"fine"}');
  });

  it('reads header lists of both forms', () => {
    expect(redactor.value(['Host', 'x', 'Authorization', 'abc'])).toEqual([
      'Host',
      'x',
      'Authorization',
      '[redacted:key-authorization]',
    ]);
    expect(
      redactor.value([
        ['host', 'x'],
        ['cookie', 'a=b'],
      ]),
    ).toEqual([
      ['host', 'x'],
      ['cookie', '[redacted:key-cookie]'],
    ]);
    expect(redactor.value({ required: ['email', 'password'] })).toEqual({ required: ['email', 'password'] });
  });
});

describe('arguments of a command', () => {
  it.each([
    [
      ['mysql', '--password', 'hunter2', '-v'],
      ['mysql', '--password', hidden, '-v'],
    ],
    [
      ['--user', 'jane', '--api-key', 'hunter2'],
      ['--user', 'jane', '--api-key', '[redacted:key-api-key]'],
    ],
    [
      ['--password', '-hunter2'],
      ['--password', hidden],
    ],
    [
      ['--author', 'jane', '--keyboard', 'qwerty'],
      ['--author', 'jane', '--keyboard', 'qwerty'],
    ],
  ])('%j', (list, expected) => {
    expect(redactor.value(list)).toEqual(expected);
  });

  it('take nothing away from a list of headers', () => {
    const raw = ['x-note', '--token', 'authorization', 'hunter2'];
    expect(redactor.value(raw)).toEqual(['x-note', '--token', '[redacted:key-token]', '[redacted:key-authorization]']);
  });

  it('as errors of child processes carry them', () => {
    const { error } = spawnSync('/nowhere/psql', ['--host', 'db', '--password', 'hunter2']);
    expect(error).toMatchObject({ spawnargs: ['--host', 'db', '--password', 'hunter2'] });
    expect(redactor.stringify({ error })).not.toContain('hunter2');
  });
});

describe('options', () => {
  it('limits a policy to a preset', () => {
    const secretsOnly = createRedactor({ presets: ['secrets'] });
    expect(secretsOnly.value({ email: 'jane@example.com', password: 'x' })).toEqual({
      email: 'jane@example.com',
      password: hidden,
    });
    const piiOnly = createRedactor({ presets: ['pii'] });
    expect(piiOnly.value({ email: 'jane@example.com', password: 'x' })).toEqual({
      email: '[redacted:key-email]',
      password: 'x',
    });
  });

  it("adds a rule of one's own and removes a shipped one", () => {
    const own = createRedactor({
      add: [
        {
          kind: 'anchored',
          id: 'acme-key',
          class: 'secret',
          source: 'ACME handbook',
          anchors: ['acme_'],
          body: '[a-z0-9]{12}',
          examples: ['acme_abcdef123456'],
        },
        {
          kind: 'key',
          id: 'acme-badge',
          class: 'personal',
          source: 'ACME handbook',
          keys: ['badge number'],
          examples: ['badge number'],
        },
      ],
      remove: ['email'],
    });
    expect(own.value({ badgeNumber: 'B1', note: 'acme_abcdef123456 a@example.com' })).toEqual({
      badgeNumber: '[redacted:acme-badge]',
      note: '[redacted:acme-key] a@example.com',
    });
  });

  it('allows a key for a reason, but not a known form under it', () => {
    const allowing = createRedactor({ allowKeys: { session_id: 'a random id of our own, no credential' } });
    expect(allowing.value({ sessionId: 'abc', session_id: 'jane@example.com' })).toEqual({
      sessionId: 'abc',
      session_id: '[redacted:email]',
    });
  });

  it('writes a label in place of a hash that begins to show the value after it was tried', () => {
    let calls = 0;
    const hash = (value: string): string =>
      (calls += 1) > 2 ? value : createHmac('sha256', 'a key').update(value).digest('hex');
    const hashing = createRedactor({ style: { hash } });
    expect(hashing.value({ password: 'a long pass phrase' })).toEqual({ password: '[redacted:key-password]' });
    expect(hashing.value({ password: 'abc' })).toEqual({ password: '[redacted:key-password]' });
  });

  it('takes no hash of 32 bytes in base64url for a key', () => {
    const hash = (value: string): string => createHmac('sha256', 'k').update(value).digest('base64url');
    const hashing = createRedactor({ style: { hash } });
    for (let i = 0; i < 40; i++) {
      const number = `+4930848329${10 + i}`;
      const text = hashing.text(`call ${number} now`);
      expect(text).toBe(`call [redacted:phone:${hash(number)}] now`);
      expect(hashing.text(text)).toBe(text);
    }
  });

  it('writes masks and keyed hashes', () => {
    expect(createRedactor({ style: 'mask' }).value({ password: 'x' })).toEqual({ password: '********' });
    const hash = (value: string, rule: string): string =>
      `${rule}+${createHmac('sha256', 'a key of this test').update(value).digest('hex').slice(0, 12)}!`;
    const hashing = createRedactor({ style: { hash } });
    const kept = hash('abc', 'key-password').replaceAll(/[+!]/g, '');
    expect(hashing.value({ password: 'abc' })).toEqual({ password: `[redacted:key-password:${kept}]` });
  });

  it.each(['label', 'mask'] as const)('has nothing more to do the second time, with the style %s', (style) => {
    const of = createRedactor({ style });
    const found = ['hunter', '2now'].join('');
    const names = [
      `my password=${found}`,
      `password: ${found}`,
      `the password ${found}`,
      `password "${found}"`,
      `--password ${found}`,
      `?token=${found}`,
      `Bearer ${found}234`,
      `password=${found} note`,
      'token jane@example.com',
      'email<jane@example.com>',
      'jane@example.com password',
    ];
    for (const name of names)
      for (const x of [
        { [name]: 'x1y2' },
        { [name]: { a: 4711 } },
        { name, value: 'x1y2' },
        { path: name, value: 'x1y2' },
        [name, 'x1y2'],
        [[name, 'x1y2']],
        new Map([[name, 'x1y2']]),
        { args: [name, 'x1y2'] },
      ]) {
        const once = of.plain(x);
        expect(JSON.stringify(once)).not.toContain(found);
        expect(of.plain(once)).toEqual(once);
      }
  });

  it('hides under a name whose last word is telling, whatever was masked in front', () => {
    const of = createRedactor({ style: 'mask' });
    const x = { 'my ******** password': 'x1y2', '********.password': 'x1y2' };
    expect(JSON.stringify(of.plain({ ...x, path: 'users.[redacted:email].password', value: 'x1y2' }))).not.toMatch(
      /password"?:"x1y2|value":"x1y2/,
    );
  });

  it('counts by rule and survives a counter that throws', () => {
    const seen: string[] = [];
    const counting = createRedactor({
      onRedact: ({ rule, class: name }) => {
        seen.push(`${rule} ${name}`);
        throw new Error('no');
      },
    });
    counting.value({ password: 'x', note: 'a@example.com b@example.com' });
    expect(seen).toEqual(['key-password secret', 'email personal', 'email personal']);
  });

  it.each<[string, object, RegExp]>([
    ['an unknown preset', { presets: ['all'] }, /presets/],
    ['an unknown rule', { remove: ['nope'] }, /unknown rule/],
    ['an unknown option', { paths: ['a.b'] }, /`paths` is an unknown option/],
    ['a key nothing hides', { allowKeys: { colour: 'it is only a colour' } }, /does nothing/],
    ['a missing reason', { allowKeys: { password: 'ok' } }, /reason/],
    ['a limit of zero', { limits: { maxDepth: 0 } }, /maxDepth/],
    ['a style without hash', { style: {} }, /style/],
    [
      'a rule that misses its example',
      {
        add: [
          {
            kind: 'anchored',
            id: 'a-b',
            class: 'secret',
            source: 's',
            anchors: ['abc_'],
            body: '\\d{9}',
            examples: ['abc_x'],
          },
        ],
      },
      /never match/,
    ],
    [
      'an unbounded rule',
      {
        add: [
          {
            kind: 'anchored',
            id: 'a-b',
            class: 'secret',
            source: 's',
            anchors: ['abc_'],
            body: '\\d+',
            examples: ['abc_1'],
          },
        ],
      },
      /unbounded/,
    ],
    [
      'a key in the wrong form',
      { add: [{ kind: 'key', id: 'a-b', class: 'secret', source: 's', keys: ['badgeNumber'], examples: ['x'] }] },
      /never match/,
    ],
    [
      'an id that is taken',
      { add: [{ kind: 'key', id: 'email', class: 'secret', source: 's', keys: ['badge'], examples: ['x'] }] },
      /taken/,
    ],
  ])('refuses %s', (_, options, message) => {
    let error: unknown;
    try {
      createRedactor(options);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(RedactError);
    expect(error).toMatchObject({
      code: 'PLB_REDACT_OPTION',
      message: expect.stringMatching(message),
      [Symbol.for('plumbline.error')]: true,
    });
    expect((error as Error).message).toContain('fix:');
  });
});

describe('text', () => {
  it.each([
    ['user=jane;pwd=a;x', 'user=jane;pwd=[redacted:key-password];x'],
    ['http://jane@example.com/', 'http://[redacted:url-credentials]@example.com/'],
    ['token=null', 'token=null'],
  ])('turns %s into %s', (text, expected) => {
    expect(redactor.text(text)).toBe(expected);
  });
});

describe('explain', () => {
  it('names rule and place and never the value', () => {
    const input = { user: { notes: ['jane@example.com'] }, password: 'hunter2', 'bob@example.com': 1 };
    const findings = redactor.explain(input);
    expect(findings).toEqual([
      { rule: 'email', class: 'personal', path: 'user.notes[0]' },
      { rule: 'key-password', class: 'secret', path: 'password' },
      { rule: 'email', class: 'personal', path: '' },
    ]);
    expect(JSON.stringify(findings)).not.toMatch(/hunter2|jane|bob/);
  });
});

describe('rules', () => {
  const rules = listRules();

  it('has an id of its own, a source and examples for each', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const rule of rules) expect(rule.source).toMatch(/^https:\/\//);
    expect(rules.filter(({ examples, id }) => examples.length === 0 && id !== 'labelled')).toEqual([]);
  });

  it.each(
    rules
      .filter((rule) => rule.kind !== 'key' && rule.class !== 'network')
      .flatMap(({ id, examples }) => examples.map((example) => [id, example] as const)),
  )('finds the example of %s', (_, example) => {
    const out = redactor.text(`seen ${example} there`);
    expect(out).toContain('[redacted:');
    expect(out).not.toContain(example);
  });
});

describe('objects that show nothing of themselves', () => {
  const redactor = createRedactor();

  it('are named, so that nobody reads an empty object', () => {
    const of = { a: Promise.resolve(1), b: new WeakMap(), c: new AbortController(), d: new ReadableStream() };
    expect(redactor.stringify(of)).toBe(
      '{"a":"[Promise]","b":"[WeakMap]","c":"[AbortController]","d":"[ReadableStream]"}',
    );
    expect(redactor.value(of)).toEqual(JSON.parse(redactor.stringify(of)));
  });

  it('do not show on a console what JSON does not', () => {
    const secret = ['hunter', '2now'].join('');
    const holder = { password: secret };
    const map = new Map([['a', `password=${secret}`]]);
    class Told {
      readonly #held = holder;
      [inspect.custom](): unknown {
        return this.#held;
      }
    }
    function* generate(): Generator {
      yield holder;
    }
    const promise = Promise.resolve(holder);
    const shown = [
      promise,
      new Proxy(promise, {}),
      runInNewContext('Promise.resolve(holder)', { holder }) as unknown,
      Object.defineProperty(Promise.resolve(holder), Symbol.toStringTag, { value: 'Object' }),
      Object.assign(Promise.resolve(holder), { id: 1 }),
      map.entries(),
      map.values(),
      new Proxy(map, {}),
      new Set(map.values()).values(),
      generate(),
      new WeakRef(holder),
      new WeakSet([holder]),
      new WeakMap([[holder, holder]]),
      new Intl.NumberFormat('en'),
      Object.assign(() => 1, holder),
      Object(Symbol(`password=${secret}`)),
      new Told(),
      Object.assign(new Told(), { id: 1 }),
      new MessageEvent('message', { data: holder }),
      new CustomEvent('x', { detail: holder }),
    ].map((x) => redactor.value([x]));
    expect(inspect(shown, { depth: 9, showHidden: true, showProxy: true, getters: true })).not.toContain('hunter');
    expect(shown[0]).toEqual(['[Promise]']);
    expect(shown[4]).toEqual([{ id: 1 }]);
    expect(shown[5]).toEqual(['[Map Iterator]']);
    expect(shown.at(-3)).toEqual([{ id: 1 }]);
  });

  it('stay the same where all that a console shows are their fields', () => {
    class User {
      readonly id = 1;
    }
    const of = [new User(), Object.assign(Object.create({ shared: 1 }) as object, { id: 2 })];
    expect(redactor.value(of)).toBe(of);
  });

  it('do not bring a text of their own', () => {
    const of = { [Symbol.toStringTag]: ['password=', 'hunter2'].join('') };
    expect(redactor.stringify([of])).toBe('[{}]');
  });

  it('of the web show what is not their body', () => {
    const secret = ['Sommer', '2024x'].join('');
    const form = new FormData();
    form.set('password', secret);
    form.set('city', 'Ulm');
    const request = new Request(`http://a.example/x?token=${secret}`, {
      method: 'POST',
      body: secret,
      headers: { authorization: `Basic ${btoa(`anna:${secret}`)}` },
    });
    const shown = redactor.stringify({ form, request, response: new Response(secret, { status: 201 }) });
    expect(shown).not.toContain(secret);
    expect(JSON.parse(shown)).toMatchObject({
      form: { city: 'Ulm' },
      request: { method: 'POST', url: 'http://a.example/x?token=[redacted:key-token]' },
      response: { status: 201 },
    });
  });

  it('and throw when they are read are counted', () => {
    const error = new Error('x');
    Object.defineProperty(error, 'stack', {
      get() {
        throw new Error('no');
      },
    });
    const rules: string[] = [];
    const counting = createRedactor({ onRedact: ({ rule }) => rules.push(rule) });
    expect(counting.stringify({ error })).toContain('"stack":"[unreadable]"');
    expect(rules).toEqual(['limit-unreadable']);
  });
});
