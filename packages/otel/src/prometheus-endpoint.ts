import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AggregationTemporality,
  type CollectionResult,
  type MetricCollectOptions,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import { type Log, PlumblineError, toError } from '@plumbline/core';
import type { CollectCounted, CountingMeters } from './counting-meters.ts';
import type { EndingMeters } from './ending-meters.ts';
import type { PrometheusSettings } from './prometheus-options.ts';
import { CONTENT_TYPE, prometheusText } from './prometheus-text.ts';

export interface EndpointParts {
  readonly settings: PrometheusSettings;
  /** Longest time of one collection. */
  readonly timeoutMs: number;
  /** Series of an instrument that no view bounds. */
  readonly maxSeries: number;
  /** What is shown beside the instruments of the pipeline. */
  readonly ending: Pick<EndingMeters, 'road'>;
  readonly counting: Pick<CountingMeters, 'road'>;
  readonly log: Log;
}

/** Every series of the table is some 20 MB at the very worst; nobody scrapes more than that by intention. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Two Prometheus servers and a person with a browser. */
const MAX_CONNECTIONS = 16;
const REQUEST_MS = 5_000;

/** `@plumbline/trace` looks for it: a scrape is no request of the service, so it has no span, metric or summary. */
const UNSEEN: unique symbol = Symbol.for('plumbline.http.unseen.1');

class ScrapeReader extends MetricReader {
  readonly #close: () => Promise<void>;
  readonly #counted: CollectCounted;

  constructor(parts: Pick<EndpointParts, 'maxSeries' | 'ending' | 'counting'>, close: () => Promise<void>) {
    const { maxSeries, ending, counting } = parts;
    const selectors = {
      aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE,
      cardinalitySelector: () => maxSeries,
    };
    super({ ...selectors, metricProducers: [ending.road(selectors)] });
    this.#close = close;
    this.#counted = counting.road(this);
  }

  override collect(options?: MetricCollectOptions): Promise<CollectionResult> {
    return this.#counted(() => super.collect(options));
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return this.#close();
  }
}

const answer = (response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void => {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  // Node leaves the body of an answer to HEAD out by itself.
  response.end(text);
};

/** One collection at a time: who asks while one runs gets the same. */
function createCollector(reader: ScrapeReader, { timeoutMs, log }: EndpointParts): () => Promise<string> {
  let running: Promise<string> | undefined;
  const collect = async (): Promise<string> => {
    const { resourceMetrics, errors } = await reader.collect({ timeoutMillis: timeoutMs });
    for (const error of errors) log.warn({ error_type: toError(error).name }, 'a metric could not be collected');
    const text = prometheusText(resourceMetrics);
    if (text.length > MAX_BYTES) throw new RangeError('too many series');
    return text;
  };
  return () => (running ??= collect().finally(() => (running = undefined)));
}

function createHandler(collect: () => Promise<string>, { settings, log }: EndpointParts) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { method = '', url = '' } = request;
    if (url.split('?', 1)[0] !== settings.path) return answer(response, 404, `metrics are at ${settings.path}\n`);
    if (method !== 'GET' && method !== 'HEAD') {
      return answer(response, 405, 'GET or HEAD\n', { allow: 'GET, HEAD', connection: 'close' });
    }
    collect().then(
      (text) => answer(response, 200, text, { 'content-type': CONTENT_TYPE }),
      (error: unknown) => {
        log.warn({ error_type: toError(error).name }, 'metrics could not be scraped');
        answer(response, 500, 'the metrics could not be collected\n');
      },
    );
  };
}

async function listen(server: Server, { host, port }: PrometheusSettings): Promise<AddressInfo> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new PlumblineError(
      'PLB_OTEL_OPTION',
      `the endpoint that metrics are scraped at cannot listen at ${host}:${port} (${code})`,
      {
        fix: 'Give each process of a machine a port of its own with `metrics.prometheus.port` of the configuration (`prometheus.port` of `startOtel`) or OTEL_EXPORTER_PROMETHEUS_PORT.',
        cause,
      },
    );
  }
  return server.address() as AddressInfo;
}

/**
 * Opens the scrape endpoint: the same instruments and names as over OTLP, collected when somebody asks. It keeps no process
 * alive. Throws PLB_OTEL_OPTION where it cannot listen.
 */
export async function openPrometheus(parts: EndpointParts): Promise<MetricReader> {
  // Importing node:http would load fetch, WebSocket and HTTP/2 with it, which costs ten times as much.
  const { createServer } = process.getBuiltinModule('node:http');
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS });
  Object.assign(server, { maxConnections: MAX_CONNECTIONS, [UNSEEN]: true });
  const reader = new ScrapeReader(parts, async () => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  });
  server.on('request', createHandler(createCollector(reader, parts), parts));
  server.on('connection', (socket) => void socket.unref());
  const { address, port } = await listen(server, parts.settings);
  server.on('error', (error) => parts.log.error({ error_type: error.name }, 'the scrape endpoint failed'));
  server.unref();
  parts.log.info({ address, port, path: parts.settings.path }, 'metrics can be scraped');
  return reader;
}
