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
