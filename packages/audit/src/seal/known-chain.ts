import type { SealWriter } from './seal-writer.ts';
import type { Seal } from './seal.ts';

/** What a sealer has seen of the chain. */
export interface KnownChain {
  /** Number of the last seal; 0 where there was none, undefined before the first look. */
  readonly lastSeen: number | undefined;
  /** A seal was made here. */
  note(seal: Seal): Seal;
  see(last: Seal | undefined): Seal | undefined;
}

/** `onOwn` is told of each seal that was made here, once. */
export function createKnownChain({ isOwn }: Pick<SealWriter, 'isOwn'>, onOwn: (seal: Seal) => void): KnownChain {
  let lastSeen: number | undefined;
  const note = (seal: Seal): Seal => {
    lastSeen = seal.no;
    onOwn(seal);
    return seal;
  };
  return {
    get lastSeen() {
      return lastSeen;
    },
    note,
    see(last) {
      // A seal of its own that was stored although no answer said so.
      if (last && last.no !== lastSeen && isOwn(last)) note(last);
      lastSeen = last?.no ?? 0;
      return last;
    },
  };
}
