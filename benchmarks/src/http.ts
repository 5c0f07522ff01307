import { defineBenchmark, type Side } from './harness/benchmark.ts';
import type { HttpScale } from './http/measure.ts';

type Run = Side<HttpScale>['run'];

const plain =
  (name: 'bare' | 'pinoLogger' | 'pinoHttp' | 'rtracer' | 'traceAndLogger'): Run =>
  async (scale) =>
    (await import('./http/plain.ts'))[name](scale);

const baseline =
  (otlpLogs: boolean): Run =>
  async (scale) =>
    (await import('./http/exported.ts')).baseline(scale, otlpLogs);

const everything =
  (tracker: 'none' | 'sentry'): Run =>
  async (scale) => {
    const [{ measureStack }, { startEverything }] = await Promise.all([
      import('./http/whole.ts'),
      import('./http/everything.ts'),
    ]);
    return measureStack(startEverything, scale, tracker);
  };

const floor =
  (gathered: boolean): Run =>
  async (scale) => {
    const [{ measureStack }, { startFloor }] = await Promise.all([
      import('./http/whole.ts'),
      import('./http/floor.ts'),
    ]);
    return measureStack((destinations) => startFloor(destinations, gathered), scale, 'none');
  };

const recipe =
  (tracker: 'none' | 'sentry'): Run =>
  async (scale) => {
    const [{ measureStack }, { startRecipe }] = await Promise.all([
      import('./http/whole.ts'),
      import('./http/recipe.ts'),
    ]);
    return measureStack(startRecipe, scale, tracker);
  };

export const http = defineBenchmark<HttpScale>({
  name: 'http',
  question: 'What does the baseline cost a node:http service, per request?',
  metrics: {
    requestsPerSecond: { unit: '/s', what: 'requests', better: 'more', column: 'Requests/s' },
    cpuMicros: { unit: 'µs', what: 'CPU of the service per request', better: 'less', column: 'CPU per request' },
    // At full load a client that waits for a slow service must be woken for every answer, and the service pays for that.
    pacedCpuMicros: {
      unit: 'µs',
      what: 'the same at an equal pace of 500 requests/s',
      better: 'less',
      column: 'CPU at 500/s',
    },
    p50Ms: { unit: 'ms', what: 'latency by the clock, median', better: 'less' },
    p99Ms: {
      unit: 'ms',
      what: 'latency by the clock, 99th percentile',
      better: 'less',
      ratio: false,
      column: 'p99 at 500/s',
    },
    fullP99Ms: { unit: 'ms', what: 'answer at full load, 99th percentile', better: 'less' },
  },
  baseline: 'bare',
  sides: {
    bare: { what: 'node:http, nothing else', run: plain('bare') },
    pino: { what: 'a line of bare pino per request', run: plain('pinoLogger') },
    'pino-http': { what: 'pino-http as it comes: its line per request', run: plain('pinoHttp') },
    'cls-rtracer': { what: 'cls-rtracer and a line of bare pino with its ID', run: plain('rtracer') },
    'trace+logger': {
      what: '@plumbline/trace and logger: request context, IDs and one redacted line; no SDK',
      run: plain('traceAndLogger'),
    },
    baseline: {
      what: '@plumbline/node: traces at 10 %, metrics and logs over OTLP',
      run: baseline(true),
    },
    'no OTLP logs': { what: '@plumbline/node: the same, its lines to stdout alone', run: baseline(false) },
    'sdk-node': {
      what: 'OpenTelemetry sdk-node, instrumentation-http: traces at 10 %, metrics; no logs',
      run: async (scale) => (await import('./http/exported.ts')).sdkNode(scale),
    },
    floor: {
      what: 'the duties of the next by hand for this one application: no redaction, no check, no bound, no error, no library',
      run: floor(false),
    },
    'floor + gathered lines': {
      what: 'the same, its lines written together ten times a second: those that wait are lost with the process',
      run: floor(true),
    },
    everything: {
      what: '@plumbline/node: traces at 10 %, metrics, logs, identity, an event per request, audit of changes',
      run: everything('none'),
    },
    'everything + Sentry': { what: '@plumbline/node: the same with Sentry', run: everything('sentry') },
    recipe: {
      what: 'the same duties by hand: sdk-node, instrumentations, pino-http, posthog-node, INSERT',
      run: recipe('none'),
    },
    'recipe + Sentry': { what: 'the same with @sentry/node and its tracing at 10 %', run: recipe('sentry') },
  },
  bars: [
    { side: 'trace+logger', metric: 'requestsPerSecond', to: 'pino', least: 0.95 },
    { side: 'trace+logger', metric: 'cpuMicros', to: 'pino', most: 1.053 },
    { side: 'everything', metric: 'requestsPerSecond', to: 'recipe', least: 5 },
    { side: 'everything', metric: 'requestsPerSecond', to: 'bare', least: 0.5 },
    { side: 'everything', metric: 'cpuMicros', to: 'bare', most: 2 },
    { side: 'everything', metric: 'p99Ms', to: 'recipe', most: 1 },
    { side: 'everything + Sentry', metric: 'requestsPerSecond', to: 'recipe + Sentry', least: 5 },
    { side: 'everything + Sentry', metric: 'requestsPerSecond', to: 'bare', least: 0.45 },
    { side: 'everything + Sentry', metric: 'p99Ms', to: 'recipe + Sentry', most: 1 },
  ],
  peers: [
    'pino',
    'pino-http',
    'cls-rtracer',
    '@opentelemetry/sdk-node',
    '@opentelemetry/instrumentation-http',
    '@opentelemetry/instrumentation-undici',
    '@opentelemetry/instrumentation-pino',
    'posthog-node',
    '@sentry/node',
  ],
  rounds: 5,
  scale: { connections: 32, warmRequests: 50_000, measureMs: 3_000, perSecond: 500, steadyMs: 2_000 },
  tiny: { connections: 4, warmRequests: 50, measureMs: 200, perSecond: 200, steadyMs: 100 },
});
