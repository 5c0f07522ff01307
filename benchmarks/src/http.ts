import type * as NodeHttp from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { defineBenchmark } from './harness/benchmark.ts';
import { type Helper, startHelper } from './processes/helper.ts';
import type { LoadReport } from './processes/load-client.ts';
import type { ReceiverCounts } from './processes/otlp-receiver.ts';

interface HttpScale extends Readonly<Record<string, number>> {
  readonly connections: number;
  readonly warmMs: number;
  readonly measureMs: number;
}

const BODY = JSON.stringify({ id: 42, kind: 'post', title: 'A content item', status: 'in_approval', round: 2 });

const answer: RequestListener = (_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', BODY.length);
  response.end(BODY);
};

/** Puts load on a server and measures this process, which runs nothing else. */
async function measure(server: Server, scale: HttpScale): Promise<Record<string, number>> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { connections, warmMs, measureMs } = scale;
  using load = startHelper('load-client');
  const warmUp = await load.ask<LoadReport>({ port, connections, durationMs: warmMs });
  const before = process.cpuUsage();
  const { requests, seconds, busy } = await load.ask<LoadReport>({ port, connections, durationMs: measureMs });
  const { user, system } = process.cpuUsage(before);
  server.close();
  return {
    requestsPerSecond: requests / seconds,
    cpuMicros: (user + system) / requests,
    loadBusy: busy,
    answered: warmUp.requests + requests,
  };
}

async function bare(scale: HttpScale): Promise<Record<string, number>> {
  const { createServer } = await import('node:http');
  return measure(createServer(answer), scale);
}

async function withPino(scale: HttpScale): Promise<Record<string, number>> {
  const { createServer } = await import('node:http');
  const { pino } = await import('pino');
  const logger = pino();
  const listener: RequestListener = (request, response) => {
    const began = performance.now();
    response.on('close', () => {
      const { method, url } = request;
      logger.info({ method, url, status: response.statusCode, duration_ms: performance.now() - began }, 'request');
    });
    answer(request, response);
  };
  return measure(createServer(listener), scale);
}

async function withTraceAndLogger(scale: HttpScale): Promise<Record<string, number>> {
  const { createServer } = await import('node:http');
  const { createLogger, logRequest } = await import('@plumbline/logger');
  const { bindHttp, withRoute } = await import('@plumbline/trace');
  const logger = createLogger({ service: 'bench' });
  bindHttp({ propagateTo: [], onRequestEnd: (summary) => logRequest(logger, summary) });
  return measure(createServer(withRoute('/items/:id', answer)), scale);
}

/** A side that exported nothing would look cheap: then there is no figure. */
async function receivedShares(
  receiver: Helper,
  { answered = Number.NaN }: Readonly<Record<string, number>>,
  expected: readonly (keyof ReceiverCounts)[],
): Promise<Record<string, number>> {
  const counts = await receiver.ask<ReceiverCounts>({ count: true });
  const missing = expected.filter((signal) => counts[signal] === 0);
  if (missing.length > 0) throw new Error(`the receiver got no ${missing.join(', ')}`);
  if (counts.faults > 0) throw new Error(`the receiver refused ${counts.faults} requests`);
  return { spansPerRequest: counts.spans / answered, logsPerRequest: counts.logs / answered };
}

async function withBaseline(scale: HttpScale, otlpLogs: boolean): Promise<Record<string, number>> {
  using receiver = startHelper('otlp-receiver');
  const { url } = await receiver.hear<{ url: string }>();
  const { createServer } = await import('node:http');
  const { start } = await import('@plumbline/node');
  const { withRoute } = await import('@plumbline/trace');
  const environment = {
    NODE_ENV: 'production',
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_LOGS_EXPORTER: otlpLogs ? 'otlp' : 'none',
  };
  const plumbline = await start(
    { service: { name: 'bench' }, trace: { sampleRatio: 0.1 } },
    { environment, signals: false },
  );
  const measured = await measure(createServer(withRoute('/items/:id', answer)), scale);
  await plumbline.shutdown();
  return {
    ...measured,
    ...(await receivedShares(receiver, measured, otlpLogs ? ['spans', 'metrics', 'logs'] : ['spans', 'metrics'])),
  };
}

async function withSdkNode(scale: HttpScale): Promise<Record<string, number>> {
  using receiver = startHelper('otlp-receiver');
  const { url } = await receiver.hear<{ url: string }>();
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = url;
  process.env['OTEL_TRACES_SAMPLER'] = 'parentbased_traceidratio';
  process.env['OTEL_TRACES_SAMPLER_ARG'] = '0.1';
  process.env['OTEL_METRICS_EXPORTER'] = 'otlp';
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const { HttpInstrumentation } = await import('@opentelemetry/instrumentation-http');
  const sdk = new NodeSDK({ serviceName: 'bench', instrumentations: [new HttpInstrumentation()] });
  sdk.start();
  // The instrumentation patches what is required after it, not what is imported.
  const { createServer } = createRequire(import.meta.url)('node:http') as typeof NodeHttp;
  const measured = await measure(createServer(answer), scale);
  await sdk.shutdown();
  return { ...measured, ...(await receivedShares(receiver, measured, ['spans', 'metrics'])) };
}

export const http = defineBenchmark<HttpScale>({
  name: 'http',
  question: 'What does the baseline cost a node:http service, per request?',
  metrics: {
    requestsPerSecond: { unit: '/s', what: 'requests', better: 'more' },
    cpuMicros: { unit: 'µs', what: 'CPU of the service per request', better: 'less' },
  },
  baseline: 'bare',
  sides: {
    bare: { what: 'node:http, nothing else', run: bare },
    pino: { what: 'a line of bare pino per request', run: withPino },
    'trace+logger': { what: 'Plumbline: request context, IDs and one redacted line; no SDK', run: withTraceAndLogger },
    baseline: {
      what: 'Plumbline: start() with traces at 10 %, metrics and logs over OTLP',
      run: (scale) => withBaseline(scale, true),
    },
    'no OTLP logs': { what: 'the same, its lines to stdout alone', run: (scale) => withBaseline(scale, false) },
    'sdk-node': {
      what: 'OpenTelemetry sdk-node, instrumentation-http: traces at 10 %, metrics; no logs',
      run: withSdkNode,
    },
  },
  peers: ['pino', '@opentelemetry/sdk-node', '@opentelemetry/instrumentation-http'],
  rounds: 7,
  scale: { connections: 32, warmMs: 1_500, measureMs: 3_000 },
  tiny: { connections: 4, warmMs: 20, measureMs: 200 },
});
