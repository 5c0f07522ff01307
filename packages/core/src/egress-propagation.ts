import type { PlumblineConfig } from './config.ts';
import type { SignalEgress } from './signal-egress.ts';

/** The headers by which a request is followed from service to service. */
const HEADERS = ['traceparent', 'tracestate', 'x-request-id'];

/**
 * What the application's own requests carry to the hosts of `trace.propagateTo`, for the egress lockfile; nothing where
 * there are none. A host that a variable gives stands there as `env:NAME`.
 */
export function propagationEgress({
  trace,
  egress,
}: Pick<PlumblineConfig, 'trace' | 'egress'>): readonly SignalEgress[] {
  const hosts = [...new Set(trace?.propagateTo ?? [])];
  if (hosts.length === 0) return [];
  return [
    {
      signal: 'trace-headers',
      state: 'on',
      // Whose a host is its name does not say.
      party: egress?.propagation?.party ?? 'undeclared',
      endpoints: hosts.map((host) => ({
        at: host.startsWith('env:') ? host : host.toLowerCase(),
        method: 'any',
        path: '/*',
      })),
      headers: HEADERS,
      attributes: [],
      retention: 'receiver',
      erasure: 'not-possible',
    },
  ];
}
