import type { ProductSource } from '@plumbline/core';
import type { DashboardTrail, TrailActor } from '../trail-types.ts';
import { findAudit, findEvents, type SearchSpan, signalLayers } from './find-parts.ts';
import type { ReliabilityOptions } from './reliability-options.ts';
import { inOrder, type Layer, type TimelineEntry } from './timeline.ts';

/** What became of asking for one layer. */
export interface LayerResult {
  readonly layer: Layer;
  readonly state: 'found' | 'none' | 'failed' | 'unconfigured';
  readonly count: number;
  /** A sentence, where there is something to say: the option to set, or why there is less than there could be. */
  readonly note?: string;
}

export interface RequestStory {
  /** In the order of time, at most {@link MAX_ENTRIES}. */
  readonly entries: readonly TimelineEntry[];
  /** Of all that was found, shown or not. */
  readonly found: { readonly count: number; readonly failed: number; readonly ms: number };
  readonly layers: readonly LayerResult[];
}

/** More than anybody reads, and a page of a megabyte or two; a job that runs all night under one ID has some ten thousand. */
export const MAX_ENTRIES = 2_000;

/** What the page of a request is made of. */
export interface RequestSources {
  readonly options: ReliabilityOptions;
  readonly source: ProductSource;
  readonly trail: DashboardTrail | undefined;
  /** Told of what a layer failed with. */
  readonly onFailure: (layer: Layer, error: unknown) => void;
}

interface Found {
  readonly entries: readonly TimelineEntry[];
  readonly result: LayerResult;
}

const MISSING: Readonly<Record<Layer, string>> = {
  log: 'Set `reliability.loki.url`, or `reliability.logs` to a function that finds lines.',
  span: 'Set `reliability.tempo.url`, or `reliability.spans` to a function that finds spans.',
  error:
    'Set `reliability.errors` to a function that asks the error tracker; lines and spans that failed are marked anyway.',
  audit: 'Set `trail.reader` to read the audit trail.',
  event: 'No line names the account of this request, so its events cannot be told from others.',
};

/** Beside the request's own time: clocks differ, and records of its end are written after it. */
const MARGIN_MS = 2_000;
const AROUND_AUDIT_MS = 60_000;

const absent = (layer: Layer): Found => ({
  entries: [],
  result: { layer, state: 'unconfigured', count: 0, note: MISSING[layer] },
});

const found = (layer: Layer, entries: readonly TimelineEntry[], note?: string): Found => ({
  entries,
  result: {
    layer,
    state: entries.length > 0 ? 'found' : 'none',
    count: entries.length,
    ...(note !== undefined && { note }),
  },
});

/** When the request ran, as lines and spans say; the whole search where they say nothing. */
function timeOf(entries: readonly TimelineEntry[], search: SearchSpan, marginMs: number): SearchSpan {
  if (entries.length === 0) return search;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at } of entries) [first, last] = [Math.min(first, at), Math.max(last, at)];
  return {
    from: Math.floor(Math.max(search.from, first - marginMs)),
    until: Math.ceil(Math.min(search.until, last + marginMs)),
  };
}

const factOf = (entries: readonly TimelineEntry[], name: string): string | undefined =>
  entries.flatMap(({ facts }) => facts).find(([title]) => title === name)?.[1];

/** Where there are too many, what failed is kept before what did not, and what was earlier before what was later. */
function storyOf(parts: readonly Found[]): RequestStory {
  const all = inOrder(parts.map(({ entries }) => entries));
  const failed = all.filter((entry) => entry.failed);
  const kept = new Set([...failed, ...all.filter((entry) => !entry.failed)].slice(0, MAX_ENTRIES));
  return {
    entries: all.filter((entry) => kept.has(entry)),
    found: { count: all.length, failed: failed.length, ms: (all.at(-1)?.at ?? 0) - (all[0]?.at ?? 0) },
    layers: parts.map(({ result }) => result),
  };
}

/** Everything that is known of one request, by layer and in the order of time. A layer that fails costs no other. */
export function createFindRequest({ options, source, trail, onFailure }: RequestSources) {
  const layers = signalLayers(options);
  const guarded = async (layer: Layer, work: () => Promise<Found>): Promise<Found> => {
    try {
      return await work();
    } catch (error) {
      onFailure(layer, error);
      const note = 'It did not answer; the log line of this request says why.';
      return { entries: [], result: { layer, state: 'failed', count: 0, note } };
    }
  };
  return async (id: string, actor: TrailActor, search: SearchSpan, signal: AbortSignal): Promise<RequestStory> => {
    const signals = await Promise.all(
      (['log', 'span', 'error'] as const).map(async (layer) => {
        const find = layers[layer];
        if (find === undefined) return absent(layer);
        return guarded(layer, async () => {
          const { entries, note } = await find(id, search, signal);
          return found(layer, entries, note);
        });
      }),
    );
    const seen = signals.flatMap(({ entries }) => entries);
    const trace = factOf(seen, 'trace ID');
    const person = factOf(seen, 'actor (hash)');
    const audit = trail
      ? guarded('audit', async () => {
          const { all, entries } = await findAudit(trail, actor, [id, trace], timeOf(seen, search, AROUND_AUDIT_MS));
          return found('audit', entries, all ? undefined : 'Only the newest 5,000 records of the time were looked at.');
        })
      : absent('audit');
    const events =
      person === undefined || seen.length === 0
        ? absent('event')
        : guarded('event', async () =>
            found(
              'event',
              await findEvents(source, person, timeOf(seen, search, MARGIN_MS), signal),
              'Events of the same account while the request ran.',
            ),
          );
    return storyOf([...signals, await audit, await events]);
  };
}
