import {
  featuresOf,
  HAS_PERCENT,
  HAS_RUN,
  isWordAt,
  type AnchoredRule,
  type Emit,
  type RuleName,
  type ScanRule,
  type ShapeRule,
} from './rule.ts';

/** A stretch of text that must go. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly rule: RuleName;
}

/** Finds what must go from one text: sorted, without overlaps. */
export type Find = (text: string) => readonly Span[];

const NONE: readonly Span[] = [];

interface Anchor {
  readonly text: string;
  readonly rule: AnchoredRule;
  readonly body: RegExp;
}

/** Tries each place where the anchor stands at the beginning of a word. */
function scanAnchor(text: string, { text: anchor, rule, body }: Anchor, spans: Span[]): void {
  const word = isWordAt(anchor, 0);
  let at = text.indexOf(anchor);
  while (at !== -1) {
    let next = at + 1;
    if (!word || rule.lead !== undefined || !isWordAt(text, at - 1)) {
      body.lastIndex = at + anchor.length;
      const lead = rule.lead ?? 0;
      if (at >= lead && body.test(text)) {
        spans.push({ start: at - lead, end: body.lastIndex, rule });
        next = body.lastIndex;
      }
    }
    at = text.indexOf(anchor, Math.max(next, at + 1));
  }
}

/** Joins what overlaps; the rule that begins first, or is listed first, names the whole. */
function merge(spans: Span[]): readonly Span[] {
  if (spans.length < 2) return spans;
  const order = new Map(spans.map((span, index) => [span, index]));
  spans.sort((a, b) => a.start - b.start || (order.get(a) ?? 0) - (order.get(b) ?? 0));
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last !== undefined && span.start < last.end) {
      if (span.end > last.end) out[out.length - 1] = { ...last, end: span.end };
    } else {
      out.push(span);
    }
  }
  return out;
}

/** A run of characters that holds escapes is decoded once and searched; a find hides the whole run. */
function findEncoded(text: string, inner: Find): readonly Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(/[^\s"'<>&=?]+/g)) {
    const run = match[0];
    if (!/%[2-7][0-9A-Fa-f]/.test(run)) continue;
    const decoded = decode(run);
    const found = decoded === run ? undefined : inner(decoded)[0];
    if (found !== undefined) spans.push({ start: match.index, end: match.index + run.length, rule: found.rule });
  }
  return spans;
}

function decode(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run.replaceAll(/%([2-7][0-9A-Fa-f])/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}

/** Compiles shape rules into one search. */
export function createFind(rules: readonly ShapeRule[]): Find {
  const anchored = rules.filter((rule): rule is AnchoredRule => rule.kind === 'anchored');
  const scans = rules.filter((rule): rule is ScanRule => rule.kind === 'scan');
  const anchors: readonly Anchor[] = anchored.flatMap((rule) => {
    const body = new RegExp(rule.body, 'y');
    return rule.anchors.map((text) => ({ text, rule, body }));
  });
  function search(text: string, features: number): readonly Span[] {
    const spans: Span[] = [];
    if ((features & HAS_RUN) !== 0) for (const anchor of anchors) scanAnchor(text, anchor, spans);
    for (const rule of scans) {
      if ((features & rule.needs) === 0) continue;
      const emit: Emit = (start, end, name) => spans.push({ start, end, rule: name ?? rule });
      rule.scan(text, emit);
    }
    return merge(spans);
  }
  return (text) => {
    const features = featuresOf(text);
    if (features === 0) return NONE;
    const spans = search(text, features);
    if ((features & HAS_PERCENT) === 0) return spans;
    return merge([...spans, ...findEncoded(text, (decoded) => search(decoded, featuresOf(decoded) & ~HAS_PERCENT))]);
  };
}
