import type { Span } from './collector.ts';
import { BEHIND, type Search } from './find.ts';
import { markOf } from './json-marks.ts';
import type { IsPlain } from './plain.ts';
import { createSettled } from './quick.ts';
import type { RuleName } from './rule.ts';
import { isMarker } from './shapes/labelled.ts';
import type { RedactionStyle } from './options.ts';

export type Report = (rule: RuleName) => void;

/** What the walk's own marks are counted under. */
export const LIMITS = {
  circular: { id: 'limit-circular', class: 'limit' },
  depth: { id: 'limit-depth', class: 'limit' },
  breadth: { id: 'limit-breadth', class: 'limit' },
  nodes: { id: 'limit-nodes', class: 'limit' },
  text: { id: 'limit-text', class: 'limit' },
  unreadable: { id: 'limit-unreadable', class: 'limit' },
  binary: { id: 'limit-binary', class: 'limit' },
  failure: { id: 'limit-failure', class: 'limit' },
} as const satisfies Record<string, RuleName>;

/** Replaces one value. */
export type Replace = (value: string, rule: RuleName) => string;

const plainOf = (text: string): string => text.replaceAll(/[^A-Za-z0-9_-]/g, '');

/** So many characters of the value in one row are in no hash of it by chance. */
const ROW = 8;

/** Whether a hash shows a part of the value: one that was tried with two values may still do it with the third. */
function isShown(hash: string, value: string): boolean {
  if (value.length < ROW) return hash === value;
  for (let i = 0; i + ROW <= hash.length; i++) if (value.includes(hash.slice(i, i + ROW))) return true;
  return false;
}

export function createReplace(style: RedactionStyle): Replace {
  if (style === 'mask') return () => '********';
  if (style === 'label') return (_, rule) => `[redacted:${rule.id}]`;
  return (value, rule) => {
    try {
      const hash = plainOf(style.hash(value, rule.id)).slice(0, 64);
      return hash === '' || isShown(hash, plainOf(value)) ? `[redacted:${rule.id}]` : `[redacted:${rule.id}:${hash}]`;
    } catch {
      return `[redacted:${rule.id}]`;
    }
  };
}

/** A replacement can bring two parts together that form something new, so the result is searched again, a bounded number of times. */
const PASSES = 4;
/** The same for a text that was cut: it is long, and full of what is looked for. */
const CUT_PASSES = 2;
/** Where a text is cut, up to this much more goes with it, so that no half of a secret stays. */
const CUT = 8192;

const HASH = /\[redacted:[a-z\d-]{1,64}:$/;

/** Whether a find is the hash in a mark: one of 32 bytes in base64 looks as random as a key. */
const isHash = (text: string, { start, end, rule }: Span): boolean =>
  rule.id === 'high-entropy' && text[end] === ']' && HASH.test(text.slice(Math.max(0, start - 76), start));

/** Longer texts hold more than one thing, so that the quick rules alone do not do. */
const SHORT = 1024;

export interface TextOptions {
  readonly search: Search;
  readonly isQuiet: IsPlain;
  readonly replace: Replace;
  /** Whether marks hold hashes. */
  readonly hashed: boolean;
  readonly maxTextLength: number;
}

/** Where to cut at the latest `end`, so that no half of a word stays. */
function boundary(text: string, end: number): number {
  const space = Math.max(text.lastIndexOf(' ', end), text.lastIndexOf('\n', end));
  return space > end - CUT && space > 0 ? space : Math.max(0, end - CUT);
}

/** Cleans one text without looking into JSON. */
export function createText(options: TextOptions): (text: string, report: Report) => string {
  const { search, replace, hashed, maxTextLength } = options;
  const { find, quick } = search;
  const isSettled = createSettled(options.isQuiet);

  /** The text without what was found; the same when nothing was. */
  function replaced(text: string, spans: readonly Span[], report: Report): string {
    let out = '';
    let from = 0;
    for (const span of spans) {
      const { start, rule } = span;
      const isOurs = isMarker(text.slice(start, span.end)) || (hashed && isHash(text, span));
      const mark = isOurs ? undefined : markOf(text, span);
      if (mark === undefined) continue;
      const { end, quote } = mark;
      report(rule);
      out += text.slice(from, start) + quote + replace(text.slice(start, end), rule) + quote;
      from = end;
    }
    return from === 0 ? text : out + text.slice(from);
  }

  function settle(text: string, first: readonly Span[], passes: number, report: Report): string {
    if (first.length === 0) return text;
    let current = replaced(text, first, report);
    for (let pass = 1; pass < passes; pass++) {
      const next = replaced(current, find(current), report);
      if (next === current) return current;
      current = next;
    }
    return current;
  }

  /** Cleans a text of which `most` characters may be shown; what is searched may be longer, and the whole longer still. */
  function clean(text: string, most: number, whole: number, report: Report): string {
    if (whole <= SHORT && whole === most) {
      const found = quick(text);
      if (found !== undefined && isSettled(text, found)) return replaced(text, found, report);
    }
    let reach = most;
    const spans = find(text, (end) => {
      reach = Math.min(most, end);
    });
    if (reach === whole) return settle(text, spans, PASSES, report);
    // Behind a find no half of one can stay either.
    const last = spans.findLast(({ end }) => end <= reach);
    reach = Math.max(boundary(text, reach), last?.end ?? 0);
    const across = spans.find(({ start, end }) => start < reach && end > reach);
    if (across !== undefined) reach = across.end;
    report(LIMITS.text);
    const kept = spans.filter(({ end }) => end <= reach);
    return `${settle(text.slice(0, reach), kept, CUT_PASSES, report)}[truncated:${whole - reach}]`;
  }

  return (text, report) => {
    const { length } = text;
    if (length < 4) return text;
    if (length <= maxTextLength) return clean(text, length, length, report);
    // What stands at the cut is known by what follows it.
    return clean(text.slice(0, maxTextLength + BEHIND), maxTextLength, length, report);
  };
}

/** Whether a text can be a JSON object or array. */
export function looksLikeJson(text: string): boolean {
  const trimmed =
    text.length > 2 && (text.charCodeAt(0) <= 32 || text.charCodeAt(text.length - 1) <= 32) ? text.trim() : text;
  const first = trimmed[0];
  const last = trimmed[trimmed.length - 1];
  return (first === '{' && last === '}') || (first === '[' && last === ']');
}
