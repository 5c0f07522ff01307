import { randomBytes } from 'node:crypto';
import { murmur2 as theirs } from '@platformatic/kafka';
import { expect, it } from 'vitest';
import { murmur2, placeOf } from '../src/murmur2.ts';

// From `UtilsTest.testMurmur2` of Apache Kafka's own tests.
it.each([
  ['21', -973_932_308],
  ['foobar', -790_332_482],
  ['a-little-bit-long-string', -985_981_536],
  ['a-little-bit-longer-string', -1_486_304_829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
  ['abc', 479_470_107],
])('hashes %s as Java does', (key, hash) => {
  expect(murmur2(Buffer.from(key))).toBe(hash);
});

it('hashes keys of every length as the client does', () => {
  for (let length = 0; length < 64; length += 1) {
    const key = randomBytes(length);
    expect([length, murmur2(key)]).toEqual([length, theirs(key)]);
  }
});

it('never chooses a negative place', () => {
  expect(murmur2(Buffer.from('21'))).toBeLessThan(0);
  expect(placeOf(Buffer.from('21'))).toBe((-973_932_308 >>> 0) & 0x7f_ff_ff_ff);
});
