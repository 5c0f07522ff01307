import type { Anchor } from '../seal/seal.ts';
import { sealHash } from '../seal/seal-header.ts';
import type { EvidenceSource } from '../seal-store.ts';
import type { Findings } from './findings.ts';

/** Holds anchors against the chain as it goes by. */
export interface AnchorCheck {
  /** Highest seal that a given anchor confirms; 0 for none. */
  readonly upTo: number;
  seal(no: number, hash: string, records: number): void;
  /** After the last seal. */
  end(lastSeal: number): void;
}

const said = (anchor: Anchor): string => `The anchor of ${anchor.at} (${anchor.kind})`;

/**
 * @param given what was kept outside of the database; only these raise `upTo`
 * @param stored what the source itself has: whoever can change it can change these too
 */
export function createAnchorCheck(
  given: readonly Anchor[],
  stored: readonly Anchor[],
  { from, trail, findings }: { readonly from: number; readonly trail: string; readonly findings: Findings },
): AnchorCheck {
  const outside = new Set(given);
  const bySeal = new Map<number, Anchor[]>();
  const allOther = given.length > 0 && given.every((anchor) => anchor.trail !== trail);
  for (const anchor of allOther ? stored : [...given, ...stored]) {
    if (anchor.trail !== trail) {
      const what = `${said(anchor)} is of another trail.`;
      findings.add({ problem: 'trail_unexpected', seal: anchor.seal, what });
    } else if (anchor.seal >= from) bySeal.set(anchor.seal, [...(bySeal.get(anchor.seal) ?? []), anchor]);
  }
  if (allOther) {
    const which =
      given.length === 1 ? 'The anchor that was given is' : `All ${given.length} anchors that were given are`;
    const what = `${which} of trail ${given[0]?.trail}, and this is trail ${trail}: they are the anchors of another trail, or this one stands in its place.`;
    findings.add({ problem: 'trail_unexpected', seal: from, what });
  }
  let upTo = 0;
  /** Records before `from`, as soon as an anchor says so. */
  let before = from === 1 ? 0 : undefined;
  let counted = 0;
  return {
    get upTo() {
      return upTo;
    },
    seal(no, hash, records) {
      counted += records;
      for (const anchor of bySeal.get(no) ?? []) {
        if (anchor.hash !== hash) {
          findings.add({ problem: 'rewritten', seal: no, what: `${said(anchor)} is of another seal ${no}.` });
          continue;
        }
        before ??= anchor.records - counted;
        if (before + counted !== anchor.records) {
          const what = `${said(anchor)} counts ${anchor.records} records up to this seal, and there are ${before + counted}.`;
          findings.add({ problem: 'count_differs', seal: no, what });
        } else if (outside.has(anchor)) upTo = no;
      }
    },
    end(lastSeal) {
      for (const [no, anchors] of bySeal) {
        const [anchor] = anchors;
        if (no <= lastSeal || !anchor) continue;
        const what = `${said(anchor)} is of seal ${no}, and the last one there is ${lastSeal}: the end was cut off, or this is an older state.`;
        findings.add({ problem: 'tail_cut', seal: no, what });
      }
    },
  };
}

/**
 * Where only later seals are verified, the newest anchor of each list that is of a seal before them still has to find its
 * seal: otherwise nobody would see that the end was cut off before the first seal that is verified.
 */
export async function checkOlderAnchors(
  source: EvidenceSource,
  lists: readonly (readonly Anchor[])[],
  options: {
    readonly from: number;
    /** First seal that the source holds. */
    readonly heldFrom: number;
    readonly trail: string;
    readonly findings: Findings;
  },
): Promise<void> {
  const { findings, from, heldFrom, trail } = options;
  for (const list of lists) {
    const older = list.filter((anchor) => anchor.trail === trail && anchor.seal < from && anchor.seal >= heldFrom);
    const newest = older.reduce<Anchor | undefined>(
      (best, one) => (one.seal > (best?.seal ?? 0) ? one : best),
      undefined,
    );
    if (!newest) continue;
    const { hash, seal: no } = newest;
    const [seal] = await source.seals({ from: no, limit: 1 });
    if (seal?.no !== no) {
      const problem = seal ? 'seal_missing' : 'tail_cut';
      findings.add({ problem, seal: no, what: `${said(newest)} is of seal ${no}, which is not there.` });
    } else if (sealHash(seal.header) !== hash)
      findings.add({ problem: 'rewritten', seal: no, what: `${said(newest)} is of another seal ${no}.` });
  }
}
