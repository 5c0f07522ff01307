/// <reference lib="dom" preserve="true" />
import type { CaptureOf } from '@plumbline/schema';
import { getContext, setContext } from 'svelte';
import type { BrowserEvents } from './browser-events.ts';
import type { HasVersion, PlaceOf } from './catalog-types.ts';
import { type ClientErrorFields, errorClass } from './errors.ts';
import { type AnyEvents, noEvents } from './hooks/any-events.ts';
import { type FeatureWatch, watchFeature } from './hooks/feature-view.ts';

const EVENTS = Symbol.for('plumbline.events');

const current = (): AnyEvents => getContext<AnyEvents | undefined>(EVENTS) ?? noEvents;

/** Gives a client to the components below; called while the layout is set up. Without one they measure nothing. */
export const provideBrowserEvents = (events: { readonly consent: string }): void => {
  setContext(EVENTS, events);
};

/** The client of the nearest layout; called while a component is set up. */
export const useBrowserEvents = <C extends HasVersion>(): Pick<
  BrowserEvents<C>,
  'capture' | 'pageViewed' | 'featureViewed'
> => current() as unknown as BrowserEvents<C>;

/** `capture` of the nearest layout's client; called while a component is set up. */
export const useCapture = <C extends HasVersion>(): CaptureOf<C> => useBrowserEvents<C>().capture;

/**
 * An action for the element of a feature, `use:view={{ feature, surface }}`: reports it once, when it comes into view, and
 * again when it shows another one.
 */
export function useFeatureView<C extends HasVersion>(): (
  element: Element,
  place: PlaceOf<C, 'feature_viewed'>,
) => { update(place: PlaceOf<C, 'feature_viewed'>): void; destroy(): void } {
  const events = current();
  return (element, place): FeatureWatch => watchFeature(events, element, place);
}

/** For `onerror` of `<svelte:boundary>`: reports the class of an error, never its message. */
export function useErrorReport(
  options: Omit<ClientErrorFields, 'errorClass'> & {
    /** The catalog's error classes, where they are its own. */
    readonly classes?: readonly string[];
  },
): (error: unknown) => void {
  const events = current();
  const { classes, ...fields } = options;
  return (error) => events.capture('client_error', { ...fields, errorClass: errorClass(error, classes) });
}
