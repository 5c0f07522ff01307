import { toError } from '@plumbline/core';
import type { Anchor } from '../seal/seal.ts';
import type { AnchorTarget } from './anchor-target.ts';

/** An anchor that is not where it was published, or says something else. */
export interface LostAnchor {
  readonly anchor: Anchor;
  /** One sentence. */
  readonly what: string;
}

async function lostFrom(target: AnchorTarget, anchor: Anchor): Promise<string | undefined> {
  try {
    const check = await target.recheck?.(anchor);
    return check?.ok === false ? check.what : undefined;
  } catch (error) {
    return toError(error).message;
  }
}

/**
 * Looks stored anchors up again where they were published, and answers those that are not there. Where several targets are of
 * one kind, one of them must have it. Anchors without such a target, or whose place cannot be read, are passed over.
 */
export async function recheckAnchors(
  anchors: readonly Anchor[],
  targets: readonly AnchorTarget[],
): Promise<readonly LostAnchor[]> {
  const lost: LostAnchor[] = [];
  for (const anchor of anchors) {
    const places = targets.filter((target) => target.kind === anchor.kind && 'recheck' in target);
    const answers = await Promise.all(places.map((target) => lostFrom(target, anchor)));
    const [what] = answers;
    if (what !== undefined && !answers.includes(undefined)) lost.push({ anchor, what });
  }
  return lost;
}
