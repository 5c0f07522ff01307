import { judgeOtlp, judgeSentry } from './judge-http.ts';
import type { LiveResult } from './report.ts';
import { CANARY, CANARY_ERROR, CANARY_LINE, type Secrets } from './send.ts';
import type { Variables } from './setting.ts';
import type { Exchange } from './tap.ts';
import type { Tools } from './tools.ts';

/** What marks the canary in each signal's own bytes, and which secret went with it. */
const SIGNALS = [
  { signal: 'traces', mark: CANARY, secret: 'traces' },
  { signal: 'metrics', mark: CANARY, secret: 'metrics' },
  { signal: 'logs', mark: CANARY_LINE, secret: 'line' },
] as const;

interface Wire {
  readonly tools: Tools;
  readonly environment: Variables;
  readonly exchanges: readonly Exchange[];
  readonly secrets: Secrets;
}

const sameUrl = (one: string, other: string): boolean =>
  URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href;

function otlpResult({ tools, environment, exchanges, secrets }: Wire, which: (typeof SIGNALS)[number]): LiveResult {
  const { signal, mark, secret } = which;
  const name = `otlp ${signal}`;
  const { otlp = {} } = tools.otel.otelOptionsFromEnvironment(environment).options;
  if (otlp.signals?.includes(signal) === false) {
    return { name, state: 'off', why: `OTEL_${signal.toUpperCase()}_EXPORTER or OTEL_SDK_DISABLED turns it off` };
  }
  const own = otlp[`${signal}Endpoint`] as string | undefined;
  const base = otlp['endpoint'] as string | undefined;
  if (own === undefined && base === undefined) {
    return { name, state: 'off', why: 'OTEL_EXPORTER_OTLP_ENDPOINT is not set' };
  }
  const url = own ?? `${base?.replace(/\/+$/, '') ?? ''}/v1/${signal}`;
  const variable = `OTEL_EXPORTER_OTLP_${own === undefined ? '' : `${signal.toUpperCase()}_`}ENDPOINT`;
  const found = exchanges.filter((one) => sameUrl(one.url, url) && one.sent().includes(mark));
  return judgeOtlp({ name, variable, url, secret: secrets[secret] }, found);
}

/** The three signals of OpenTelemetry. */
export const otlpResults = (wire: Wire): readonly LiveResult[] => SIGNALS.map((which) => otlpResult(wire, which));

/** The error tracker. */
export function sentryResult({ environment, exchanges, secrets }: Wire): LiveResult {
  const dsn = environment['SENTRY_DSN'] ?? '';
  if (!URL.canParse(dsn)) return { name: 'errors', state: 'off', why: 'SENTRY_DSN is not set' };
  const { origin } = new URL(dsn);
  const found = exchanges.filter(
    ({ url, sent }) => url.startsWith(origin) && url.includes('/envelope/') && sent().includes(CANARY_ERROR),
  );
  return judgeSentry({ name: 'errors', variable: 'SENTRY_DSN', url: origin, secret: secrets.errors }, found);
}
