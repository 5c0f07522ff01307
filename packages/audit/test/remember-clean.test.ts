import { expect, test } from 'vitest';
import { rememberClean } from '../src/check-details.ts';

const secret = 'hunter2';

/** Takes out a text, and the value beside a label; it keeps what it was asked. */
function watching(): { asked: unknown[]; value: (x: unknown) => unknown } {
  const asked: unknown[] = [];
  const value = (x: unknown): unknown => {
    asked.push(x);
    const given = x as Readonly<Record<string, unknown>>;
    if (given['label'] === 'password') return { ...given, text: '[redacted]' };
    return Object.values(given).includes(secret) ? { text: '[redacted]' } : x;
  };
  return { asked, value };
}

test('what is clean and alone is asked about once, by its name and text', () => {
  const redactor = watching();
  const clean = rememberClean(redactor);
  const member = { role: 'member' };
  for (let n = 0; n < 3; n += 1) expect(clean.value(member)).toBe(member);
  clean.value({ role: 'owner' });
  clean.value({ other: 'member' });
  expect(redactor.asked).toEqual([{ role: 'member' }, { role: 'owner' }, { other: 'member' }]);
});

test('what is not clean, is long, is no text or has neighbours is asked about each time', () => {
  const redactor = watching();
  const clean = rememberClean(redactor);
  const others = [
    { text: secret },
    { text: 'x'.repeat(101) },
    { text: 7 },
    { text: 'a', label: 'b' },
    {},
    ['a'],
    [{ service: 'a' }],
  ];
  clean.value({ text: 'a' });
  for (const x of [...others, ...others]) clean.value(x);
  expect(redactor.asked).toEqual([{ text: 'a' }, ...others, ...others]);
  expect(clean.value({ text: secret })).toEqual({ text: '[redacted]' });
  expect(clean.value({ label: 'password', text: 'a' })).toEqual({ label: 'password', text: '[redacted]' });
});

test('texts that nobody writes again do not add up', () => {
  const redactor = watching();
  const clean = rememberClean(redactor);
  for (let n = 0; n < 501; n += 1) clean.value({ text: `text ${n}` });
  clean.value({ text: 'text 500' });
  clean.value({ text: 'text 0' });
  expect(redactor.asked.length).toBe(502);
});
