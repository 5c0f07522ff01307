import { describe, expect, it, vi } from 'vitest';
import { createRedactor } from '../src/index.ts';
import { sample } from '../src/rule.ts';
import { hostileForms } from './fuzz/hostile-texts.ts';

// That every scan is linear is proven elsewhere: regular expressions by a gate of the workspace, growth by `npm run test:soak`.
// Here: what is searched of one text is bounded whatever it holds, and what is not searched is not shown. Nothing is timed.
vi.setConfig({ testTimeout: 120_000 });

const MEGABYTE = 1_000_000;
/** Finds of one text, times its searches; see MOST and PASSES. */
const MOST_FINDS = 1000;

let found: string[] = [];
const redactor = createRedactor({ onRedact: ({ rule }) => void found.push(rule) });
const secret = sample('ghp_', 36);

const fill = (unit: string): string => unit.repeat(Math.ceil(MEGABYTE / unit.length)).slice(0, MEGABYTE);

/** Characters that the mark at the end says are missing. */
const missing = (text: string): number => Number(/\[truncated:(\d+)\]$/.exec(text)?.[1] ?? 0);

describe('1 MB of', () => {
  it.each(hostileForms)('%j is bounded, and shows nothing that was not searched', (unit) => {
    const text = `${fill(unit)} ${secret} `;
    found = [];
    const out = redactor.text(text);
    expect(found.length).toBeLessThan(MOST_FINDS);
    expect(found.includes('limit-text')).toBe(missing(out) > 0);
    expect(out).not.toContain(secret);
    expect(missing(out)).toBeLessThan(text.length);
  });
});

it('shows a long text whole that holds nothing that is costly to look at', () => {
  const text = 'an order was stored and a letter went out to the printer \n'.repeat(20_000);
  expect(redactor.text(text.slice(0, MEGABYTE))).toBe(text.slice(0, MEGABYTE));
});

it('shows an ordinary long text up to where the work ends, cut between two words', () => {
  const line = '2026-11-21T10:00:00.000Z INFO GET /api/orders/17?page=2 200 in 17 ms for jane.doe@mail.example.com\n';
  const out = redactor.text(line.repeat(10_000));
  expect(out).toMatch(/^2026-11-21T10:00:00\.000Z INFO GET [^\n]+ for \[redacted:email\]\n/);
  expect(out).toMatch(/\S\[truncated:\d+\]$/);
  expect(out).not.toContain('jane');
});

/** Values that are known by their right side, and what of them may not be seen. */
const known: readonly [string, RegExp][] = [
  ['4242 4242 4242 4242', /4242/],
  ['GB82 WEST 1234 5698 7654 32', /WEST/],
  ['NHS number 943 476 5919', /943/],
  ['jane.doe@mail.example.com', /jane/],
  ['<password>correct horse battery staple</password>', /correct/],
  ['recovery phrase: abandon ability able about above absent absorb abstract absurd abuse access accident', /abandon/],
];

it.each(known)('knows %j by what follows it, where the cut lies within', (value, shown) => {
  const short = createRedactor({ limits: { maxTextLength: 2_000 } });
  const filler = 'an order was stored and a letter went out to the printer, '.repeat(2_000);
  // The first text is cut by its length, the second by what a search may cost.
  const costly = `${secret} ${filler}`;
  const end = costly.length - missing(redactor.text(costly));
  expect(end).toBeLessThan(costly.length);
  for (let back = -2; back < value.length + 4; back += 3) {
    expect(short.text(`${filler.slice(0, 2_000 - back)} ${value} ${filler}`)).not.toMatch(shown);
    expect(redactor.text(`${costly.slice(0, end - back)} ${value} ${filler}`)).not.toMatch(shown);
  }
});

it.each(['密码: ', 'password=a&', '%41', 'a://a:b@', '1 '])('bounds what many texts of %j cost together', (unit) => {
  const text = unit.repeat(Math.ceil(12_000 / unit.length));
  const texts = Array.from({ length: 900 }, (_, i) => `${text}${i}`);
  found = [];
  const out = redactor.stringify({ texts, after: secret });
  expect(found).toContain('limit-text');
  expect(out).not.toContain(secret);
  expect(out).toMatch(/\[truncated:\d+\]/);
  expect(redactor.stringify({ first: 'jane.doe@mail.example.com is here' })).toContain('[redacted:email] is here');
});

it('looks at a text that stands in a million places a bounded number of times', () => {
  const list = Array.from({ length: 1_000 }, (_, i) => `${'an order was stored '.repeat(50)}${i}`);
  const x = Array.from({ length: 1_000 }, () => list);
  found = [];
  redactor.value(x);
  expect(found).toContain('limit-text');
  found = [];
  expect(redactor.stringify(x)).toMatch(/\[truncated:\d+\]/);
  expect(found).toContain('limit-text');
});

it('leaves no half of a secret where it cuts', () => {
  for (let shift = 0; shift < 60; shift++) {
    const out = redactor.text(`${'x'.repeat(shift)} ${`${secret} `.repeat(20_000)}`);
    expect(out).not.toMatch(/ghp_|aB3|[A-Za-z0-9]{12,}(?=\[truncated)/);
    expect(missing(out)).toBeGreaterThan(0);
  }
});
