import { createAnchors } from './anchors.ts';
import { HAS_ANCHOR, HAS_LOOSE, HAS_PERCENT } from './bits.ts';
import { createFeatures } from './features.ts';
import type { AnchoredRule, Emit, RuleName, ScanRule, ShapeRule } from './rule.ts';
import { beginsInUuid } from './uuid.ts';

/** A stretch of text that must go. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly rule: RuleName;
}

/** Finds what must go from one text: sorted, without overlaps. */
export type Find = (text: string) => readonly Span[];

const NONE: readonly Span[] = [];

/** A find on the way to a span: where two begin at one place, the rule that is listed first names the whole. */
interface Found extends Span {
  readonly rank: number;
}

/** Joins what overlaps; the rule that begins first, or is listed first, names the whole. */
function merge(spans: Found[]): readonly Span[] {
  if (spans.length < 2) return spans;
  spans.sort((a, b) => a.start - b.start || a.rank - b.rank);
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
function findEncoded(text: string, inner: Find): readonly Found[] {
  const spans: Found[] = [];
  for (const match of text.matchAll(/[^\s"'<>&=?]+/g)) {
    const run = match[0];
    if (!/%[2-7][0-9A-Fa-f]/.test(run)) continue;
    const decoded = decode(run);
    const found = decoded === run ? undefined : inner(decoded)[0];
    if (found !== undefined)
      spans.push({ start: match.index, end: match.index + run.length, rule: found.rule, rank: 1 });
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

/** Collects the finds of one search; nothing is allocated for a text without any. */
interface Collector {
  readonly emit: (start: number, end: number, rule: RuleName, rank: number) => void;
  readonly take: () => Found[] | undefined;
}

function createCollector(): Collector {
  let spans: Found[] | undefined;
  return {
    emit(start, end, rule, rank) {
      spans ??= [];
      spans.push({ start, end, rule, rank });
    },
    take() {
      const taken = spans;
      spans = undefined;
      return taken;
    },
  };
}

/** Compiles shape rules into one search. */
export function createFind(rules: readonly ShapeRule[]): Find {
  const anchored = rules.filter((rule): rule is AnchoredRule => rule.kind === 'anchored');
  const anchors = createAnchors(anchored);
  const featuresOf = createFeatures(anchors.table);
  const collector = createCollector();
  const scans = rules
    .filter((rule): rule is ScanRule => rule.kind === 'scan')
    .map(({ scan, needs, ...rule }, index) => {
      const rank = anchored.length + index;
      const emit: Emit = (start, end, name) => collector.emit(start, end, name ?? rule, rank);
      return { scan, needs, emit };
    });

  /** A label in front still hides a UUID: many an API key is one. What a rule counts before its anchor may be the end of one. */
  const isPartOfId = (text: string, start: number, rank: number): boolean => {
    const rule = anchored[rank];
    return rule !== undefined && rule.lead === undefined && beginsInUuid(text, start);
  };

  function search(text: string, features: number): Found[] | undefined {
    collector.take();
    if ((features & HAS_ANCHOR) !== 0) anchors.scanWords(text, collector.emit);
    if ((features & HAS_LOOSE) !== 0) anchors.scanLoose(text, collector.emit);
    for (const { scan, needs, emit } of scans) if ((features & needs) === needs) scan(text, emit);
    return collector.take()?.filter(({ start, rank }) => !isPartOfId(text, start, rank));
  }
  const searchDecoded: Find = (decoded) => {
    const found = search(decoded, featuresOf(decoded) & ~HAS_PERCENT);
    return found === undefined ? NONE : merge(found);
  };
  return (text) => {
    const features = featuresOf(text);
    if (features === 0) return NONE;
    const found = search(text, features);
    const spans = found === undefined ? NONE : merge(found);
    if ((features & HAS_PERCENT) === 0) return spans;
    const encoded = findEncoded(text, searchDecoded);
    return encoded.length === 0 ? spans : merge([...spans.map((span) => ({ ...span, rank: 0 })), ...encoded]);
  };
}
