import type { Attributes } from '@opentelemetry/api';
import type { IAttributesProcessor, ViewOptions } from '@opentelemetry/sdk-metrics';
import { type InstrumentSpec, signals, wireLabel } from '@plumbline/core';

/** Series of one instrument whose label values come from a bounded source, such as routes times methods times codes. */
const MAX_SERIES = 1_000;

/** What a label says whose value is not on its closed list. */
const OUTSIDE = '_OTHER';

/** The names and values that the table allows; everything else is cut or becomes `_OTHER`. */
function closedLabels(labels: InstrumentSpec['labels']): IAttributesProcessor {
  const allowed = Object.entries(labels).map(
    ([name, values]) =>
      [name, wireLabel(name), typeof values === 'string' ? undefined : new Set<unknown>(values)] as const,
  );
  return {
    process(incoming) {
      const kept: Attributes = {};
      for (const [name, leaving, values] of allowed) {
        const value = incoming[name];
        if (value !== undefined) kept[leaving] = values === undefined || values.has(value) ? value : OUTSIDE;
      }
      return kept;
    },
  };
}

/** Every combination of closed lists and one for the overflow, or the general bound. */
function seriesLimit(labels: InstrumentSpec['labels']): number {
  let product = 1;
  for (const values of Object.values(labels)) {
    if (typeof values === 'string') return MAX_SERIES;
    product *= values.length + 1;
  }
  return Math.min(product + 1, MAX_SERIES);
}

/** What the table says of the series of one instrument. */
export const tableView = ({
  labels,
}: InstrumentSpec): { readonly labels: IAttributesProcessor; readonly limit: number } => ({
  labels: closedLabels(labels),
  limit: seriesLimit(labels),
});

/** One view for each instrument of the table. */
export const tableViews = (): ViewOptions[] =>
  Object.entries(signals as Readonly<Record<string, InstrumentSpec>>).map(([instrumentName, spec]) => {
    const { labels, limit } = tableView(spec);
    return { instrumentName, attributesProcessors: [labels], aggregationCardinalityLimit: limit };
  });
