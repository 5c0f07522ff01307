import { type Log, type Meter, PlumblineError } from '@plumbline/core';
import type { RequestContext } from '@plumbline/core/context';

/** What is needed of a redactor: one text, cleaned. `createRedactor` of `@plumbline/redact` fits as it is. */
export interface TextRedactor {
  readonly text: (text: string) => string;
}

/** Options of Sentry that would leak data or split traces. They are refused at compile time and at run time. */
export interface RefusedSentryOptions {
  readonly tracesSampleRate?: never;
  readonly tracesSampler?: never;
  readonly tracePropagationTargets?: never;
  readonly propagateTraceparent?: never;
  readonly enableOpenTelemetrySetup?: never;
  readonly sendDefaultPii?: never;
  readonly dataCollection?: never;
  readonly includeLocalVariables?: never;
  readonly integrations?: never;
  readonly defaultIntegrations?: never;
  readonly enableLogs?: never;
  readonly spotlight?: never;
  readonly tunnel?: never;
  readonly debug?: never;
  readonly beforeSend?: never;
}

export interface SentryOptions<Field extends string = string> extends RefusedSentryOptions {
  /** Where errors go. Absent or empty: nothing that sends is even loaded. */
  readonly dsn?: string | undefined;
  readonly environment?: string | undefined;
  /** Version of the application, as its source maps were uploaded under. */
  readonly release?: string | undefined;
  /** Names that `captureError` may attach as tags; no other name leaves. @default [] */
  readonly fields?: readonly Field[];
  /** Cleans messages, error names and tags. @default createRedactor() of @plumbline/redact */
  readonly redactor?: TextRedactor;
  /** The running request or job. @default currentContext */
  readonly context?: () => RequestContext | undefined;
  /** Folder that file names are written relative to. @default process.cwd() */
  readonly root?: string;
  /**
   * Report an uncaught exception before the process ends. Off, this package touches no process handler. On, and when no
   * other listener exists, the process still prints the error and exits with 1, at most two seconds later.
   * @default false
   */
  readonly reportCrashes?: boolean;
  /** @default noopMeter */
  readonly meter?: Meter;
  /** @default noopLog */
  readonly log?: Log;
}

/** Tag names that this package writes itself. */
export const OWN_TAGS = ['request_id', 'error_id', 'route_pattern', 'feature', 'surface', 'actor_role'] as const;

// Sentry's documented form of a tag key: at most 32 of a-z A-Z 0-9 _ . : -
const FIELD = /^[a-zA-Z][a-zA-Z0-9_.:-]{0,31}$/;

// PROTOCOL://PUBLIC_KEY[:SECRET]@HOST[:PORT]/[PATH/]PROJECT_ID
const DSN = /^https?:\/\/\w+(?::\w+)?@(?:\[[:.%\w]+\]|[\w.-]+)(?::\d+)?\/(?:[\w./-]+\/)?\d+$/;

const KNOWN = {
  dsn: 'string',
  environment: 'string',
  release: 'string',
  fields: 'object',
  redactor: 'object',
  context: 'function',
  root: 'string',
  reportCrashes: 'boolean',
  meter: 'object',
  log: 'object',
} as const satisfies Record<Exclude<keyof SentryOptions, keyof RefusedSentryOptions>, string>;

const REFUSED: Readonly<Record<keyof RefusedSentryOptions, string>> = {
  tracesSampleRate: 'sampling is OpenTelemetry’s; even 0 makes Sentry send its own trace headers to third parties',
  tracesSampler: 'sampling is OpenTelemetry’s',
  tracePropagationTargets: 'no trace header of Sentry goes to anybody',
  propagateTraceparent: 'trace headers are OpenTelemetry’s',
  enableOpenTelemetrySetup: 'OpenTelemetry is set up by @plumbline/otel',
  sendDefaultPii: 'the actor’s hash is sent after authentication, nothing else about a person',
  dataCollection: 'it is closed and stays closed',
  includeLocalVariables: 'local variables hold anything',
  integrations: 'request, console and tracing integrations are off',
  defaultIntegrations: 'request, console and tracing integrations are off',
  enableLogs: 'logs are the logger’s',
  spotlight: 'it copies every error to another receiver',
  tunnel: 'errors go to the DSN and nowhere else',
  debug: 'it prints errors before they are cleaned',
  beforeSend: 'events are cut to a closed list; pass `redactor` or `fields`',
};

/** What is wrong with an entry of `fields`, for whoever checks a configuration before anything starts; undefined for a good one. */
export function fieldFault(field: unknown): string | undefined {
  if (typeof field !== 'string' || !FIELD.test(field)) {
    return 'needs 1 to 32 letters, digits or _ . : -, starting with a letter';
  }
  const own: readonly string[] = OWN_TAGS;
  return own.includes(field) ? 'is written from the request context already' : undefined;
}

function checkFields(fields: unknown): string[] {
  if (fields === undefined) return [];
  if (!Array.isArray(fields)) return ['fields: needs a list of names'];
  return (fields as readonly unknown[]).flatMap((field, index) => {
    const fault = fieldFault(field);
    return fault === undefined ? [] : [`fields[${index}]: ${fault}`];
  });
}

function checkKey(key: string, value: unknown): string[] {
  if (key in REFUSED) return [`${key}: not accepted; ${REFUSED[key as keyof RefusedSentryOptions]}`];
  if (!(key in KNOWN)) return ['an unknown option; only those of the README are passed on'];
  const expected = KNOWN[key as keyof typeof KNOWN];
  if (value === undefined || typeof value === expected) return [];
  // A module namespace or a class instance may be a function as well.
  if (expected === 'object' && typeof value === 'function') return [];
  return [`${key}: needs a value of type ${expected}, got ${typeof value}`];
}

/** Throws `PLB_SENTRY_OPTION` with every fault of the options; the DSN is never repeated. */
export function checkSentryOptions(options: SentryOptions): void {
  const { dsn } = options;
  const faults = [
    ...Object.entries(options).flatMap(([key, value]) => checkKey(key, value)),
    ...(typeof dsn === 'string' && dsn !== '' && !DSN.test(dsn)
      ? ['dsn: needs the form https://PUBLIC_KEY@HOST/PROJECT_ID, as the project settings of Sentry show it']
      : []),
    ...checkFields(options.fields),
    ...(options.redactor !== undefined && typeof options.redactor.text !== 'function'
      ? ['redactor: needs a `text` function']
      : []),
  ];
  if (faults.length > 0) throw new PlumblineError('PLB_SENTRY_OPTION', `sentry: ${faults.join('; ')}`);
}
