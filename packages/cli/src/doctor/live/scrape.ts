import type { LiveResult } from './report.ts';
import type { Variables } from './setting.ts';

/** Where the service is scraped, as configuration and environment say. */
export interface Scrape {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
}

const NAME = 'prometheus';
const EXPORTER = 'OTEL_METRICS_EXPORTER';
const ASK_MS = 2_000;

const exporters = (env: Variables): readonly string[] =>
  (env[EXPORTER] ?? '').split(',').flatMap((name) => name.trim() || []);

/** The environment without the endpoint: the canary's process must not listen where the service does. */
export function withoutScrape(env: Variables): Variables {
  const names = exporters(env);
  if (!names.includes('prometheus')) return env;
  const others = names.filter((name) => name !== 'prometheus');
  return { ...env, [EXPORTER]: others.length === 0 ? 'none' : others.join(',') };
}

function addressOf(config: Scrape | undefined, env: Variables): URL | undefined {
  const isNamed = exporters(env).includes('prometheus');
  if (!isNamed && (config === undefined || exporters(env).includes('none'))) return undefined;
  const host = (isNamed && env['OTEL_EXPORTER_PROMETHEUS_HOST']) || config?.host || '127.0.0.1';
  const port = (isNamed && env['OTEL_EXPORTER_PROMETHEUS_PORT']) || String(config?.port ?? 9_464);
  // Who listens at every address listens at this one.
  const asked = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return new URL(`http://${asked.includes(':') ? `[${asked}]` : asked}:${port}${config?.path ?? '/metrics'}`);
}

/** Scrapes the service that runs, once: nothing is sent there, so that there is nothing else to prove. */
export async function scrapeResult(config: Scrape | undefined, env: Variables): Promise<LiveResult> {
  const url = addressOf(config, env);
  if (url === undefined) return { name: NAME, state: 'off', why: 'no scrape endpoint is configured' };
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_MS) });
    const text = await response.text();
    const count = text.split('\n').filter((line) => line.startsWith('# TYPE ')).length;
    if (response.ok && count > 0) {
      return { name: NAME, state: 'arrived', proof: `${url.host} shows ${count} metrics of the running service` };
    }
    const fix = 'Another process listens there: give the service a port of its own with OTEL_EXPORTER_PROMETHEUS_PORT.';
    return { name: NAME, state: 'failed', what: `what answers at ${url.host} shows no metrics`, fix };
  } catch {
    return {
      name: NAME,
      state: 'unknown',
      why: `nothing answers at ${url.host}; start the service and run this again`,
    };
  }
}
