import type * as NodeHttp from 'node:http';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { makeHandler } from '../http/handler.ts';
import { type HttpScale, measure, type Measured } from '../http/measure.ts';
import { startHelper } from '../processes/helper.ts';

/** Sides that do nothing but count, each as its documentation shows. */

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const CALLS = [
  ['database', 'read'],
  ['blob', 'get'],
] as const;

export const bare = (scale: HttpScale): Promise<Measured> => measure(createServer(makeHandler()), scale);

/** https://github.com/siimon/prom-client: histogram with `startTimer`, counters with labels. */
export async function promClient(scale: HttpScale): Promise<Measured> {
  const { default: client } = await import('prom-client');
  const requests = new client.Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Duration of HTTP server requests.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
  });
  const calls = new client.Counter({
    name: 'dependency_calls_total',
    help: 'Calls of dependencies.',
    labelNames: ['dependency', 'operation', 'outcome'],
  });
  const durations = new client.Histogram({
    name: 'dependency_duration_seconds',
    help: 'Duration of dependency calls.',
    labelNames: ['dependency', 'outcome'],
    buckets: SECONDS,
  });
  const actions = new client.Counter({ name: 'usage_actions_total', help: 'Actions.', labelNames: ['action'] });
  const answer = makeHandler({
    served() {
      for (const [dependency, operation] of CALLS) {
        const end = durations.startTimer({ dependency });
        calls.inc({ dependency, operation, outcome: 'success' });
        end({ outcome: 'success' });
      }
      actions.inc({ action: 'approval_submitted' });
    },
  });
  const counted: RequestListener = (request, response) => {
    const end = requests.startTimer();
    response.on('finish', () =>
      end({ method: request.method ?? '', route: '/items/:id', status: response.statusCode }),
    );
    answer(request, response);
  };
  const measured = await measure(createServer(counted), scale);
  const text = await client.register.metrics();
  if (!text.includes('usage_actions_total{action="approval_submitted"}'))
    throw new Error('prom-client counted nothing');
  return measured;
}

/** OpenTelemetry's instrumentation of node:http with its SDK for metrics, exported each second. */
export async function instrumentation(scale: HttpScale): Promise<Measured> {
  using receiver = startHelper('otlp-receiver');
  const { url } = await receiver.hear<{ url: string }>();
  const { MeterProvider, PeriodicExportingMetricReader } = await import('@opentelemetry/sdk-metrics');
  const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-proto');
  const { HttpInstrumentation } = await import('@opentelemetry/instrumentation-http');
  const exporter = new OTLPMetricExporter({ url: `${url}/v1/metrics` });
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 1_000,
    exportTimeoutMillis: 1_000,
  });
  const provider = new MeterProvider({ readers: [reader] });
  const http = new HttpInstrumentation();
  http.setMeterProvider(provider);
  const meter = provider.getMeter('bench');
  const calls = meter.createCounter('dependency.calls');
  const durations = meter.createHistogram('dependency.duration', { advice: { explicitBucketBoundaries: SECONDS } });
  const actions = meter.createCounter('usage.actions');
  const answer = makeHandler({
    served() {
      for (const [dependency, operation] of CALLS) {
        const began = performance.now();
        calls.add(1, { dependency, operation, outcome: 'success' });
        durations.record((performance.now() - began) / 1_000, { dependency, outcome: 'success' });
      }
      actions.add(1, { action: 'approval_submitted' });
    },
  });
  // The instrumentation patches what is required after it, not what is imported.
  const patched = createRequire(import.meta.url)('node:http') as typeof NodeHttp;
  const measured = await measure(patched.createServer(answer), scale);
  await provider.shutdown();
  const { metrics } = await receiver.ask<{ metrics: number }>({ count: true });
  if (metrics === 0) throw new Error('the receiver got no metrics');
  return measured;
}
