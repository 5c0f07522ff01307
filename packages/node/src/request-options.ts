import type { BindHttpOptions } from '@plumbline/trace';

/** What is done with every request, whoever opens its context. */
export type RequestOptions = Pick<BindHttpOptions, 'meter' | 'log' | 'ignore' | 'onRequestEnd'>;

// On what `start` returns, for the entries of frameworks: a bundler may give them copies of this module.
const REQUESTS: unique symbol = Symbol.for('plumbline.node.requests.1');

type Carrying = { readonly [REQUESTS]?: RequestOptions };

/** Puts the options where {@link requestOptionsOf} finds them, and nobody who lists the properties. */
export const withRequestOptions = <T extends object>(plumbline: T, options: RequestOptions): T =>
  Object.defineProperty(plumbline, REQUESTS, { value: options });

/** The options of a started baseline; undefined for one that was made otherwise. */
export const requestOptionsOf = (plumbline: object): RequestOptions | undefined => (plumbline as Carrying)[REQUESTS];
