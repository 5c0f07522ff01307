import process from 'node:process';
import { defineBenchmark } from './harness/benchmark.ts';

type StartScale = Readonly<Record<'samples', number>>;

/** Nothing listens there: a start must not need the collector. */
const ENDPOINT = 'http://127.0.0.1:9';

const MIB = 2 ** 20;

/** What `work` takes in this process, which has done nothing before. */
async function measure(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const memory = process.memoryUsage.rss();
  const usage = process.cpuUsage();
  const began = performance.now();
  await work();
  const startMs = performance.now() - began;
  const { user, system } = process.cpuUsage(usage);
  return { startMs, cpuMs: (user + system) / 1_000, rssMiB: (process.memoryUsage.rss() - memory) / MIB };
}

const startSdkNode = async (): Promise<void> => {
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = ENDPOINT;
  process.env['OTEL_TRACES_SAMPLER'] = 'parentbased_traceidratio';
  process.env['OTEL_TRACES_SAMPLER_ARG'] = '0.1';
  process.env['OTEL_METRICS_EXPORTER'] = 'otlp';
  process.env['OTEL_LOGS_EXPORTER'] = 'otlp';
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const { HttpInstrumentation } = await import('@opentelemetry/instrumentation-http');
  new NodeSDK({ serviceName: 'bench', instrumentations: [new HttpInstrumentation()] }).start();
};

const importParts = (): Promise<unknown> =>
  Promise.all([
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/sdk-metrics'),
    import('@opentelemetry/sdk-logs'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/exporter-metrics-otlp-proto'),
    import('@opentelemetry/exporter-logs-otlp-proto'),
  ]);

const startBaseline = async (endpoint: string | undefined): Promise<void> => {
  const { start } = await import('@plumbline/node');
  const environment = {
    NODE_ENV: 'production',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40),
  };
  // As whoever runs it says, and the key too: without them each start writes warnings that ask for them.
  const egress = { collector: { party: 'first-party' } } as const;
  await start({ service: { name: 'bench' }, egress }, { environment, signals: false });
};

/**
 * Events go to nobody as well. Both sides open their audit table and hash nobody yet. A peer that is missing here is
 * @vercel/otel 2.1.3: it wants OpenTelemetry 2.x and API 1.9 as peers, which pnpm does not install beside 3.x and 1.10.
 */
const DESTINATIONS = { otlp: ENDPOINT, sink: ENDPOINT };
const DSN = ENDPOINT.replace('//', '//publickey@').concat('/42');

/** The file that puts a side together is read before the clock starts: what counts is what it imports when it is called. */
async function measureEverything(dsn?: string): Promise<Record<string, number>> {
  const { startEverything } = await import('./http/everything.ts');
  return measure(() => startEverything({ ...DESTINATIONS, dsn }));
}

async function measureRecipe(dsn?: string): Promise<Record<string, number>> {
  const { startRecipe } = await import('./http/recipe.ts');
  return measure(async () => startRecipe({ ...DESTINATIONS, dsn }));
}

export const start = defineBenchmark<StartScale>({
  name: 'start',
  question: 'How long does a fresh process take until the baseline runs, and what memory does it add?',
  metrics: {
    startMs: { unit: 'ms', what: 'import and start', better: 'less', column: 'Import and start' },
    cpuMs: { unit: 'ms', what: 'CPU of import and start', better: 'less' },
    rssMiB: { unit: 'MiB', what: 'added resident memory', better: 'less', column: 'Added memory' },
  },
  baseline: 'sdk-node',
  sides: {
    'sdk-node': {
      what: 'OpenTelemetry sdk-node and instrumentation-http: traces, metrics, logs',
      run: () => measure(async () => startSdkNode()),
    },
    'otel parts': {
      what: 'only importing the OpenTelemetry parts that @plumbline/node needs',
      run: () => measure(importParts),
    },
    baseline: {
      what: '@plumbline/node: import and start with traces, metrics and logs',
      run: () => measure(() => startBaseline(ENDPOINT)),
    },
    everything: {
      what: '@plumbline/node: the same with a catalog, a destination of events and audit',
      run: () => measureEverything(),
    },
    'everything + Sentry': {
      what: '@plumbline/node: the same with Sentry',
      run: () => measureEverything(DSN),
    },
    recipe: {
      what: 'the same duties by hand: sdk-node, instrumentations, pino-http, posthog-node, a table',
      run: () => measureRecipe(),
    },
    'recipe + Sentry': {
      what: 'the same with @sentry/node and its tracing',
      run: () => measureRecipe(DSN),
    },
    'no endpoint': {
      what: '@plumbline/node: without an endpoint: context, logs to stdout, health',
      run: () => measure(() => startBaseline(undefined)),
    },
  },
  bars: [
    { side: 'baseline', metric: 'startMs', to: 'sdk-node', most: 0.5 },
    { side: 'baseline', metric: 'rssMiB', to: 'sdk-node', most: 0.7 },
    { side: 'baseline', metric: 'startMs', to: 'recipe', most: 0.35 },
    { side: 'everything', metric: 'startMs', to: 'recipe', most: 0.35 },
    { side: 'everything + Sentry', metric: 'startMs', to: 'recipe + Sentry', most: 0.35 },
  ],
  peers: [
    '@opentelemetry/sdk-node',
    '@opentelemetry/instrumentation-http',
    '@opentelemetry/sdk-trace',
    'pino-http',
    'posthog-node',
    '@sentry/node',
  ],
  rounds: 15,
  scale: { samples: 1 },
  tiny: { samples: 1 },
});
