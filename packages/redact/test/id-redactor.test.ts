import { expect, it } from 'vitest';
import { createIdRedactor, createRedactor } from '../src/index.ts';

const RANDOM = 'Vq3Zt8KpXw2NcR7mYbL4sDf9HgJ6TkQe';
const CARD = '4111-1111-1111-1111';
const CUSTOMER = {
  id: 'customer-number',
  kind: 'pattern',
  class: 'personal',
  pattern: 'CUST-\\d{8}',
  source: 'our billing system',
  examples: ['CUST-12345678'],
} as const;

it.each([
  ['every rule', {}],
  ['a stricter policy', { presets: ['strict'] }],
  ['a policy without the rule', { presets: ['pii'] }],
  ['a policy that has taken it out', { remove: ['high-entropy'] }],
  ['a policy that has taken out another', { remove: ['jwt'] }],
] as const)('leaves a random ID with %s, and no card', (_what, options) => {
  const clean = createIdRedactor(options);
  expect(clean(RANDOM)).toBe(RANDOM);
  expect(clean(CARD)).not.toBe(CARD);
});

it('is what a redactor would have hidden', () => {
  expect(createRedactor().text(RANDOM)).not.toBe(RANDOM);
});

it('hides what a rule of one’s own names', () => {
  expect(createIdRedactor({ add: [CUSTOMER] })('CUST-12345678')).toBe('[redacted:customer-number]');
});

it('counts what it hides where it is asked to', () => {
  const found: string[] = [];
  const clean = createIdRedactor({ onRedact: ({ rule }) => found.push(rule) });
  [RANDOM, CARD].map((id) => clean(id));
  expect(found).toEqual(['card']);
});
