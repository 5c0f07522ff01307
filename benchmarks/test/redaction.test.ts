import { positions } from '@plumbline/corpus';
import { expect, test } from 'vitest';
import { engines } from '../src/redaction/engines.ts';
import { placeMetric, placeMetrics } from '../src/redaction/places.ts';
import { openSentry } from '../src/redaction/sentry.ts';

// A peer that is set up wrongly would look worse than it is: each hides what its documentation says it hides.

const HIDDEN = {
  redact: { msg: 'login', password: 'winter-7' },
  pino: { msg: 'login', user: { password: 'winter-7' } },
  evlog: { msg: 'mail to anna@example.com' },
  logtape: { msg: 'mail to anna@example.com', account: { password: 'winter-7' } },
  'secret-scrubber': { msg: 'using winter-7', password: 'winter-7' },
  'deep-redact': { msg: 'login', user: { Access_Token: 'winter-7' } },
} as const;

test.each(Object.entries(HIDDEN))('%s hides what it is made for, and writes the rest', async (name, record) => {
  const { write } = await engines[name as keyof typeof HIDDEN]();
  const line = write({ ...record, order: 'o_17' });
  expect(line).not.toMatch(/winter-7|anna@example/);
  expect(line).toContain('o_17');
});

test.each(['pino', 'evlog', 'logtape', 'deep-redact'] as const)('%s without redaction hides nothing', async (name) => {
  const { bare } = await engines[name]();
  expect(bare?.({ msg: 'mail to anna@example.com', password: 'winter-7' })).toMatch(
    /anna@example\.com.*winter-7|winter-7.*anna@example\.com/s,
  );
});

test('sentry filters headers and query values by name, sends fields, messages and errors as they are', async () => {
  const { write, bare } = await openSentry();
  const headers = ['authorization', 'winter-7', 'accept', '*/*'];
  expect(await write({ msg: 'login', headers })).not.toContain('winter-7');
  expect(await bare({ msg: 'login', headers })).toContain('winter-7');
  expect(await write({ msg: 'login', url: 'https://api.example.com/?token=winter-7' })).not.toContain('winter-7');
  expect(await write({ msg: 'login', detail: 'winter-7' })).toContain('winter-7');
  expect(await write({ msg: 'login', err: new Error('winter-7') })).toContain('winter-7');
});

test('the positions that the table names are those of the corpus', () => {
  expect(Object.keys(placeMetrics)).toEqual(positions.map(({ name }) => placeMetric(name)));
});
