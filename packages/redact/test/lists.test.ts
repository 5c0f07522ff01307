import { once } from 'node:events';
import { connect, createServer } from 'node:http2';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();
const SECRET = ['Orchid', '2024x'].join('');

/** What the walk and the writer make of a value; both are asked twice. */
function cleaned(x: unknown): readonly string[] {
  const value = redactor.value(x);
  return [
    redactor.stringify(x),
    JSON.stringify(value),
    redactor.stringify(value),
    JSON.stringify(redactor.value(value)),
  ];
}

describe('lists of names and values', () => {
  it.each([
    ['Host', 'x', 'My Header', 'y', 'Authorization', SECRET],
    ['Host', 'x', 'Authorization', SECRET, 'X'],
    ['Host', 'x', 7, 'y', 'Authorization', SECRET],
    [':path', '/', 'authorization', SECRET],
    [':method', 'GET', ':scheme', 'https', 'cookie', `sid=${SECRET}`, 'x-api-key', SECRET],
    [':status', '200', 'set-cookie', `sid=${SECRET}`],
  ])('that are flat hide the values of headers: %j', (...list) => {
    for (const out of cleaned({ list })) expect(out).not.toContain(SECRET);
  });

  it.each([
    ['content-type', 'authorization', 'accept'],
    ['authorization', 'x-tenant', 'accept'],
    ['from', 'jane', 'password', 'reset', 'now'],
    'the authorization header is from a list of words'.split(' '),
    [':token', ':id'],
    ['Your order', 'was stored', 'Your password', 'was not changed', 'Your name', 'was'],
    ['password', 'My Header', 'token'],
    ['id', 'name', 'token', 'email', 'host'],
  ])('and no others: %j', (...list) => {
    for (const out of cleaned(list)) expect(out).toBe(JSON.stringify(list));
  });

  it.each([
    'пароль',
    'db password',
    '_password',
    '$password',
    '/user/password',
    'my new password',
    'contraseña',
    '密码',
  ])('of pairs go by any name that a field may have: %s', (name) => {
    for (const out of cleaned(Object.entries({ [name]: SECRET, id: 1 }))) expect(out).not.toContain(SECRET);
    for (const out of cleaned(
      new Map<unknown, unknown>([
        [name, SECRET],
        [1, 2],
      ]),
    ))
      expect(out).not.toContain(SECRET);
  });

  it.each([
    [['Where is my password?', 'below the mat']],
    [['your password, please', 'is what nobody should ask']],
    [
      ['my order', 'is here'],
      ['12 apples', 'and pears'],
    ],
    [['a\npassword', 'two lines']],
    [
      [1, 2],
      [3, 4],
    ],
  ])('of pairs of sentences stay: %j', (...list) => {
    for (const out of cleaned(list)) expect(out).toBe(JSON.stringify(list));
  });

  it('hide what a server of HTTP/2 has as rawHeaders', async () => {
    const server = createServer();
    const seen = new Promise<readonly string[]>((resolve) => {
      server.on('request', (request, response) => {
        response.end();
        resolve([...request.rawHeaders]);
      });
    });
    await once(server.listen(0), 'listening');
    const address = server.address();
    const client = connect(`http://localhost:${typeof address === 'object' ? address?.port : ''}`);
    client.request({ ':path': '/', authorization: SECRET, 'x-api-key': SECRET }).resume().end();
    const rawHeaders = await seen;
    client.close();
    server.close();
    expect(rawHeaders.filter((part) => part === SECRET)).toHaveLength(2);
    expect(redactor.stringify({ rawHeaders })).not.toContain(SECRET);
    expect(redactor.stringify({ rawHeaders })).toContain('"/"');
  });
});

const many = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`f${i}`, i]));

