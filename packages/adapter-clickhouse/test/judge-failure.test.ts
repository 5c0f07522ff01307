import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { judgeAnswer, judgeFailure } from '../src/judge-failure.ts';

const exception = (type: string, message = 'quotes a row'): Error =>
  Object.assign(new Error(message), { code: '1', type });
const system = (code: string, syscall?: string): Error => Object.assign(new Error('quotes a host'), { code, syscall });

it.each([
  ['retry', exception('TOO_MANY_PARTS')],
  ['rejected', exception('TOO_MANY_PARTS', 'Too many partitions for single INSERT block (more than 100)')],
  ['retry', exception('MEMORY_LIMIT_EXCEEDED')],
  ['retry', exception('AUTHENTICATION_FAILED')],
  ['retry', exception('UNKNOWN_TABLE')],
  ['retry', exception('A_TYPE_OF_NEXT_YEAR')],
  ['rejected', exception('CANNOT_PARSE_UUID')],
  ['rejected', exception('VIOLATED_CONSTRAINT')],
  ['rejected', exception('NO_SUCH_COLUMN_IN_TABLE')],
  ['unknown', exception('UNKNOWN_STATUS_OF_INSERT')],
  ['unknown', exception('TIMEOUT_EXCEEDED')],
  ['retry', system('ECONNREFUSED')],
  ['retry', system('ENOENT')],
  ['retry', system('ETIMEDOUT', 'connect')],
  ['retry', system('EAI_FAIL', 'getaddrinfo')],
  ['unknown', system('ETIMEDOUT', 'read')],
  ['unknown', system('ECONNRESET')],
  ['unknown', system('EPIPE')],
  ['unknown', new Error('Timeout error.')],
  ['unknown', new Error('<html>502 Bad Gateway</html>')],
  ['unknown', new Error('')],
  ['unknown', new TypeError('fetch failed', { cause: system('ECONNRESET') })],
  ['unknown', 'thrown text'],
  ['rejected', new TypeError('quotes a value')],
  ['rejected', Object.assign(new TypeError('quotes a header'), { code: 'ERR_INVALID_CHAR' })],
  ['rejected', new RangeError('quotes a length')],
])('judges %s of %o and quotes nothing', (kind, error) => {
  const outcome = judgeFailure(error, true);
  expect(outcome.kind).toBe(kind);
  expect(outcome).toMatchObject({ error: { code: 'PLB_CLICKHOUSE_QUERY' } });
  expect(inspect(outcome)).not.toMatch(/quotes a|html|thrown text/);
});

it.each([
  ['rejected', new Error('quotes a value')],
  ['rejected', new TypeError('quotes a value')],
  ['retry', system('ECONNREFUSED')],
])('judges %s of %o where nothing can have been sent', (kind, error) => {
  const outcome = judgeFailure(error, false);
  expect(outcome.kind).toBe(kind);
  expect(inspect(outcome)).not.toMatch(/quotes a/);
});

const refused = { exceptionCode: undefined, retryAfter: undefined, text: 'quotes a row (CANNOT_PARSE_UUID)' };

it.each([
  ['too_large', { status: 413 }],
  ['retry', { status: 401 }],
  ['retry', { status: 404 }],
  ['retry', { status: 429, retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' }],
  ['unknown', { status: 408 }],
  ['unknown', { status: 302 }],
  ['unknown', { status: 500 }],
  ['unknown', { status: 502 }],
  ['rejected', { status: 400, exceptionCode: '376' }],
  // The type at the end counts, not what a quoted row looks like.
  [
    'retry',
    {
      status: 500,
      exceptionCode: '241',
      text: 'quotes a row (CANNOT_PARSE_UUID). (MEMORY_LIMIT_EXCEEDED) (version 26.7)',
    },
  ],
  ['retry', { status: 500, exceptionCode: '1', text: 'quotes a row without a type' }],
  ['too_large', { status: 500, exceptionCode: '307', text: 'quotes a row (TOO_MANY_BYTES)' }],
])('judges %s of the answer %o and quotes nothing', (kind, answer) => {
  const outcome = judgeAnswer({ ...refused, ...answer });
  expect(outcome.kind).toBe(kind);
  expect(inspect(outcome, { depth: 9 })).not.toMatch(/quotes a/);
});

it('hands on how long a gateway wants to be left alone', () => {
  expect(judgeAnswer({ ...refused, status: 429, retryAfter: '7' })).toMatchObject({ retryAfterMs: 7_000 });
  expect(judgeAnswer({ ...refused, status: 429 })).not.toHaveProperty('retryAfterMs');
});
