const SEED = 0x97_47_b2_8c;
const MULTIPLIER = 0x5b_d1_e9_95;
const SHIFT = 24;

const mix = (word: number): number => {
  const once = Math.imul(word, MULTIPLIER);
  return Math.imul(once ^ (once >>> SHIFT), MULTIPLIER);
};

/**
 * Kafka's hash of a key (`org.apache.kafka.common.utils.Utils.murmur2`), as a signed number of 32 bits. Producers in
 * other languages choose the same partition by it.
 */
export function murmur2(key: Buffer): number {
  let hash = SEED ^ key.length;
  let at = 0;
  for (; at + 4 <= key.length; at += 4) hash = Math.imul(hash, MULTIPLIER) ^ mix(key.readInt32LE(at));
  const left = key.length - at;
  if (left > 0) {
    for (let index = left - 1; index >= 0; index -= 1) hash ^= (key[at + index] ?? 0) << (8 * index);
    hash = Math.imul(hash, MULTIPLIER);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, MULTIPLIER);
  return (hash ^ (hash >>> 15)) | 0;
}

/** The number that Kafka's own producer takes the remainder of by the count of partitions. */
export const placeOf = (key: Buffer): number => murmur2(key) & 0x7f_ff_ff_ff;
