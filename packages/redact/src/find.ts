import { createAnchors } from './anchors.ts';
import { eachRow, readable } from './base64.ts';
import { HAS_ANCHOR, HAS_ESCAPE, HAS_LOOSE, HAS_PERCENT, HAS_RUN } from './bits.ts';
import { decode } from './decode.ts';
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
const NO_FINDS: readonly Found[] = [];

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

/** How many layers of escapes and of base64 are taken off. */
const LAYERS = 3;
/** Shortest row of base64 that is decoded. */
const ROW = 16;

type FindAll = (text: string, features: number, layer: number) => readonly Found[];

/** Searches the text without its escapes; a find hides the stretch of the original that it stands for. */
function findEscaped(
  text: string,
  layer: number,
  inner: FindAll,
  featuresOf: (text: string) => number,
): readonly Found[] {
  const decoded = decode(text);
  if (decoded === undefined) return NO_FINDS;
  const { places } = decoded;
  return inner(decoded.text, featuresOf(decoded.text), layer).map((span) => ({
    ...span,
    start: places[span.start] ?? 0,
    end: places[span.end] ?? text.length,
  }));
}

/** Searches what rows of base64 stand for; a find hides the row. */
function findWrapped(
  text: string,
  layer: number,
  inner: FindAll,
  featuresOf: (text: string) => number,
): readonly Found[] {
  const spans: Found[] = [];
  eachRow(text, ROW, (start, end) => {
    const plain = readable(text, start, end);
    const first = plain === undefined ? undefined : inner(plain, featuresOf(plain), layer)[0];
    if (first !== undefined) spans.push({ start, end, rule: first.rule, rank: first.rank });
  });
  return spans;
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
  const findAll: FindAll = (text, features, layer) => {
    if (features === 0) return NO_FINDS;
    const spans = search(text, features) ?? NO_FINDS;
    if (layer >= LAYERS || (features & (HAS_PERCENT | HAS_ESCAPE | HAS_RUN)) === 0) return spans;
    const escaped =
      (features & (HAS_PERCENT | HAS_ESCAPE)) === 0 ? NO_FINDS : findEscaped(text, layer + 1, findAll, featuresOf);
    const wrapped = (features & HAS_RUN) === 0 ? NO_FINDS : findWrapped(text, layer + 1, findAll, featuresOf);
    return escaped.length === 0 && wrapped.length === 0 ? spans : [...spans, ...escaped, ...wrapped];
  };
  return (text) => {
    const features = featuresOf(text);
    const spans = features === 0 ? NO_FINDS : findAll(text, features, 0);
    return spans.length === 0 ? NONE : merge([...spans]);
  };
}
