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

it('leaves no half of a secret where it cuts', () => {
  for (let shift = 0; shift < 60; shift++) {
    const out = redactor.text(`${'x'.repeat(shift)} ${`${secret} `.repeat(20_000)}`);
    expect(out).not.toMatch(/ghp_|aB3|[A-Za-z0-9]{12,}(?=\[truncated)/);
    expect(missing(out)).toBeGreaterThan(0);
  }
});
