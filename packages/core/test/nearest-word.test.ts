import { expect, it } from 'vitest';
import { nearestWord } from '../src/index.ts';

const known = ['PLUMBLINE_IDENTITY_KEY', 'PLUMBLINE_HEALTH_TOKEN', 'LOG_LEVEL'];

it.each([
  ['PLUMBLINE_IDENTITY_KY', 'PLUMBLINE_IDENTITY_KEY'],
  ['LOGLEVEL', 'LOG_LEVEL'],
  ['log', undefined],
  ['', undefined],
])('takes %s for %s', (word, meant) => {
  expect(nearestWord(word, known)).toBe(meant);
});

it('knows nothing among nothing', () => {
  expect(nearestWord('a', [])).toBeUndefined();
});
