import type { Attributes, Counter } from '@opentelemetry/api';
import { LabelIndex } from './label-index.ts';

/** What one series of a counter has not told the SDK yet. */
interface Sum {
  readonly counter: Counter;
  readonly labels: Attributes;
  /** Whether the SDK has this series in the interval that runs, so that the rest of it may wait for the collection. */
  isOpen: boolean;
  pending: number;
}

/** Counters that add up by themselves, and hand over their sums when a collection begins. */
export interface SummedCounters {
  /** `labels`: the names that the view of the counter keeps. */
  wrap(counter: Counter, labels: readonly string[]): Counter;
  /** Hands over all sums. Until `end`, every addition goes to the SDK at once: the collection must not miss it. */
  begin(): void;
  end(): void;
}

const NONE: Attributes = {};

/**
 * The first addition to a series after a collection goes to the SDK, which gives the series its start, its place and its
 * bound; the next ones are added up here and go to the same series. So the SDK exports what it would export anyway.
 */
export function createSummedCounters(): SummedCounters {
  let open: Sum[] = [];
  const indices: LabelIndex<Sum>[] = [];
  let collections = 0;
  return {
    wrap(counter, names) {
      const index = new LabelIndex<Sum>(names, (labels) => ({ counter, labels, isOpen: false, pending: 0 }));
      indices.push(index);
      return {
        add(value, labels = NONE, context) {
          const sum = index.find(labels);
          // Any other value is the SDK's to judge.
          const isPlain = typeof value === 'number' && value >= 0;
          if (isPlain && sum?.isOpen === true) {
            sum.pending += value;
            return;
          }
          counter.add(value, labels, context);
          if (!isPlain || sum === undefined || collections > 0) return;
          sum.isOpen = true;
          open.push(sum);
        },
      };
    },
    begin() {
      collections += 1;
      const due = open;
      open = [];
      for (const sum of due) {
        if (sum.pending > 0) sum.counter.add(sum.pending, sum.labels);
        sum.pending = 0;
        sum.isOpen = false;
      }
      for (const index of indices) index.trim();
    },
    end() {
      collections -= 1;
    },
  };
}
