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
  isInPlace(line: { readonly at: number; readonly end: number }): boolean;
}

interface Seal {
  readonly no: number;
  readonly region: Region;
  /** Whether a line of the record was found. */
  readonly ids: Map<string, boolean>;
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
      ahead.push({ no: value.seal.no, region, ids: new Map(value.seal.ids.map((id) => [id, false])) });
    }
  };
  const find = (id: string): number | undefined => {
    const [seal] = ahead;
    const wasFound = seal?.ids.get(id);
    if (!seal || wasFound === undefined) return undefined;
    isAgain = wasFound;
    if (!wasFound) seal.ids.set(id, true);
    return seal.no;
  };
  return {
    find,
    async search(id) {
      await fill();
      const place = ahead.findIndex(({ ids }) => ids.has(id));
      if (place < 0) return undefined;
      ahead.splice(0, place);
      return find(id);
    },
    get isAgain() {
      return isAgain;
    },
    isInPlace({ at, end }) {
      const region = ahead[0]?.region;
      return region !== undefined && at >= region.at && end <= region.at + region.bytes;
    },
  };
}
