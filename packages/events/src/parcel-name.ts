/** Longer lists of ranges are hashed: the name travels as a parameter of a request. */
const MAX_RANGES_LENGTH = 120;

/** `0-3,7`: the members as ranges of places. */
function rangesOf(at: readonly number[]): string {
  const ranges: string[] = [];
  for (let index = 0; index < at.length;) {
    const first = at[index] ?? 0;
    let next = index + 1;
    while (at[next] === first + (next - index)) next += 1;
    ranges.push(next - index === 1 ? `${first}` : `${first}-${first + (next - index) - 1}`);
    index = next;
  }
  return ranges.join(',');
}

/** 32 bits of the text, after FNV-1a (draft-eastlake-fnv), from another start for each seed. */
function hash32(text: string, seed: number): string {
  let hash = (0x81_1c_9d_c5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}

const SEEDS = [0, 0x9e_37_79_b9, 0x85_eb_ca_6b, 0xc2_b2_ae_35] as const;

/**
 * The ID of a part of a batch: one for each set of members, whoever cuts it, so that the same part is sent under the same
 * ID after a restart, and never another one.
 */
export function partName(id: string, at: readonly number[]): string {
  const ranges = rangesOf(at);
  const [base = id] = id.split('~', 1);
  if (ranges.length <= MAX_RANGES_LENGTH) return `${base}~${ranges}`;
  return `${base}~${at.length}.${SEEDS.map((seed) => hash32(ranges, seed)).join('')}`;
}
