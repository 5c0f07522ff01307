import type { AnyEvents } from './any-events.ts';

/** Calls `run` once, when the element comes into view; at once where a browser cannot tell. Answers what ends the waiting. */
export function whenViewed(element: Element, run: () => void): () => void {
  if (typeof IntersectionObserver === 'undefined') {
    run();
    return () => {};
  }
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    run();
  });
  observer.observe(element);
  return () => observer.disconnect();
}

/** An element that is watched for as long as it is on the page. */
export interface FeatureWatch {
  /** Told at each render: only another feature or surface is waited for anew. */
  update(place: object): void;
  destroy(): void;
}

/** Reports `feature_viewed` when the element comes into view, once for each place that it shows. */
export function watchFeature(events: AnyEvents, element: Element, first: object): FeatureWatch {
  const { feature, surface } = first as Readonly<Record<string, unknown>>;
  let shown = { feature, surface };
  let stop: () => void;
  const wait = (): void => {
    const place = shown;
    stop = whenViewed(element, () => events.featureViewed(place));
  };
  wait();
  return {
    update(next) {
      const { feature, surface } = next as Readonly<Record<string, unknown>>;
      if (feature === shown.feature && surface === shown.surface) return;
      stop();
      shown = { feature, surface };
      wait();
    },
    destroy: () => stop(),
  };
}
