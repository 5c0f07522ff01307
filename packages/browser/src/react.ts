/// <reference lib="dom" preserve="true" />
'use client';

import type { CaptureOf } from '@plumbline/schema';
import {
  Component,
  type Context,
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  type RefCallback,
  useCallback,
  useContext,
  useEffect,
  useRef,
} from 'react';
import type { BrowserEvents } from './browser-events.ts';
import type { HasVersion, PlaceOf } from './catalog-types.ts';
import { errorClass } from './errors.ts';
import { type AnyEvents, noEvents } from './hooks/any-events.ts';
import { whenViewed } from './hooks/feature-view.ts';

const EventsContext: Context<AnyEvents> = createContext(noEvents);

/** Gives a client to the components below. Without one they measure nothing. */
export const BrowserEventsProvider = (props: {
  readonly events: { readonly consent: string };
  readonly children?: ReactNode;
}): ReactElement =>
  createElement(EventsContext.Provider, { value: props.events as unknown as AnyEvents }, props.children);

/** The client of the nearest provider. */
export const useBrowserEvents = <C extends HasVersion>(): Pick<
  BrowserEvents<C>,
  'capture' | 'pageViewed' | 'featureViewed'
> => useContext(EventsContext) as unknown as BrowserEvents<C>;

/** `capture` of the nearest provider's client, the same function at each render. */
export const useCapture = <C extends HasVersion>(): CaptureOf<C> => useBrowserEvents<C>().capture;

/** Reports a page when it is first shown and whenever `pattern` or `key` changes, such as the path, which is not sent. */
export function usePageViews(pattern: string, key?: string): void {
  const events = useContext(EventsContext);
  const shown = useRef<readonly unknown[]>([]);
  useEffect(() => {
    const page = [events, pattern, key];
    // `StrictMode` runs every effect twice.
    if (page.every((part, index) => part === shown.current[index])) return;
    shown.current = page;
    events.pageViewed(pattern);
  }, [events, pattern, key]);
}

/** A ref for the element of a feature: it reports `feature_viewed` once, when the element comes into view. */
export function useFeatureView<C extends HasVersion>(place: PlaceOf<C, 'feature_viewed'>): RefCallback<Element> {
  const events = useContext(EventsContext);
  const { feature, surface } = place as { feature?: string; surface?: string };
  // React 18 takes nothing that a ref answers: it calls it with null instead.
  const stop = useRef<() => void>(undefined);
  return useCallback(
    (element: Element | null) => {
      stop.current?.();
      stop.current = element ? whenViewed(element, () => events.featureViewed({ feature, surface })) : undefined;
    },
    [events, feature, surface],
  );
}

export interface FeatureViewProps {
  readonly feature: string;
  readonly surface?: string;
  /** Element around the children. @default 'div' */
  readonly as?: string;
  readonly children?: ReactNode;
}

/** An element that reports `feature_viewed` once, when it comes into view. */
export function FeatureView({ feature, surface, as = 'div', children }: FeatureViewProps): ReactElement {
  const ref = useFeatureView({ feature, surface } as never);
  return createElement(as, { ref }, children);
}

export interface EventsErrorBoundaryProps {
  /** Name of the boundary, as the catalog lists it. */
  readonly boundary: string;
  readonly feature?: string;
  readonly surface?: string;
  /** The catalog's error classes, where they are its own. */
  readonly classes?: readonly string[];
  /** Shown in place of the children after an error. @default nothing */
  readonly fallback?: ReactNode;
  readonly children?: ReactNode;
}

/** Catches errors of the components below and reports their class: never their message, nor where they were thrown. */
export class EventsErrorBoundary extends Component<EventsErrorBoundaryProps, { readonly hasFailed: boolean }> {
  static override readonly contextType: typeof EventsContext = EventsContext;
  declare context: AnyEvents;
  override readonly state: { readonly hasFailed: boolean } = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidCatch(error: unknown): void {
    const { boundary, feature, surface, classes } = this.props;
    this.context.capture('client_error', {
      boundary,
      errorClass: errorClass(error, classes),
      ...(feature !== undefined && { feature }),
      ...(surface !== undefined && { surface }),
    });
  }

  override render(): ReactNode {
    return this.state.hasFailed ? (this.props.fallback ?? null) : this.props.children;
  }
}
