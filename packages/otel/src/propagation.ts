import { propagation } from '@opentelemetry/api';
import { createPropagator } from '@plumbline/trace/propagator';
import type { Registration } from './self-check.ts';

/** What `propagation.inject` and `propagation.extract` of the API do. */
export type Propagator = 'tracecontext' | 'none';

export const PROPAGATORS: readonly Propagator[] = ['tracecontext', 'none'];

/**
 * Makes the strict propagator the API's global one, for instrumentations of libraries and for the application: without
 * one they are told that they injected something, and nothing is there.
 */
export function registerPropagator(which: Propagator = 'tracecontext'): readonly Registration[] {
  if (which === 'none') return [];
  const propagator = createPropagator();
  propagation.setGlobalPropagator(propagator);
  return [{ name: 'propagation', isOurs: () => propagation.fields() === propagator.fields() }];
}
