import type { ErrorCode } from '@plumbline/core';

/** One thing that would keep telemetry from arriving, and how to end it. */
export interface OtelFault {
  readonly code: ErrorCode;
  /** What is wrong. */
  readonly what: string;
  readonly fix: string;
}

/** One global of the OpenTelemetry API and whether it is ours. */
export interface Registration {
  readonly name: 'traces' | 'metrics' | 'logs' | 'context' | 'propagation';
  readonly isOurs: () => boolean;
}

const GLOBALS: unique symbol = Symbol.for('opentelemetry.js.api.1');

/** Looks at the globals as they are now: an SDK that registered in between is found too. */
export function findFaults(registrations: readonly Registration[]): readonly OtelFault[] {
  // The API refuses a registration of another version in silence; the first copy to register leaves its version here.
  const { version } = (globalThis as { [GLOBALS]?: { readonly version?: string } })[GLOBALS] ?? {};
  return registrations
    .filter(({ isOurs }) => !isOurs())
    .map(({ name }) => ({
      code: 'PLB_OTEL_API_VERSION',
      what: `The OpenTelemetry global for ${name} belongs to somebody else (@opentelemetry/api ${version ?? 'unknown'} registered first); what is recorded through it does not arrive.`,
      fix: 'Install one version of @opentelemetry/api (see `npm ls @opentelemetry/api`), start no second SDK, and start this one first.',
    }));
}
