import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../src/decode.ts';
import { createRedactor } from '../src/index.ts';
import { sample } from '../src/rule.ts';

const redactor = createRedactor();
const ESC = '\u001B';
const BEL = '\u0007';
const secret = ['Orchid', '2024x'].join('');
const paint = (text: string, colour: number): string => `${ESC}[${colour}m${text}${ESC}[39m`;
const link = (to: string, text: string): string => `${ESC}]8;;${to}${BEL}${text}${ESC}]8;;${BEL}`;

/** A text as a terminal shows it. */
const shown = (text: string): string => decode(text)?.text ?? text;

describe('colours of a terminal', () => {
  it.each([
    `${ESC}[1mpassword=${secret}${ESC}[0m`,
    `${paint('password', 32)}: ${paint(secret, 33)} and more`,
    `password=${ESC}[31m${secret}`,
    `{ ${paint('password', 32)}: ${paint(`'${secret}'`, 32)} }`,
    `pass${ESC}[4mword${ESC}[24m: ${secret}`,
    `${paint('curl', 31)} -u ${paint(`jane:${secret}`, 36)} https://example.com`,
    `${link('https://example.com', 'password')}: ${secret}`,
    `password: ${ESC}]8;;https://example.com${ESC}\\${secret}${ESC}]8;;${ESC}\\`,
    `${link(`https://example.com/?token=${secret}`, 'open')} it`,
    `password${ESC}[5C= ${secret}`,
    `password:${ESC}[2K${ESC}[1;31m ${secret}`,
    `password=${ESC}[38;2;255;0;0m${secret}${ESC}[0m`,
    inspect({ user: 'jane', password: secret }, { colors: true }),
    inspect({ a: { b: [{ apiKey: secret }] } }, { colors: true, depth: 9 }),
    JSON.stringify({ line: `${paint('password', 32)}: ${paint(secret, 33)}` }),
    JSON.stringify(`${paint('password', 32)}: ${secret}`).slice(0, -1),
  ])('hide nothing, and stay: %j', (text) => {
    const out = redactor.text(text);
    expect(out).not.toContain(secret);
    expect(out).toContain('[redacted:');
    expect(redactor.text(out)).toBe(out);
    expect(redactor.stringify({ text })).not.toContain(secret);
    const colours = (of: string): number => of.split(`${ESC}[`).length;
    expect(colours(out)).toBe(colours(text));
  });

  it('do not become a part of what stands beside them', () => {
    const key = sample('ghp_', 36);
    expect(redactor.text(paint(key, 32))).toBe(paint('[redacted:github-token]', 32));
    expect(redactor.text(`by ${paint('jane@mail.example.com', 36)}.`)).toBe(`by ${paint('[redacted:email]', 36)}.`);
  });

  it('stand in no way of what would be found without them', () => {
    const part = fc.constantFrom('password', '=', ': ', secret, ' ', 'order 17', "'", 'jane@mail.example.com', 'token');
    const sequence = fc.constantFrom(`${ESC}[0m`, `${ESC}[1;31m`, `${ESC}[39m`, `${ESC}[K`, `${ESC}]0;title${BEL}`);
    const text = fc.array(fc.oneof(part, sequence), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (x) => {
        const once = redactor.text(x);
        const plain = redactor.text(shown(x));
        expect(once !== x || plain === shown(x)).toBe(true);
        expect(plain.includes(secret) || !once.includes(secret)).toBe(true);
        expect(redactor.text(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    `${paint('✓', 32)} test/password.test.ts ${ESC}[2m(${ESC}[22m3 tests${ESC}[2m)${ESC}[22m 12ms`,
    `${ESC}[31mpassword must have at least 8 characters${ESC}[39m`,
    `${ESC}[36mINFO${ESC}[0m order ${paint('17', 33)} was stored in ${paint('12', 33)} ms`,
    `${ESC}[2K${ESC}[1Gdownloading 17/20`,
    `${link('https://example.com/docs', 'the docs')} say more`,
    inspect({ id: 17, state: 'ok', at: new Date(0), list: [1, 2, null, true] }, { colors: true }),
    `GET /orders ${paint('200', 32)} 3.1 ms - 17`,
    `${ESC}[1m${ESC}[33mwarning${ESC}[39m${ESC}[22m token is not set`,
    `list[27], ${ESC}, ${ESC}[, ${ESC}]8;;https://example.com and no end`,
    `${ESC}[48;5;236m${ESC}[38;5;250m src/index.ts ${ESC}[0m`,
  ])('hide nothing harmless: %j', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});
