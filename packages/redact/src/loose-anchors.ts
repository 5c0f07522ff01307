import { isInTable } from './char-sets.ts';
import { isWordAt } from './chars.ts';
import { lazy } from './lazy.ts';
import { stepsOf, tailEnd } from './own-rules.ts';
import type { AnchoredRule, SearchedRule, Spend } from './rule.ts';

/** A stretch that an anchored rule found; `rank` is the rule's place in the list. */
export type EmitAnchored = (start: number, end: number, rule: AnchoredRule, rank: number) => void;

/** One beginning of a value. */
export interface Anchor {
  readonly text: string;
  readonly rule: SearchedRule;
  readonly rank: number;
  readonly lead: number;
  readonly body: () => RegExp;
}

/** An anchor that is looked for on its own. */
export interface Free extends Anchor {
  readonly find: (text: string, from: number) => number;
}

/** A form without anchors. */
export interface Form {
  readonly rule: SearchedRule;
  readonly rank: number;
  readonly starts: Uint8Array;
  readonly body: () => RegExp;
}

/** The form of what follows: most vendors' are met in no text of a process, and none is compiled for nothing. */
export function bodyOf(rule: AnchoredRule): () => RegExp {
  return lazy(() => new RegExp(rule.body, rule.ignoreCase === true ? 'yi' : 'y'));
}

/** Where the value behind the anchor ends, or -1. */
export function bodyEnd(
  text: string,
  at: number,
  { text: anchor, body: bodyOfRule, rule }: Anchor,
  spend: Spend,
): number {
  const body = bodyOfRule();
  const from = at + anchor.length;
  body.lastIndex = from;
  if (!body.test(text)) {
    if (rule.effort !== undefined) spend(stepsOf(text, from, rule.effort), at);
    return -1;
  }
  return rule.tail === undefined ? body.lastIndex : tailEnd(text, body.lastIndex, rule.tail);
}

const BACKSLASH = 92;

/** Whether the letter here belongs to an escape, so that the word begins behind it. */
export function isEscape(text: string, i: number): boolean {
  if (text.charCodeAt(i - 1) !== BACKSLASH) return false;
  const code = text.charCodeAt(i);
  return code === 110 || code === 114 || code === 116;
}

/** Finds the next place of a literal: in either case of its letters, where the rule says so. */
export function finderOf({ text: literal, rule }: Anchor): (text: string, from: number) => number {
  if (rule.ignoreCase !== true) return (text, from) => text.indexOf(literal, from);
  const form = new RegExp(literal.replaceAll(/[^A-Za-z0-9]/g, escaped), 'gi');
  return (text, from) => {
    form.lastIndex = from;
    return form.test(text) ? form.lastIndex - literal.length : -1;
  };
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Tries a form at each character that it can begin with; where one is a letter or digit, no other may stand before it. */
export function scanForm(
  text: string,
  { rule, rank, starts, body: bodyOfRule }: Form,
  emit: EmitAnchored,
  spend: Spend,
): void {
  const body = bodyOfRule();
  for (let i = 0; i < text.length; i++) {
    if (!isInTable(starts, text, i) || (isWordAt(text, i) && isWordAt(text, i - 1) && !isEscape(text, i - 1))) continue;
    body.lastIndex = i;
    if (!body.test(text)) {
      if (rule.effort !== undefined) spend(stepsOf(text, i, rule.effort), i);
      continue;
    }
    emit(i, body.lastIndex, rule, rank);
    i = Math.max(i, body.lastIndex - 1);
  }
}

export function scanAnywhere(text: string, anchor: Free, emit: EmitAnchored, spend: Spend): void {
  const { text: literal, rule, lead, find } = anchor;
  const anyPlace = rule.lead !== undefined || !isWordAt(literal, 0);
  let at = find(text, 0);
  while (at !== -1) {
    let next = at + 1;
    const end =
      at >= lead && (anyPlace || !isWordAt(text, at - 1) || isEscape(text, at - 1))
        ? bodyEnd(text, at, anchor, spend)
        : -1;
    if (end !== -1) {
      emit(at - lead, end, rule, anchor.rank);
      next = Math.max(end, next);
    }
    at = find(text, next);
  }
}
