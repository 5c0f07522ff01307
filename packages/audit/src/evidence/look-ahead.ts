import type { Region } from './export-format.ts';
import type { PlacedSeal } from './seal-lines.ts';

/** The seals that a line of a file may belong to: the one of the line before, and some behind it. */
export interface LookAhead {
  /** Number of the seal, where it is still that of the line before. */
  find(id: string): number | undefined;
  /** Number of the seal, where it is one behind. */
  search(id: string): Promise<number | undefined>;
  /** Whether the last ID that was found had been found before. */
  readonly isAgain: boolean;
  /** Whether a line is where the last seal that was found is said to have its lines. */
  isInPlace(at: number, end: number): boolean;
}

interface Seal {
  readonly no: number;
  readonly region: Region;
  readonly ids: readonly string[];
  /** Records that no line was found of. */
  readonly left: Set<string>;
  /** All records, as soon as a line seems to be one too many. */
  all?: ReadonlySet<string>;
}

/** Seals ahead of the current one that a line may belong to, as far as these have lines. */
const LOOK_AHEAD = 8;

export function createLookAhead(
  seals: AsyncGenerator<PlacedSeal, void, undefined>,
  regionOf: (line: PlacedSeal) => Region | undefined,
): LookAhead {
  const ahead: Seal[] = [];
  let isAgain = false;
  const fill = async (): Promise<void> => {
    while (ahead.length < LOOK_AHEAD) {
      const { done, value } = await seals.next();
      if (done === true) return;
      const region = regionOf(value);
      if (!region || region.bytes === 0) continue;
      const { ids, no } = value.seal;
      ahead.push({ no, region, ids, left: new Set(ids) });
    }
  };
  const hasOne = (seal: Seal, id: string): boolean => (seal.all ??= new Set(seal.ids)).has(id);
  return {
    find(id) {
      const [seal] = ahead;
      if (!seal?.left.delete(id)) return undefined;
      isAgain = false;
      return seal.no;
    },
    async search(id) {
      await fill();
      let place = ahead.findIndex(({ left }) => left.has(id));
      isAgain = place < 0;
      if (isAgain) place = ahead.findIndex((seal) => hasOne(seal, id));
      if (place < 0) return undefined;
      ahead.splice(0, place);
      ahead[0]?.left.delete(id);
      return ahead[0]?.no;
    },
    get isAgain() {
      return isAgain;
    },
    isInPlace(at, end) {
      const region = ahead[0]?.region;
      return region !== undefined && at >= region.at && end <= region.at + region.bytes;
    },
  };
}
