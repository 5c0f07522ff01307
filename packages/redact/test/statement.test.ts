import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();

describe('values beside the statement whose places they fill', () => {
  it.each([
    { sql: 'update users set password = $1 where id = $2', params: ['hunter2', 5] },
    { query: 'INSERT INTO users (name, password) VALUES (?, ?)', values: ['jane', 'hunter2'] },
    { sql: 'select * from sessions where lower(token) = ?', bindings: ['hunter2'] },
    { statement: 'UPDATE "users" SET "api_key" = :key', parameters: ['hunter2'] },
    { query: 'select id from keys where secret in (%s)', args: ['hunter2'] },
    Object.assign(new Error('Failed query'), { query: 'update users set password = $1', params: ['hunter2'] }),
  ])('%o', (record) => {
    for (const out of [redactor.stringify(record), JSON.stringify(redactor.value(record))]) {
      expect(out).not.toContain('hunter2');
    }
  });

  it.each([
    'Failed query: insert into users (name, password) values ($1, $2)\nparams: jane,hunter2',
    'Failed query: insert into "users" ("name", "password") values ($1, $2) returning "id"\nparams: jane,hunter2\nat x, y',
  ])('%s', (text) => {
    const out = redactor.text(text);
    expect(out).not.toContain('hunter2');
    expect(out).toContain('jane');
    expect(redactor.text(out)).toBe(out);
  });
});

it.each([
  { sql: 'select * from tokens where user_id = ?', bindings: ['u_17'] },
  { sql: 'select * from items where state = $1 limit $2', params: ['open', 10] },
  { query: 'shoes', args: ['red'] },
  { query: 'how to reset a password = $1', params: ['x'] },
  { text: 'select a colour', values: ['red'] },
  { sql: 'select 1', values: [] },
])('leaves %o', (record) => {
  expect(redactor.value(record)).toBe(record);
  expect(redactor.stringify(record)).toBe(JSON.stringify(record));
});
