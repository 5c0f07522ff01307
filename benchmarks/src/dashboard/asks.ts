import type { ProductAsk, ProductPanelId, ProductSlice } from '@plumbline/core';
import { DAY_MS, KEPT_DAYS } from './fill.ts';

/** Panels with finished numbers for the declared windows. */
export const KEPT = [
  'dailyActives',
  'topRoutes',
  'featureUsage',
  'filterChanges',
  'chartInteractions',
  'clientErrors',
  'sessionDurations',
  'featureLedger',
  'captureVolume',
  'retention',
] as const satisfies readonly ProductPanelId[];

/** The page asks these too; a funnel has free steps, and recoveries are so few that they are counted. */
export const PANELS = [...KEPT, 'offlineRecovery', 'funnel'] as const satisfies readonly ProductPanelId[];

export type Panel = (typeof PANELS)[number];

/** Dimensions by which finished numbers are kept. */
export const DIMENSIONS = ['role', 'feature'] as const;

/** Days of the windows with finished numbers. */
const WINDOWS = [1, 7, 30] as const;

export const STEPS = ['page_viewed', 'feature_viewed', 'chart_interacted', 'item_created'] as const;
export const WITHIN_MS = 7 * DAY_MS;

/** Features that have a line of days in the ledger. */
const LINES = 12;

/** Longer than any window that is kept: a month has hardly a cohort that could come back. */
const RETENTION_DAYS = 70;

/** A question of one of the panels. */
type Ask = ProductAsk & { readonly panel: Panel };

const ask = (panel: Panel, span: ProductAsk['span'], more: Partial<ProductAsk> = {}): Ask => ({
  span,
  ...(panel === 'funnel' && { steps: STEPS, withinMs: WITHIN_MS }),
  ...more,
  panel,
});

const SLICES: readonly (ProductSlice | undefined)[] = [undefined, { role: ['admin'] }, { feature: ['f3'] }];

/** The declared windows, for everybody and by the declared dimensions, alone and compared with the span before. */
export const declaredAsks = (dimensions: readonly string[]): readonly Ask[] =>
  WINDOWS.flatMap((days) =>
    SLICES.filter((slice = {}) => Object.keys(slice).every((key) => dimensions.includes(key))).flatMap((slice) =>
      [false, true].flatMap((compare) =>
        [...KEPT, 'offlineRecovery' as const].map((panel) =>
          ask(panel, { days }, { compare, ...(slice && { slice }) }),
        ),
      ),
    ),
  );

/** A span that no whole day could answer: it does not end at midnight. */
export function freeSpan(end: number, days: number): { readonly from: number; readonly until: number } {
  const until = end - 7 * 3_600_000;
  return { from: Math.max(until - days * DAY_MS, end - KEPT_DAYS * DAY_MS), until };
}

/** Free ranges and slices, which only events answer: by the kind of question. */
export function freeAsks(end: number): Readonly<Record<string, readonly Ask[]>> {
  const all = (days: number, more: Partial<ProductAsk> = {}): readonly Ask[] =>
    PANELS.map((panel) => ask(panel, freeSpan(end, days), more));
  return {
    month: all(30),
    compared: all(30, { compare: true }),
    quarter: all(90),
    everything: all(KEPT_DAYS),
    byColumn: all(30, { slice: { role: ['admin', 'approver'] } }),
    byPayload: all(30, { slice: { plan: ['free'] } }),
    byTwo: all(30, { slice: { feature: ['f1', 'f2', 'f3'], surface: ['page'] } }),
  };
}

/** What the product page asks when it is opened: thirty days beside the thirty before, with the ledger's lines of days. */
export const pageAsks: readonly Ask[] = [
  ...KEPT.filter((panel) => panel !== 'retention').map((panel) => ask(panel, { days: 30 }, { compare: true })),
  ask('retention', { days: RETENTION_DAYS }),
  ask('funnel', { days: 30 }),
  ...Array.from({ length: LINES }, (_, index) =>
    ask('dailyActives', { days: 30 }, { slice: { feature: [`f${index}`] } }),
  ),
];
