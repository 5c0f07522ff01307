import { readOtlpAnswer } from './otlp-answer.ts';
import { findPlanted } from './planted.ts';
import type { LiveResult } from './report.ts';
import type { Exchange } from './tap.ts';

/** A destination that is asked over HTTP. */
interface Asked {
  readonly name: string;
  /** The variable that names it. */
  readonly variable: string;
  readonly url: string;
  readonly secret: string;
}

type Verdict = LiveResult & { readonly state: 'arrived' | 'failed' };

/** The answer that counts: the last one; without any, the last attempt. */
const lastOf = (exchanges: readonly Exchange[]): Exchange | undefined =>
  exchanges.findLast(({ status }) => status !== undefined) ?? exchanges.at(-1);

const hostOf = (url: string): string => new URL(url).host;

/** What keeps an answer from coming, where there was none. */
function unanswered({ name, variable, url, secret }: Asked, exchange: Exchange | undefined): Verdict {
  const host = hostOf(url);
  if (exchange === undefined) {
    const fix = 'Run it again with a longer `--timeout`; if it stays so, the service sends nothing there either.';
    return { name, state: 'failed', what: `nothing was sent to ${host} before the deadline`, fix };
  }
  const [why, fix] =
    exchange.failure === undefined || exchange.failure === 'ECONNRESET'
      ? [
          'took the request and gave no answer in time',
          `See whether what listens there is what ${variable} should name.`,
        ]
      : [
          `cannot be reached (${exchange.failure})`,
          `Start it, correct ${variable}, or remove the variable to send nothing.`,
        ];
  return { name, state: 'failed', what: `${host} ${why}`, fix, planted: findPlanted(exchange.sent(), secret) };
}

const OTLP_FIXES: readonly (readonly [(status: number) => boolean, string])[] = [
  [(status) => status === 401 || status === 403, 'Correct the credentials in OTEL_EXPORTER_OTLP_HEADERS.'],
  [
    (status) => status === 404 || status === 405,
    'Correct the path: OTEL_EXPORTER_OTLP_ENDPOINT is a base, to which /v1/traces, /v1/metrics and /v1/logs are added.',
  ],
  [(status) => status === 413, 'Raise the largest body that the collector, or the proxy before it, takes.'],
  [
    (status) => status === 400 || status === 415,
    'Name the port of OTLP over HTTP (4318), and set OTEL_EXPORTER_OTLP_PROTOCOL to a form that the collector takes: http/protobuf or http/json.',
  ],
  [
    (status) => status === 429,
    'The collector turns senders away: raise its limit, or lower what is sent (OTEL_TRACES_SAMPLER_ARG, LOG_LEVEL).',
  ],
  [(status) => status >= 500, 'The collector, or a proxy before it, cannot take anything now: look at its own log.'],
];

const fixFor = (fixes: typeof OTLP_FIXES, status: number, otherwise: string): string =>
  fixes.find(([fits]) => fits(status))?.[1] ?? otherwise;

/** A receiver of OTLP acknowledges with a status of 2xx and an answer that refuses nothing. */
export function judgeOtlp(asked: Asked, exchanges: readonly Exchange[]): Verdict {
  const { name, variable, url, secret } = asked;
  const exchange = lastOf(exchanges);
  if (exchange?.status === undefined) return unanswered(asked, exchange);
  const planted = findPlanted(exchange.sent(), secret);
  const { status } = exchange;
  const host = hostOf(url);
  if (status < 200 || status > 299) {
    const fix = fixFor(OTLP_FIXES, status, `See whether ${variable} names a receiver of OTLP over HTTP.`);
    return { name, state: 'failed', what: `${host} answered ${status}`, fix, planted };
  }
  const answer = readOtlpAnswer(exchange.contentType, exchange.answer());
  if (answer === undefined) {
    const fix = `Correct ${variable}: what answers there is no receiver of OTLP.`;
    return { name, state: 'failed', what: `${host} answered ${status} with something that is not OTLP`, fix, planted };
  }
  if (answer.rejected > 0) {
    const what = `${host} answered ${status} and refused ${answer.rejected} of what it was sent (partial success)`;
    const fix = 'The collector took the request and left the canary out: look at its log, its filters and its quota.';
    return { name, state: 'failed', what, fix, planted };
  }
  return { name, state: 'arrived', proof: `${host} answered ${status} and refused nothing`, planted };
}

const SENTRY_FIXES: typeof OTLP_FIXES = [
  [
    (status) => status === 401 || status === 403,
    'The key in SENTRY_DSN is not accepted: copy the DSN again from the project settings (Client Keys).',
  ],
  [(status) => status === 404, 'The project of SENTRY_DSN is not there: copy the DSN again from the project settings.'],
  [(status) => status === 413, 'Raise the largest body that the proxy before the error tracker takes.'],
  [(status) => status === 429, 'The quota or rate limit of the project is used up: raise it, or wait.'],
  [(status) => status >= 500, 'The error tracker cannot take anything now: look at its status page or its own log.'],
];

/** Sentry acknowledges with 200 and the ID of the event. */
export function judgeSentry(asked: Asked, exchanges: readonly Exchange[]): Verdict {
  const { name, url, secret } = asked;
  const exchange = lastOf(exchanges);
  if (exchange?.status === undefined) return unanswered(asked, exchange);
  const planted = findPlanted(exchange.sent(), secret);
  const { status } = exchange;
  const host = hostOf(url);
  if (status !== 200) {
    const fix = fixFor(SENTRY_FIXES, status, 'Copy the DSN again from the project settings.');
    return { name, state: 'failed', what: `${host} answered ${status}`, fix, planted };
  }
  if (!/"id"\s*:\s*"[\da-f]{32}"/.test(exchange.answer().toString('utf8'))) {
    const fix = 'Correct the host in SENTRY_DSN: what answers there is no error tracker that Sentry’s SDK can send to.';
    return { name, state: 'failed', what: `${host} answered 200 and named no event`, fix, planted };
  }
  return { name, state: 'arrived', proof: `${host} answered 200 with the ID of the event`, planted };
}
