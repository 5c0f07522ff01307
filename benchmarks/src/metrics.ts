import { defineBenchmark, type Side } from './harness/benchmark.ts';
import type { HttpScale } from './http/measure.ts';
import type { Counted } from './metrics/everything.ts';

type Run = Side<HttpScale>['run'];

const everything =
  (counted: Counted): Run =>
  async (scale) => {
    const [{ measureStack }, { startCounted }] = await Promise.all([
      import('./http/whole.ts'),
      import('./metrics/everything.ts'),
    ]);
    return measureStack((destinations) => startCounted(destinations, counted), scale, 'none', {
      metrics: counted !== 'none',
    });
  };

const alone =
  (name: 'bare' | 'promClient' | 'instrumentation'): Run =>
  async (scale) =>
    (await import('./metrics/peers.ts'))[name](scale);

export const metrics = defineBenchmark<HttpScale>({
  name: 'metrics',
  question: 'What do all metrics together cost a request?',
  metrics: {
    cpuMicros: { unit: 'µs', what: 'CPU of the service per request', better: 'less', column: 'CPU per request' },
    pacedCpuMicros: { unit: 'µs', what: 'the same at an equal pace of 500 requests/s', better: 'less' },
    requestsPerSecond: { unit: '/s', what: 'requests', better: 'more' },
  },
  baseline: 'everything without metrics',
  sides: {
    'everything without metrics': {
      what: '@plumbline/node: traces at 10 %, logs, identity, an event per request, audit of changes; OTEL_METRICS_EXPORTER=none',
      run: everything('none'),
    },
    'everything with metrics': {
      what: 'the same with all metrics that the baseline takes',
      run: everything('baseline'),
    },
    'everything with metrics + calls': {
      what: 'the same with two calls of `metrics.beginCall` in each request',
      run: everything('calls'),
    },
    bare: { what: 'node:http, nothing else', run: alone('bare') },
    'prom-client': {
      what: 'node:http with four instruments of prom-client: requests, dependency calls, their durations, actions',
      run: alone('promClient'),
    },
    'instrumentation-http': {
      what: 'node:http with OpenTelemetry instrumentation-http and three instruments of its SDK; no traces',
      run: alone('instrumentation'),
    },
  },
  bars: [
    { side: 'everything with metrics', metric: 'cpuMicros', to: 'everything without metrics', most: 1.03 },
    { side: 'everything with metrics + calls', metric: 'cpuMicros', to: 'everything without metrics', most: 1.03 },
  ],
  peers: ['prom-client', '@opentelemetry/instrumentation-http', '@opentelemetry/sdk-metrics'],
  rounds: 20,
  scale: { connections: 32, warmRequests: 50_000, measureMs: 3_000, perSecond: 500, steadyMs: 2_000 },
  tiny: { connections: 4, warmRequests: 50, measureMs: 200, perSecond: 200, steadyMs: 100 },
});
