import type { RuleName } from './rule.ts';

/** A stretch of text that must go. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly rule: RuleName;
}

/** A find on the way to a span: where two begin at one place, the rule that is listed first names the whole. */
export interface Found extends Span {
  readonly rank: number;
}

/** Joins what overlaps; the rule that begins first, or is listed first, names the whole. */
export function merge(spans: Found[]): readonly Span[] {
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

/** Ends a scan from within: what it has found is enough. */
const ENOUGH: Error = new Error('enough');

/**
 * Steps that one scan may take at places which only look like something: where rules of one's own begin, behind labels and
 * words. Some nanoseconds each (`benchmarks/src/hostile`). No text of ordinary length comes near.
 */
const EFFORT = 2_000_000;

/** Collects the finds of one search; nothing is allocated for a text without any. */
export interface Collector {
  /** How many finds the scans that follow may have. */
  readonly allow: (most: number) => void;
  readonly emit: (start: number, end: number, rule: RuleName, rank: number) => void;
  /** Counts steps that found nothing; the scan ends at this place where they are too many. */
  readonly spend: (steps: number, at: number) => void;
  readonly take: () => Found[] | undefined;
  /** Runs one scan and says where the search ends by now: before the find that is one too many, or at the end of the text. */
  readonly run: (scan: (text: string) => void, text: string, most: number) => number;
}

export function createCollector(): Collector {
  let spans: Found[] | undefined;
  let left = Infinity;
  let stop = 0;
  let effort = Infinity;
  return {
    emit(start, end, rule, rank) {
      if (left-- <= 0) {
        stop = start;
        throw ENOUGH;
      }
      spans ??= [];
      spans.push({ start, end, rule, rank });
    },
    spend(steps, at) {
      effort -= steps;
      if (effort >= 0) return;
      stop = at;
      throw ENOUGH;
    },
    take() {
      const taken = spans;
      spans = undefined;
      return taken;
    },
    allow(most) {
      left = most;
      effort = Infinity;
    },
    run(scan, text, most) {
      left = most;
      effort = most === Infinity ? Infinity : EFFORT;
      try {
        scan(text);
      } catch (error) {
        if (error !== ENOUGH) throw error;
        return stop;
      }
      if (spans === undefined || spans.length <= most) return text.length;
      // Each scan begins anew, so the finds of all are put in order before the first ones are kept.
      spans.sort((a, b) => a.start - b.start);
      const end = spans[most]?.start ?? text.length;
      spans.length = most;
      return end;
    },
  };
}
