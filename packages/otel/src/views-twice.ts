import { AggregationType, type ViewOptions } from '@opentelemetry/sdk-metrics';
import { type InstrumentSpec, type Log, signals } from '@plumbline/core';
import { mayMatch } from './view-match.ts';

/** Instruments of the table that a view of the application's is for as well, under the name that they have. */
function twice(view: ViewOptions): readonly string[] {
  const isElsewhere = view.name !== undefined || view.meterName !== undefined;
  if (isElsewhere || view.aggregation?.type === AggregationType.DROP) return [];
  return Object.entries(signals as Readonly<Record<string, InstrumentSpec>>)
    .filter(([name, { kind }]) => mayMatch(view, name, kind))
    .map(([name]) => name);
}

/**
 * Tells at the start of each view that the SDK adds to that of the table: both write into the metric of one name, so that
 * everything counts twice.
 */
export function tellTwice(views: readonly ViewOptions[], log: Log): void {
  for (const view of views) {
    const [instrument, ...more] = twice(view);
    if (instrument === undefined) continue;
    log.warn(
      { instrument, count: more.length + 1 },
      'a view is for instruments of the signal table, which count everything twice then; give it a `name` of its own, or narrow its `instrumentName`',
    );
  }
}
