import type { PublicKeyInput, SealPublicKey } from '../seal/public-keys.ts';
import type { Seal } from '../seal/seal.ts';
import { createFindings, type Findings, type TrailFinding } from './findings.ts';
import { keysById } from './seal-chain.ts';
import type { VerificationRun, VerificationState } from './verification.ts';

/**
 * Whether any seal names a key that was given.
 *
 * Where none does, the verifier holds the wrong key, or somebody sealed the whole trail anew with a key of their own. The
 * seals look the same in both cases, so the trail alone cannot say which it is. Ending with 2 would let whoever rewrites a
 * trail pass for a slip of the auditor; ending with a finding for each seal looks like tampering where somebody only took the
 * wrong file. So it is one finding, and 1, which names both possibilities. An anchor from outside says more: it has the hash of
 * a header, and the header names the key. Where one confirms a seal, that seal was not made anew since, and the key that was
 * given is the wrong one, or each anchor is younger than the rewriting: this is "not covered", 2, and never 0.
 *
 * A key that was given may also be one that a rotation introduced, while those of before were not given. The first seal by
 * the given key then has the hash of the one before, which names that key as the next: the given key confirms the seals
 * before as an anchor would, and only who signed them stays open. This is 2 as well. Without that hand-over anybody may have
 * written the seals before, and each is a finding.
 */
export interface GivenKeys {
  /** Whether each seal so far names a key that is neither given nor introduced. */
  readonly areForeign: boolean;
  /** A seal names such a key. */
  unknown(seal: Pick<Seal, 'no'>, key: string): void;
  /**
   * A seal names a key that was given: from here on each other one is a finding of its own, as are those of before, unless
   * the last of them handed over to this one (`confirms`).
   */
  known(seal: { readonly no: number; readonly key: string; readonly confirms: boolean }): void;
  /** At the end. Adds the one finding, or what is not covered. */
  judge(state: Pick<VerificationState, 'anchoredUpTo' | 'notCovered'>): void;
}

/** Most key IDs that a sentence lists. */
const MOST_IDS = 4;

const listOf = (ids: readonly string[]): string =>
  ids.length > MOST_IDS ? `${ids.slice(0, MOST_IDS).join(', ')} and others` : ids.join(', ');

const COMPARE =
  'Ask whoever runs the sealer for the key ID, by another way than this database or export: `keygen` printed it, and the sealer logs it as key_id.';

const unknownKey = (seal: number, key: string): TrailFinding => ({
  problem: 'key_unknown',
  seal,
  what: `The seal is signed by key ${key}, which is neither given nor introduced by a seal.`,
});

const beforeRotation = (last: number, keys: readonly string[], given: string): string =>
  `The seals up to ${last} are signed by ${listOf(keys)}, of before a rotation, which was not given: the given key ${given}, which seal ${last} introduces, confirms them, and not who signed them. Give the public key of before as well (--public-key), the oldest first.`;

/** Gives what was held back to the findings; what is beyond their list is only counted. */
function release(held: Findings, findings: Findings): void {
  for (const finding of held.list) findings.add(finding);
  const last = held.list.at(-1);
  if (last) for (let n = held.list.length; n < held.total; n += 1) findings.add(last);
}

export function createGivenKeys(
  {
    from,
    maxFindings = 1_000,
    publicKeys,
  }: Pick<VerificationRun, 'from' | 'maxFindings'> & {
    readonly publicKeys: readonly (PublicKeyInput | SealPublicKey)[];
  },
  findings: Findings,
): GivenKeys {
  const held = createFindings(maxFindings);
  const named = new Set<string>();
  let isKnown = false;
  let rotated: string | undefined;
  const areForeign = (): boolean => !isKnown && held.total > 0;
  const sentence = (): string => {
    const later = from > 1 ? ' A key that an earlier seal introduced has to be given as well.' : '';
    const given = listOf([...keysById(publicKeys).keys()]);
    return `No seal names a key that was given: given ${given}, named by the ${held.total} seals ${listOf([...named])}.${later}`;
  };
  return {
    get areForeign() {
      return areForeign();
    },
    unknown({ no }, key) {
      if (named.size <= MOST_IDS) named.add(key);
      (isKnown ? findings : held).add(unknownKey(no, key));
    },
    known({ confirms, key, no }) {
      if (areForeign() && confirms) rotated = beforeRotation(no - 1, [...named], key);
      else if (areForeign()) release(held, findings);
      isKnown = true;
    },
    judge({ anchoredUpTo, notCovered }) {
      if (rotated !== undefined) notCovered.push(rotated);
      const [first] = held.list;
      if (!areForeign() || !first) return;
      if (anchoredUpTo > 0) {
        notCovered.push(
          `${sentence()} The anchors confirm the seals up to ${anchoredUpTo}, so this is not the public key of the trail, unless the trail was sealed anew before its first anchor. ${COMPARE}`,
        );
        return;
      }
      const what = `${sentence()} Either this is not the public key of the trail, or somebody sealed all of it anew with a key of their own: from the seals alone both look the same. ${COMPARE} Or give an anchor that was kept outside: it confirms the seals, and with them the key.`;
      findings.add({ ...first, what });
    },
  };
}
