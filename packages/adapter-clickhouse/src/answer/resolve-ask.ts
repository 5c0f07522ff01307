import {
  PlumblineError,
  type ProductAsk,
  type ProductPanelId,
  type ProductSlice,
  type ProductSpan,
} from '@plumbline/core';
import { DAY_MS } from '../panels/days.ts';
import { isSliceKey } from '../panels/event-columns.ts';

/** A question whose span and defaults are filled in, and whose names may go into a statement. */
export interface ResolvedAsk {
  readonly panel: ProductPanelId;
  /** Milliseconds since the epoch; the end is outside. */
  readonly from: number;
  readonly until: number;
  /** Whole days that end with the last one; undefined for an exact span. */
  readonly days: number | undefined;
  readonly slice: readonly SliceEntry[];
  readonly compare: boolean;
  readonly steps: readonly string[];
  readonly withinMs: number;
  readonly signal: AbortSignal | undefined;
  /** When it was asked, in milliseconds since the epoch. */
  readonly now: number;
}

/** A key of a slice, checked, and the values that are kept. */
export type SliceEntry = readonly [key: string, values: readonly string[]];

/** A year and a day: nothing older is kept, and an answer by day stays a page long. */
const MAX_DAYS = 366;

/**
 * Texts go into the address of the question, of which Node's HTTP parser takes up to 16 KiB and a gateway often 8: so much is
 * left for them beside everything else.
 */
const MAX_TEXT_BYTES = 6_000;

/** Name of a parameter and what stands around its texts. */
const PARAMETER_BYTES = 24;

/** Bytes that a list of texts takes in an address: escaped as texts in quotes, and then as a part of it. */
function addressBytes(texts: readonly string[]): number {
  const quoted = texts.map((text) => `'${text.replaceAll(/[\t\n\r'\\]/g, String.raw`\$&`)}'`);
  return PARAMETER_BYTES + new URLSearchParams([['', quoted.join(',')]]).toString().length;
}

const MIN_STEPS = 2;
const MAX_STEPS = 8;
const MAX_STEP_LENGTH = 128;

const PANELS: Readonly<Record<ProductPanelId, true>> = {
  dailyActives: true,
  topRoutes: true,
  featureUsage: true,
  filterChanges: true,
  chartInteractions: true,
  clientErrors: true,
  sessionDurations: true,
  featureLedger: true,
  captureVolume: true,
  offlineRecovery: true,
  retention: true,
  funnel: true,
};

const isWhole = (value: unknown, least: number, most: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;

/** The latest moment that ClickHouse's times of three decimals hold: the end of 2299. */
const LATEST_MS = 10_413_791_999_999;

function spanFaults(span: ProductSpan): readonly string[] {
  if (typeof (span as unknown) !== 'object' || span === null) return ['`span` must be days, or a beginning and an end'];
  if ('days' in span) {
    return isWhole(span.days, 1, MAX_DAYS) ? [] : [`\`span.days\` must be a whole number from 1 to ${MAX_DAYS}`];
  }
  const { from, until } = span;
  if (!isWhole(from, 0, LATEST_MS) || !isWhole(until, 0, LATEST_MS) || from >= until) {
    return ['`span.from` and `span.until` must be milliseconds since the epoch, the end after the beginning'];
  }
  return until - from > MAX_DAYS * DAY_MS ? [`\`span\` must not be longer than ${MAX_DAYS} days`] : [];
}

/** What is wrong with the name of a key; the name is not repeated, for it may be anything. */
const keyFaults = (key: string): readonly string[] =>
  isSliceKey(key) ? [] : ['a key of `slice` must be a plain name: letters, digits and underscores'];

/** Half of a character is in no event, and would reach the store as another one. */
const isText = (value: unknown): value is string => typeof value === 'string' && !/\p{Surrogate}/u.test(value);

const isTexts = (values: unknown): values is readonly string[] =>
  Array.isArray(values) && values.length > 0 && values.every(isText);

function sliceFaults(slice: ProductSlice): readonly string[] {
  if (typeof (slice as unknown) !== 'object' || slice === null) return ['`slice` must be an object of lists'];
  return [
    ...new Set(Object.keys(slice).flatMap(keyFaults)),
    ...(Object.values(slice).every(isTexts)
      ? []
      : ['each key of `slice` needs a list of one well-formed text or more']),
  ];
}

/** What would not fit into the address; the names of steps stand in it twice. */
function lengthFaults({ panel, slice = {}, steps: given = [] }: ProductAsk): readonly string[] {
  const steps = panel === 'funnel' ? given : [];
  const bytes = [...Object.values(slice), steps, ...steps.map((step) => [step])].map(addressBytes);
  const all = bytes.reduce((sum, one) => sum + one, 0);
  return all > MAX_TEXT_BYTES ? ['`slice` and `steps` have too many or too long texts for one question'] : [];
}

function funnelFaults({ panel, steps = [], withinMs = DAY_MS }: ProductAsk): readonly string[] {
  if (panel !== 'funnel') return [];
  const isNames = isTexts(steps) && steps.every((step) => step !== '' && step.length <= MAX_STEP_LENGTH);
  const isEnough = isNames && steps.length >= MIN_STEPS && steps.length <= MAX_STEPS;
  return [
    ...(isEnough && new Set(steps).size === steps.length
      ? []
      : [`\`steps\` must be ${MIN_STEPS} to ${MAX_STEPS} different names of events`]),
    ...(isWhole(withinMs, 1, MAX_DAYS * DAY_MS) ? [] : [`\`withinMs\` must be 1 ms to ${MAX_DAYS} days`]),
  ];
}

function refuse(what: string, faults: readonly string[]): void {
  if (faults.length > 0) throw new PlumblineError('PLB_OPTION_INVALID', `${what}: ${faults.join('; ')}`);
}

/** Throws PLB_OPTION_INVALID where a key of a slice cannot be one. */
export const checkKey = (key: string): void => refuse('values', keyFaults(key));

/** First and last moment of a span; `now` is in milliseconds since the epoch. Throws PLB_OPTION_INVALID. */
export function resolveSpan(span: ProductSpan, now: number): { readonly from: number; readonly until: number } {
  refuse('values', spanFaults(span));
  if (!('days' in span)) return { from: span.from, until: span.until };
  const until = Math.floor(now / DAY_MS) * DAY_MS;
  return { from: until - span.days * DAY_MS, until };
}

/** Checks a question and fills in what it leaves out. Throws PLB_OPTION_INVALID, naming every fault. */
export function resolveAsk(ask: ProductAsk, now: number): ResolvedAsk {
  const { panel, span, slice = {}, compare = false, steps = [], withinMs = DAY_MS, signal } = ask;
  if (!Object.hasOwn(PANELS, panel)) refuse('answer', ['`panel` must be one of the panels']);
  const faults = [...spanFaults(span), ...sliceFaults(slice), ...funnelFaults(ask)];
  refuse(panel, faults.length > 0 ? faults : lengthFaults(ask));
  return {
    panel,
    ...resolveSpan(span, now),
    days: 'days' in span ? span.days : undefined,
    slice: Object.entries(slice).map(([key, values]) => [key, [...new Set(values)]]),
    compare,
    steps,
    withinMs,
    signal,
    now,
  };
}
