import { isWordAt } from './chars.ts';
import { type AnchorTable, canStart } from './features.ts';
import {
  type Anchor,
  bodyEnd,
  bodyOf,
  type EmitAnchored,
  finderOf,
  type Form,
  type Free,
  isEscape,
  scanAnywhere,
  scanForm,
} from './loose-anchors.ts';
import type { AnchoredRule, Spend } from './rule.ts';

/** All anchors of a policy, found in one pass over the beginnings of words. */
export interface Anchors {
  readonly table: AnchorTable;
  /** Tries the anchors that begin with a letter or digit: each only where a word begins. */
  /** No anchor of the table stands before `from`. */
  readonly scanWords: (text: string, emit: EmitAnchored, from?: number) => void;
  /** Tries those that may stand anywhere. */
  readonly scanLoose: (text: string, emit: EmitAnchored) => void;
}

const isAsciiAt = (text: string, i: number): boolean => text.charCodeAt(i) < 128;

/** An anchor in the table: its first three characters are ASCII, the first a letter or digit, and only a word begins with it. */
function isTabled({ text, rule }: Anchor): boolean {
  return (
    rule.lead === undefined && rule.ignoreCase !== true && isWordAt(text, 0) && isAsciiAt(text, 1) && isAsciiAt(text, 2)
  );
}

/** Letters of `\n`, `\r` and `\t` in JSON that stands within a text: with them a word begins that is none. */
const ESCAPES = ['n', 'r', 't'].map((letter) => letter.charCodeAt(0));

/** Notes three characters that stand where an anchor begins. */
function mark(starts: Uint8Array, first: number, second: number, third: number): void {
  const at = (first << 7) | second;
  starts[at] = (starts[at] ?? 0) | (1 << (third & 7));
}

function tableOf(
  tabled: readonly Anchor[],
  free: readonly Anchor[],
  forms: readonly Form[],
): Omit<AnchorTable, 'holds'> {
  const starts = new Uint8Array(128 * 128);
  for (const { text } of tabled) {
    const first = text.charCodeAt(0);
    const second = text.charCodeAt(1);
    mark(starts, first, second, text.charCodeAt(2));
    for (const escape of ESCAPES) mark(starts, escape, first, second);
  }
  const loose = new Uint8Array(128);
  let always = forms.length > 0;
  for (const { text, rule } of free) {
    const at = rule.ignoreCase === true ? -1 : text.search(/[^\w-]/);
    const sign = at === -1 ? 128 : text.charCodeAt(at);
    if (sign < 128)
      loose[sign] = (loose[sign] ?? 0) | (at + 1 < text.length ? 1 << (text.charCodeAt(at + 1) & 7) : 255);
    else always = true;
  }
  return { starts, loose, always };
}

const NONE: readonly Anchor[] = [];

/** The first three characters as one number; all are ASCII in an anchor of the table. */
function startOf(text: string, i: number): number {
  return (text.charCodeAt(i) << 14) | (text.charCodeAt(i + 1) << 7) | text.charCodeAt(i + 2);
}

/** Anchors with one beginning: those that are no longer than it, and for each fourth character these and those with it. */
interface Group {
  readonly short: readonly Anchor[];
  readonly byFourth: ReadonlyMap<number, readonly Anchor[]>;
}

function groupOf(anchors: readonly Anchor[]): Group {
  const short = anchors.filter(({ text }) => text.length === 3);
  const fourths = new Set(anchors.filter(({ text }) => text.length > 3).map(({ text }) => text.charCodeAt(3)));
  const fits = (text: string, fourth: number): boolean => text.length === 3 || text.charCodeAt(3) === fourth;
  const byFourth = new Map([...fourths].map((code) => [code, anchors.filter(({ text }) => fits(text, code))]));
  return { short, byFourth };
}

