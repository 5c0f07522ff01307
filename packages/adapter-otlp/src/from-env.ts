import {
  type Adapter,
  type DeferredAdapter,
  type Environment,
  isPlumblineError,
  PlumblineError,
} from '@plumbline/core';
import { type AddressSource, egressOf } from './egress.ts';
import { checkEndpoint, checkFields, checkHeaderNames, kindOf, type OtlpOptions, wrong } from './options.ts';

/** What stands in code; the environment gives the rest. */
export interface OtlpEnvOptions extends Omit<OtlpOptions, 'endpoint' | 'headers'> {
  /** Where code gives it, which it has to for a third party; else `PLUMBLINE_EVENTS_OTLP_ENDPOINT` does. */
  readonly endpoint?: string;
  /** Names of the headers that `PLUMBLINE_EVENTS_OTLP_HEADERS` may set; they stand in the egress lockfile. @default [] */
  readonly headerNames?: readonly string[];
}

const ENDPOINT = 'PLUMBLINE_EVENTS_OTLP_ENDPOINT';

const HEADERS = 'PLUMBLINE_EVENTS_OTLP_HEADERS';

const invalid = (kind: string, what: string, fix: string, cause?: unknown): PlumblineError =>
  new PlumblineError('PLB_CONFIG_INVALID', `${kind}: ${what}`, { fix, cause });

/**
 * The listed ones of `name=value,name=value`, values percent-encoded, as OpenTelemetry writes it. The others are those of
 * another receiver, which this one must not see.
 */
function readHeaders(kind: string, text: string, names: readonly string[]): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0)).trim().toLowerCase();
    if (!names.includes(name)) continue;
    try {
      headers[name] = decodeURIComponent(pair.slice(at + 1).trim());
    } catch {
      throw invalid(kind, `${HEADERS} holds a value that is not percent-encoded`, 'Encode it.');
    }
  }
  const missing = names.filter((name) => !headers[name]);
  if (missing.length === 0) return headers;
  throw invalid(kind, `${HEADERS} does not set ${missing.join(', ')}`, 'Set it, or take it out of `headerNames`.');
}

function checkEnvOptions(kind: string, options: OtlpEnvOptions): void {
  const { endpoint, headerNames = [], party = 'first-party', mode, allow, catalog } = options;
  checkHeaderNames(kind, headerNames);
  if (endpoint === undefined) {
    if (party === 'first-party') return;
    throw wrong(kind, 'a variable gives the address of a third party', 'Write `endpoint` in code.');
  }
  checkEndpoint(kind, endpoint, party);
  checkFields(kind, mode, allow, catalog);
  if (headerNames.length > 0) return;
  throw wrong(kind, 'no variable would switch it on', 'List `headerNames`, leave `endpoint` out, or use `otlp`.');
}

/** What `otlp.fromEnv` returns. */
export function deferOtlp(
  options: OtlpEnvOptions,
  create: (options: OtlpOptions & AddressSource) => Adapter,
): DeferredAdapter {
  const { endpoint: literal, headerNames = [], ...rest } = options;
  const { mode, party = 'first-party', eventIds = false } = rest;
  const kind = kindOf(mode);
  checkEnvOptions(kind, options);
  const at = literal === undefined ? `env:${ENDPOINT}` : new URL(literal).origin;
  const fromEnvironment = (environment: Environment): Adapter | undefined => {
    // An empty variable counts as unset, as shells and container files produce it.
    const [given, text] = [environment[ENDPOINT], environment[HEADERS]];
    const endpoint = literal ?? given;
    if (!endpoint || (literal !== undefined && !text)) return undefined;
    const headers = text ? readHeaders(kind, text, headerNames) : {};
    try {
      return create({ ...rest, endpoint, headers, at });
    } catch (cause) {
      if (literal !== undefined || !isPlumblineError(cause) || cause.code !== 'PLB_ADAPTER_OPTION') throw cause;
      throw invalid(kind, `${ENDPOINT} is not an origin`, 'Set it to `https://host:port`, without a path.', cause);
    }
  };
  return {
    kind,
    role: 'mirror',
    egress: egressOf({ mode, party, eventIds, headerNames, at }),
    allow: options.allow,
    ...(options.reasons && { reasons: options.reasons }),
    variables: [ENDPOINT, HEADERS],
    fromEnvironment,
  };
}
