import {
  createGauge,
  createLifecycle,
  type Lifecycle,
  noopLog,
  noopMeter,
  type ObservableResult,
  PlumblineError,
  systemClock,
  type Tally,
  type Timer,
  toError,
  withDeadline,
} from '@plumbline/core';
import type { Seal } from '../seal/seal.ts';
import { createAnchorPublisher, type PublishAnchorsOptions } from './publish-anchors.ts';

export interface AnchorerOptions extends PublishAnchorsOptions {
  /** Longest time between two anchors while seals are made. @default 600,000 */
  readonly everyMs?: number;
  /** Records under new seals after which an anchor is not put off any longer. @default 10,000 */
  readonly everyRecords?: number;
}

/** Anchors a trail as long as it is sealed. `flush` and `shutdown` publish what no anchor covers; `delivered` counts anchors. */
export interface Anchorer extends Lifecycle {
  /** For the sealer's `onSeal`. It returns at once and never throws. */
  readonly onSeal: (seal: Pick<Seal, 'ids'>) => void;
}

const DEFAULT_EVERY_MS = 600_000;
const DEFAULT_EVERY_RECORDS = 10_000;

/** Observes how long ago an anchor covered all seals, or since when there is none. */
function observeAge({ clock = systemClock, log = noopLog, meter = noopMeter, store }: AnchorerOptions): {
  begin(): Promise<void>;
  published(at: string): void;
  end(): void;
} {
  const gauge = createGauge(meter, 'plumbline.audit.anchor_age');
  let newest = clock.now();
  const observe = (result: ObservableResult): void => result.observe(Math.max(0, clock.now() - newest) / 1_000);
  return {
    async begin() {
      newest = clock.now();
      gauge.addCallback(observe);
      try {
        const last = (await store.anchors()).reduce((latest, { at }) => (at > latest ? at : latest), '');
        if (last !== '') newest = Date.parse(last);
      } catch (error) {
        log.warn({ err: toError(error), code: 'PLB_AUDIT_STORE' }, 'store of seals cannot be reached; anchored later');
      }
    },
    published: (at) => {
      newest = Date.parse(at);
    },
    end: () => gauge.removeCallback(observe),
  };
}

/** Publishes the first seal after its start at once, then the newest one every so many minutes or records, whichever comes first. Nothing of it holds up the sealer. */
export function createAnchorer(options: AnchorerOptions): Anchorer {
  const {
    clock = systemClock,
    everyMs = DEFAULT_EVERY_MS,
    everyRecords = DEFAULT_EVERY_RECORDS,
    log = noopLog,
  } = options;
  if (!(everyMs > 0 && everyRecords > 0)) {
    throw new PlumblineError('PLB_OPTION_INVALID', 'createAnchorer: `everyMs` and `everyRecords` must be above 0');
  }
  const publisher = createAnchorPublisher(options);
  const age = observeAge(options);
  let state: 'new' | 'open' | 'closed' = 'new';
  let timer: Timer | undefined;
  let records = 0;
  let anchorsLater = false;
  let delivered = 0;
  let running: Promise<void> | undefined;

  const publish = async (): Promise<void> => {
    records = 0;
    try {
      const { failed, published, statement } = await publisher.publish();
      delivered += published.length;
      for (const { at } of published) age.published(at);
      // A trail that nobody writes to stays covered.
      if (statement && published.length + failed.length === 0) age.published(statement.at);
    } catch (error) {
      log.error({ err: toError(error), code: 'PLB_AUDIT_ANCHOR' }, 'audit trail cannot be anchored');
    }
  };
  const plan = (): void => {
    timer?.cancel();
    if (state === 'open') timer = clock.after(everyMs, () => void run());
  };
  const run = (): Promise<void> => {
    running ??= publish().finally(() => {
      running = undefined;
      plan();
    });
    return running;
  };
  const flush = async (timeoutMs: number): Promise<Tally> => {
    // One under way may have read the seals before the last one was made.
    await withDeadline((running ?? Promise.resolve()).then(run), timeoutMs, () => undefined);
    return { delivered, lost: {}, pending: 0 };
  };
  const life = createLifecycle({
    async start() {
      await age.begin();
      state = 'open';
      plan();
    },
    flush,
    async shutdown(timeoutMs) {
      const isOpen = state === 'open';
      state = 'closed';
      timer?.cancel();
      const tally = isOpen ? await flush(timeoutMs) : { delivered, lost: {}, pending: 0 };
      age.end();
      return tally;
    },
  });
  return {
    ...life,
    onSeal({ ids }) {
      records += ids.length;
      if (state !== 'open' || (anchorsLater && records < everyRecords)) return;
      // The first one at once: a place that takes no anchors shows then, and not in ten minutes.
      anchorsLater = true;
      void run();
    },
  };
}
