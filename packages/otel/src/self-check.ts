import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
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

/** The version of the copy of the API that registered first. */
const registeredVersion = (): string | undefined =>
  (globalThis as { [GLOBALS]?: { readonly version?: string } })[GLOBALS]?.version;

/** The version that the application's own `import '@opentelemetry/api'` gets; undefined where that cannot be known. */
function versionInApplication(entry: string | undefined): string | undefined {
  const name = '@opentelemetry/api';
  try {
    const main = createRequire(path.resolve(entry ?? 'start.js')).resolve(name);
    const end = main.replaceAll('\\', '/').lastIndexOf(`/${name}/`) + name.length + 2;
    const { version } = JSON.parse(readFileSync(`${main.slice(0, end)}package.json`, 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    // It has none, or is bundled: then there is nothing to compare.
    return undefined;
  }
}

/** The API gives a copy that is newer than the one that registered, or of another generation, nothing but no-ops. */
function isBlind(own: string, registered: string): boolean {
  const [major = 0, minor = 0] = own.split('.').map(Number);
  const [globalMajor = 0, globalMinor = 0] = registered.split('.').map(Number);
  return major !== globalMajor || minor > globalMinor;
}

/** A copy of the API in the application that does not see what is registered here. */
export function findApiCopy(entry: string | undefined = process.argv[1]): readonly OtelFault[] {
  const registered = registeredVersion();
  const own = registered === undefined ? undefined : versionInApplication(entry);
  if (own === undefined || registered === undefined || !isBlind(own, registered)) return [];
  return [
    {
      code: 'PLB_OTEL_API_VERSION',
      what: `The application has @opentelemetry/api ${own} beside ${registered}, which registered first; what is recorded through ${own} does not arrive.`,
      fix: `Install one version of @opentelemetry/api: ${registered} (see \`npm ls @opentelemetry/api\`).`,
    },
  ];
}

/** Looks at the globals as they are now: an SDK that registered in between is found too. */
export function findFaults(registrations: readonly Registration[]): readonly OtelFault[] {
  // The API refuses a registration of another version in silence; the first copy to register leaves its version here.
  const version = registeredVersion();
  return registrations
    .filter(({ isOurs }) => !isOurs())
    .map(({ name }) => ({
      code: 'PLB_OTEL_API_VERSION',
      what: `The OpenTelemetry global for ${name} belongs to somebody else (@opentelemetry/api ${version ?? 'unknown'} registered first); what is recorded through it does not arrive.`,
      fix: 'Install one version of @opentelemetry/api (see `npm ls @opentelemetry/api`), start no second SDK, and start this one first.',
    }));
}
