/** Where each version of Sentry's SDK keeps what is one per process. Its own init writes it; here it is only read. */
type Carriers = Readonly<Record<string, Carrier | string | undefined>>;

interface Carrier {
  readonly acs?: Strategy;
}

interface Strategy {
  /** Of versions that trace by OpenTelemetry. */
  readonly suppressTracing?: <T>(fn: () => T) => T;
  readonly withScope?: <T>(fn: (scope: Scope) => T) => T;
}

interface Scope {
  readonly setSDKProcessingMetadata: (data: Readonly<Record<string, unknown>>) => void;
}

/** The mark by which the SDK's own sends are overlooked. */
const SUPPRESSED = { __SENTRY_SUPPRESS_TRACING__: true };

function suppress<T>({ suppressTracing, withScope }: Strategy, fn: () => T): T {
  if (suppressTracing) return suppressTracing(fn);
  if (!withScope) return fn();
  return withScope((scope) => {
    scope.setSDKProcessingMetadata(SUPPRESSED);
    return fn();
  });
}

/**
 * Runs `fn` unseen by Sentry clients that the application started itself, of whatever version: they would add their trace
 * headers to what it sends, and its address to the spans and breadcrumbs of their own events.
 */
export function withoutTracing<T>(fn: () => T): T {
  const { __SENTRY__: carriers = {} } = globalThis as { readonly __SENTRY__?: Carriers };
  const strategies = Object.values(carriers).flatMap((one) => (typeof one === 'object' ? (one.acs ?? []) : []));
  return strategies.reduce<() => T>((inner, strategy) => () => suppress(strategy, inner), fn)();
}