describe('what stands beside a name', () => {
  it.each([
    { field: 'password', old: SECRET, new: SECRET },
    { field: 'password', new: SECRET },
    { field: 'password', from: SECRET, to: SECRET },
    { field: 'password', before: SECRET, after: SECRET },
    { field: 'password', prev: SECRET, next: SECRET },
    { property: 'apiKey', previous: SECRET, current: SECRET },
    { Field: 'Password', Old: SECRET, New: SECRET },
    { column: 'password', old: SECRET, new: null },
    { key: 'DB_PASSWORD', from: SECRET, to: '' },
    { name: 'DB_PASSWORD', before: SECRET, after: SECRET },
    { path: ['user', 'password'], from: SECRET, to: SECRET },
    { at: 1, changes: [{ attribute: 'token', old: [SECRET], new: { a: SECRET } }] },
    { name: 'password', value: SECRET, ...many },
    { ...many, ...many, name: 'password', at: 1, value: SECRET },
  ])('that hides its value is hidden at each of two times: %j', (record) => {
    for (const out of cleaned(record)) expect(out).not.toContain(SECRET);
    for (const out of cleaned({ list: [record] })) expect(out).not.toContain(SECRET);
    expect(redactor.members(record, new Map())?.json ?? '').not.toContain(SECRET);
  });

  it.each([
    { field: 'status', old: 'draft', new: 'paid' },
    { field: 'city', from: 'Graz', to: 'Linz' },
    { name: 'forgot-password', from: 'login', to: 'reset-password' },
    { name: 'password-reset', from: 'shop', to: 'customer', subject: 'your order' },
    { key: 'tokens-page', prev: 'page-1', next: 'page-3' },
    { name: 'tokens', previous: 10, current: 12 },
    { path: '/reset-password', from: '/login', to: '/done' },
    { field: 'password', from: 'form' },
    { password_changed: true, before: 'v1', after: 'v2' },
    { name: 'secrets', next: 'page-2' },
    { field: 'password', old: 'disabled', new: 'enabled' },
  ])('that is harmless stays: %j', (record) => {
    for (const out of cleaned(record)) expect(out).toBe(JSON.stringify(record));
  });

  it('is not told by a marker: a second pass changes nothing', () => {
    const record = { path: ['password', 'a word'], value: 'blue' };
    const once = redactor.value(record);
    expect(redactor.value(once)).toBe(once);
    expect(once).toMatchObject({ value: 'blue' });
  });

  it('leaves a record quick to write that has names of changes and tells of none', () => {
    const record = { msg: 'moved', from: 'shelf', to: 'cart', before: 1, after: 2 };
    expect(redactor.members(record, new Map())?.json).toBe(`,${JSON.stringify(record).slice(1, -1)}`);
  });
});

it('gives back no array with fields beside its entries, which JSON leaves out and consoles show', () => {
  const match = /x/.exec('x password=hunter2');
  expect(Object.keys(redactor.value(match) as object)).toEqual(['0']);
  const plain = ['x'];
  expect(redactor.value(plain)).toBe(plain);
});

it.each([
  ['mask', '********'],
  ['label', '[redacted:email]'],
] as const)('keeps each of several fields whose names become the same, with style %s', (style, name) => {
  const of = createRedactor({ style });
  const record = { 'a@example.com': 1, 'b@example.com': 2, 'mail to a@example.com': 3, 'mail to b@example.com': 4 };
  const clean = of.value(record) as Record<string, unknown>;
  expect(Object.values(clean)).toEqual([1, 2, 3, 4]);
  expect(Object.keys(clean)).toEqual([name, `${name}#2`, `mail to ${name}`, `mail to ${name}#2`]);
  expect(JSON.parse(of.stringify(record))).toEqual(clean);
  expect(of.value(clean)).toBe(clean);
});

it('reads a Set, and what toJSON gives, as the pair that it is the next time', () => {
  for (const pair of [new Set(['token=', new Set(['0'])]), { toJSON: () => ['token=', ['0']] }]) {
    const once = redactor.plain([['', pair]]);
    expect(once).toEqual([['', ['token=', ['[redacted:key-token]']]]]);
    expect(redactor.plain(once)).toEqual(once);
    expect(redactor.stringify([['', pair]])).toBe(JSON.stringify(once));
  }
});
