import { besideColours } from './ansi.ts';
import { createAnchors } from './anchors.ts';
import { eachRow, readable } from './base64.ts';
import {
  HAS_ANCHOR,
  HAS_CARD,
  HAS_DOTTED,
  HAS_ESCAPE,
  HAS_IBAN,
  HAS_LOOSE,
  HAS_MAIL,
  HAS_PERCENT,
  HAS_QUERY,
  HAS_RUN,
  HAS_SCHEME,
} from './bits.ts';
import { createCollector, merge, type Found, type Span } from './collector.ts';
import { decode, inOriginal } from './decode.ts';
import { createFeatures } from './features.ts';
import { BUDGET, createMeter, type Meter, STEPS } from './meter.ts';
import type { AnchoredRule, Emit, ScanRule, ShapeRule, Spend } from './rule.ts';
import { beginsInUuid, liesInUuid } from './uuid.ts';

/**
 * Finds what must go from one text: sorted, without overlaps. With `cut` the work is bounded: where a text has more finds, or
 * would cost more than it may, `cut` is told where the search ended, and what lies behind must not be shown.
 */
export type Find = (text: string, cut?: (end: number) => void) => readonly Span[];

const NONE: readonly Span[] = [];
const NO_FINDS: readonly Found[] = [];

/** One pass over a text. */
interface Sweep {
  readonly needs: number;
  /** What it costs a character, in passes of a common scan. */
  readonly weight: number;
  readonly sweep: (text: string) => void;
}

/** Scans that cost more than a pass over the characters where a text is full of what they look at. */
const WEIGHTS: Readonly<Record<string, number>> = {
  card: 12,
  iban: 4,
  email: 4,
  labelled: 4,
  prose: 4,
  'written-form': 4,
  'national-unspaced': 2,
  'national-form': 3,
  'dsn-credentials': 3,
  'ip-address': 2,
  'url-query': 2,
};

/** What can hide a text within the text. */
const LAYERED: number = HAS_PERCENT | HAS_ESCAPE | HAS_RUN;

/** How many layers of escapes and of base64 are taken off. */
const LAYERS = 3;

/** What one search found, and where it ended. */
interface Outcome {
  readonly spans: readonly Found[];
  readonly end: number;
}

type FindAll = (text: string, features: number, layer: number, most: number) => Outcome;

/** Searches the text without its escapes; a find hides the stretch of the original that it stands for. */
function findEscaped(
  text: string,
  layer: number,
  most: number,
  inner: FindAll,
  featuresOf: (text: string) => number,
): Outcome {
  const decoded = decode(text);
  if (decoded === undefined) return { spans: NO_FINDS, end: text.length };
  const { spans, end } = inner(decoded.text, featuresOf(decoded.text), layer, most);
  const stop = end < decoded.text.length ? decoded.places[end] : undefined;
  return { spans: spans.map((span) => inOriginal(text, decoded, span)), end: stop ?? text.length };
}

/** Searches what rows of base64 stand for; a find hides the row. */
function findWrapped(
  text: string,
  layer: number,
  most: number,
  inner: FindAll,
  featuresOf: (text: string) => number,
): Outcome {
  const spans: Found[] = [];
  let stop = text.length;
  eachRow(text, (start, end) => {
    const plain = start < stop ? readable(text, start, end) : undefined;
    if (plain === undefined) return;
    const { spans: found, end: reach } = inner(plain, featuresOf(plain), layer, most);
    const [first] = found;
    if (first !== undefined) spans.push({ start, end, rule: first.rule, rank: first.rank });
    else if (reach < plain.length) stop = start;
  });
  return { spans, end: stop };
}

/** Finds in one text; what follows them is cut off. A text of a log has a few. */
const MOST = 200;
/** Texts up to this length are searched whole, whatever it costs. */
const FREE = 8_192;
/** How much of a long text is looked at to say what the whole would cost. */
const LOOKS: readonly number[] = [FREE, 8 * FREE];
/** So much behind the end of what is shown is searched too: the right side of a card, an address or a quoted secret tells what it is. */
export const BEHIND = 1_024;

/** What the quick rules cost a character. */
const QUICK_COST = 4;

/** Rules that are cheap and find most of what there is. */
const QUICK: ReadonlySet<string> = new Set(['email', 'jwt', 'authorization', 'url-query', 'card', 'iban']);
/** Without one of these the quick rules find nothing. */
const QUICK_NEEDS = HAS_ANCHOR | HAS_MAIL | HAS_DOTTED | HAS_SCHEME | HAS_QUERY | HAS_CARD | HAS_IBAN;

/** The search of a policy. */
export interface Search {
  readonly find: Find;
  /** What the cheap rules alone find in a short text; undefined when they have nothing to look for. */
  readonly quick: (text: string) => readonly Span[] | undefined;
}

/** Compiles shape rules into one search. */
export function createFind(rules: readonly ShapeRule[]): Find {
  return createSearch(rules).find;
}