/** Anchors by how they begin: several vendors share `sk-` and `pat`, so two characters would leave long lists. */
function groupByStart(tabled: readonly Anchor[]): (text: string, i: number) => readonly Anchor[] {
  const lists = new Map<number, Anchor[]>();
  for (const anchor of tabled) {
    const start = startOf(anchor.text, 0);
    const list = lists.get(start);
    if (list === undefined) lists.set(start, [anchor]);
    else list.push(anchor);
  }
  // Most beginnings are met in no text of a process.
  const groups = new Map<number, Group>();
  return (text, i) => {
    const start = startOf(text, i);
    let group = groups.get(start);
    if (group === undefined) {
      const list = lists.get(start);
      if (list === undefined) return NONE;
      group = groupOf(list);
      groups.set(start, group);
    }
    return group.byFourth.get(text.charCodeAt(i + 3)) ?? group.short;
  };
}

/** Anchors ready to be searched for. */
interface Compiled {
  readonly free: readonly Free[];
  readonly forms: readonly Form[];
  readonly table: Omit<AnchorTable, 'holds'>;
  readonly candidatesAt: (text: string, i: number) => readonly Anchor[];
}

function compile(rules: readonly AnchoredRule[]): Compiled {
  const tabled: Anchor[] = [];
  const free: Free[] = [];
  const forms: Form[] = [];
  for (const [rank, rule] of rules.entries()) {
    const body = bodyOf(rule);
    if (rule.starts !== undefined) forms.push({ rule, rank, starts: rule.starts, body });
    const lead = rule.lead ?? 0;
    for (const text of rule.anchors) {
      const anchor: Anchor = { text, rule, rank, lead, body };
      if (isTabled(anchor)) tabled.push(anchor);
      else free.push({ ...anchor, find: finderOf(anchor) });
    }
  }
  return { free, forms, table: tableOf(tabled, free, forms), candidatesAt: groupByStart(tabled) };
}

let lastRules: readonly AnchoredRule[] = [];
let lastCompiled: Compiled | undefined;

/** Those of the last list are kept, as most redactors of a process have the same. */
function compiledOf(rules: readonly AnchoredRule[]): Compiled {
  const isSame = rules.length === lastRules.length && rules.every((rule, i) => rule === lastRules[i]);
  if (isSame && lastCompiled !== undefined) return lastCompiled;
  lastRules = rules;
  lastCompiled = compile(rules);
  return lastCompiled;
}

/** Compiles the anchors of a policy into one search. */
export function createAnchors(rules: readonly AnchoredRule[], spend: Spend = () => undefined): Anchors {
  const { free, forms, table, candidatesAt } = compiledOf(rules);
  const standsAt = (text: string, i: number): boolean =>
    candidatesAt(text, i).some((anchor) => text.startsWith(anchor.text, i));
  const holds = (text: string, i: number): boolean => standsAt(text, i) || (isEscape(text, i) && standsAt(text, i + 1));

  /** Tries the anchors of one place; `found` says up to where each has found something. */
  function tryAt(text: string, i: number, found: Map<Anchor, number>, emit: EmitAnchored): void {
    for (const anchor of candidatesAt(text, i)) {
      if (!text.startsWith(anchor.text, i) || (found.get(anchor) ?? 0) > i) continue;
      const end = bodyEnd(text, i, anchor, spend);
      if (end === -1) continue;
      emit(i, end, anchor.rule, anchor.rank);
      found.set(anchor, end);
    }
  }

  function scanWords(text: string, emit: EmitAnchored, from = 0): void {
    // What one anchor found is not searched for that anchor again: a text full of them would be read over and over.
    const found = new Map<Anchor, number>();
    let inside = false;
    for (let i = from; i + 2 < text.length; i++) {
      const begins = isWordAt(text, i);
      const inWord = inside;
      inside = begins;
      if (inWord || !begins || !canStart(table.starts, text.charCodeAt(i), text, i)) continue;
      tryAt(text, i, found, emit);
      if (isEscape(text, i)) tryAt(text, i + 1, found, emit);
    }
  }
  return {
    table: { ...table, holds },
    scanWords,
    scanLoose(text, emit) {
      for (const anchor of free) scanAnywhere(text, anchor, emit, spend);
      for (const form of forms) scanForm(text, form, emit, spend);
    },
  };
}
