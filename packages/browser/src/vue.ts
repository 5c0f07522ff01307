import type { CaptureOf } from '@plumbline/schema';
import { type Directive, inject, type InjectionKey, onErrorCaptured, type Plugin } from 'vue';
import type { BrowserEvents } from './browser-events.ts';
import type { HasVersion, PlaceOf } from './catalog-types.ts';
import { type ClientErrorFields, errorClass } from './errors.ts';
import { type AnyEvents, noEvents } from './hooks/any-events.ts';
import { type FeatureWatch, watchFeature } from './hooks/feature-view.ts';

const EVENTS: InjectionKey<AnyEvents> = Symbol('plumbline.events');

const viewDirective = (events: AnyEvents): Directive<Element, object> => {
  const watched = new WeakMap<Element, FeatureWatch>();
  return {
    mounted: (element, { value }) => void watched.set(element, watchFeature(events, element, value)),
    updated: (element, { value }) => watched.get(element)?.update(value),
    beforeUnmount: (element) => watched.get(element)?.destroy(),
  };
};

/** A Vue plugin that gives a client to every component, and the directive `v-feature-view="{ feature, surface }"`. */
export const createEventsPlugin = (events: { readonly consent: string }): Plugin => ({
  install(app) {
    const given = events as unknown as AnyEvents;
    app.provide(EVENTS, given);
    app.directive('feature-view', viewDirective(given));
  },
});

/** The client of the application. Without the plugin nothing is measured. */
export const useBrowserEvents = <C extends HasVersion>(): Pick<
  BrowserEvents<C>,
  'capture' | 'pageViewed' | 'featureViewed'
> => inject(EVENTS, noEvents) as unknown as BrowserEvents<C>;

/** `capture` of the application's client. */
export const useCapture = <C extends HasVersion>(): CaptureOf<C> => useBrowserEvents<C>().capture;

/** Reports `feature_viewed` now, for a component that is the feature and is shown when it is set up. */
export const useFeatureViewed = <C extends HasVersion>(place: PlaceOf<C, 'feature_viewed'>): void =>
  useBrowserEvents<C>().featureViewed(place);

/** Errors on their way up, which Vue tells every boundary that they pass, within one task. */
const passing: Set<unknown> = /* @__PURE__ */ new Set();

/**
 * Reports the class of errors of the components below, never their message; they go on to whoever else handles them. Of
 * several boundaries above each other the lowest reports.
 */
export function useErrorBoundary(
  options: Omit<ClientErrorFields, 'errorClass'> & {
    /** The catalog's error classes, where they are its own. */
    readonly classes?: readonly string[];
  },
): void {
  const events = inject(EVENTS, noEvents);
  const { classes, ...fields } = options;
  onErrorCaptured((error) => {
    if (passing.has(error)) return;
    passing.add(error);
    queueMicrotask(() => passing.delete(error));
    events.capture('client_error', { ...fields, errorClass: errorClass(error, classes) });
  });
}