export function createSearch(rules: readonly ShapeRule[], meter: Meter = createMeter()): Search {
  const anchored = rules.filter((rule): rule is AnchoredRule => rule.kind === 'anchored');
  const collector = createCollector();
  const spend: Spend = (steps, at) => {
    meter.left -= steps / STEPS;
    collector.spend(steps, at);
  };
  const anchors = createAnchors(anchored, spend);
  const { of: featuresOf, firstAnchor } = createFeatures(anchors.table);
  const scans = rules
    .filter((rule): rule is ScanRule => rule.kind === 'scan')
    .map(({ scan, needs, ...rule }, index) => {
      const rank = anchored.length + index;
      const emit: Emit = (start, end, name) => collector.emit(start, end, name ?? rule, rank);
      return { id: rule.id, scan, needs, emit };
    });

  /** A label in front still hides a UUID: many an API key is one. What a rule counts before its anchor may be the end of one. */
  const isPartOfId = (text: string, { start, end, rank, rule: { class: of } }: Found): boolean => {
    const rule = anchored[rank];
    if (rule === undefined) return of === 'personal' && liesInUuid(text, start, end);
    return rule.lead === undefined && beginsInUuid(text, start);
  };

  const sweeps: readonly Sweep[] = [
    { needs: HAS_ANCHOR, weight: 2, sweep: (text) => anchors.scanWords(text, collector.emit) },
    { needs: HAS_LOOSE, weight: 8, sweep: (text) => anchors.scanLoose(text, collector.emit) },
    ...scans.map(({ id, needs, scan, emit }) => ({
      needs,
      weight: WEIGHTS[id] ?? 1,
      sweep: (text: string) => scan(text, emit, spend),
    })),
  ];

  function search(text: string, features: number, most: number): Outcome {
    collector.take();
    let rest = text;
    let end = text.length;
    for (const { needs, sweep } of sweeps) {
      if ((features & needs) !== needs) continue;
      end = Math.min(end, collector.run(sweep, rest, most));
      if (end + BEHIND < rest.length) rest = rest.slice(0, end + BEHIND);
    }
    const spans = collector.take()?.filter((found) => !isPartOfId(text, found));
    return { spans: spans ?? NO_FINDS, end };
  }
  const findAll: FindAll = (text, features, layer, most) => {
    if (features === 0) return { spans: NO_FINDS, end: text.length };
    const direct = search(text, features, most);
    if (layer >= LAYERS || (features & LAYERED) === 0) return direct;
    const rest = text.slice(0, direct.end + BEHIND);
    const spans = (features & HAS_ESCAPE) === 0 ? direct.spans : besideColours(text, direct.spans);
    const nothing: Outcome = { spans: NO_FINDS, end: rest.length };
    const wrapped = (features & HAS_RUN) === 0 ? nothing : findWrapped(rest, layer + 1, most, findAll, featuresOf);
    const isEscaped = (features & (HAS_PERCENT | HAS_ESCAPE)) !== 0;
    const escaped = isEscaped ? findEscaped(rest, layer + 1, most, findAll, featuresOf) : nothing;
    return {
      spans: [...spans, ...wrapped.spans, ...escaped.spans],
      end: Math.min(direct.end, wrapped.end, escaped.end),
    };
  };

  /** What a character with these features costs, in passes of a common scan. */
  function costOf(features: number): number {
    let cost = (features & LAYERED) === 0 ? 1 : 5;
    for (const { needs, weight } of sweeps) if ((features & needs) === needs) cost += weight;
    return cost;
  }

  /** How many characters with these features can be searched within the budget. */
  const affordable = (features: number): number =>
    features === 0 ? Infinity : Math.max(FREE, Math.floor(BUDGET / costOf(features)));

  /** How much of a long text is looked at. Its beginning says it well enough; to read all of it twice would cost more. */
  function reachOf(text: string): number {
    let reach = text.length;
    for (const look of LOOKS) if (look < reach) reach = Math.min(reach, affordable(featuresOf(text.slice(0, look))));
    return reach;
  }

  const find: Find = (text, cut) => {
    const reach = cut === undefined ? text.length : reachOf(text);
    const rest = reach < text.length ? text.slice(0, reach) : text;
    const features = featuresOf(rest);
    if (features === 0 && rest === text) return NONE;
    if (cut !== undefined && meter.left <= 0) {
      cut(0);
      return NONE;
    }
    const bound = cut === undefined ? rest.length : Math.min(rest.length, affordable(features));
    const part = bound < rest.length ? rest.slice(0, bound) : rest;
    meter.left -= part.length * costOf(features);
    const found = findAll(part, features, 0, cut === undefined ? Infinity : MOST);
    const end = part.length < text.length ? Math.min(found.end, part.length - BEHIND) : found.end;
    const { spans } = found;
    if (end < text.length) cut?.(end);
    return spans.length === 0 ? NONE : merge(spans.filter(({ start }) => start < end));
  };
  const quickScans = scans.filter(({ id }) => QUICK.has(id));

  function quick(text: string): readonly Span[] | undefined {
    const features = featuresOf(text);
    if ((features & QUICK_NEEDS) === 0 || meter.left <= 0) return undefined;
    meter.left -= text.length * QUICK_COST;
    collector.take();
    collector.allow(Infinity);
    if ((features & HAS_ANCHOR) !== 0) anchors.scanWords(text, collector.emit, firstAnchor());
    for (const { scan, needs, emit } of quickScans) if ((features & needs) === needs) scan(text, emit, spend);
    const spans = collector.take()?.filter((found) => !isPartOfId(text, found));
    return spans === undefined ? NONE : merge(spans);
  }
  return { find, quick };
}
