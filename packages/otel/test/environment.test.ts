import { describe, expect, it } from 'vitest';
import { otelOptionsFromEnvironment, startOtel } from '../src/index.ts';
import { cleanup } from './support.ts';

describe('otelOptionsFromEnvironment', () => {
  it('knows nothing from nothing, and from empty variables', async () => {
    const nothing = { faults: [], unread: [], options: { otlp: { signals: ['traces', 'metrics', 'logs'] } } };
    expect(otelOptionsFromEnvironment({})).toEqual(nothing);
    expect(otelOptionsFromEnvironment({ OTEL_SERVICE_NAME: '', OTEL_EXPORTER_OTLP_ENDPOINT: ' ' })).toEqual(nothing);
    const { options } = otelOptionsFromEnvironment({});
    const otel = await startOtel({ ...options, service: { name: 'x' } });
    cleanup.push(() => otel.shutdown());
    expect(otel.selfCheck()).toEqual([]);
  });

  it('maps what people know', () => {
    const env = {
      OTEL_SERVICE_NAME: 'orders',
      OTEL_RESOURCE_ATTRIBUTES:
        'service.name=other,service.version=1.2.3,deployment.environment.name=prod,k8s.pod.name=orders%2D1,host.name=h1',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://logs.example.test/in',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=a%20b, x-tenant = t1',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      OTEL_METRIC_EXPORT_INTERVAL: '15000',
      OTEL_METRIC_EXPORT_TIMEOUT: '2000',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-tenant=t2',
      OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '700',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Delta',
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf',
      OTEL_BSP_SCHEDULE_DELAY: '0',
      OTEL_BSP_EXPORT_TIMEOUT: '900',
      OTEL_BSP_MAX_QUEUE_SIZE: '4096',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1024',
      OTEL_BLRP_SCHEDULE_DELAY: '250',
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '1000',
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '64',
      OTEL_PROPAGATORS: 'tracecontext',
    };
    expect(otelOptionsFromEnvironment(env)).toEqual({
      faults: [],
      unread: [],
      options: {
        service: { name: 'orders', version: '1.2.3', environment: 'prod' },
        resourceAttributes: { 'k8s.pod.name': 'orders-1' },
        sampleRatio: 0.25,
        metricIntervalMs: 15_000,
        metricTimeoutMs: 2_000,
        batch: {
          traces: { delayMs: 0, timeoutMs: 900, maxQueue: 4_096, maxBatch: 1_024 },
          logs: { delayMs: 250 },
        },
        limits: { valueLength: 1_000, spanAttributes: 64 },
        propagator: 'tracecontext',
        otlp: {
          endpoint: 'http://collector:4318',
          logsEndpoint: 'https://logs.example.test/in',
          headers: { 'x-api-key': 'a b', 'x-tenant': 't1' },
          protocol: 'http/json',
          timeoutMs: 500,
          traces: { headers: { 'x-tenant': 't2' } },
          metrics: { timeoutMs: 700 },
          logs: { protocol: 'http/protobuf' },
          signals: ['traces', 'logs'],
        },
      },
    });
  });

  it.each([
    ['parentbased_always_on', { sampleRatio: 1 }],
    ['parentbased_always_off', { sampleRatio: 0 }],
    ['parentbased_traceidratio', { sampleRatio: 0.25 }],
    ['always_on', { sampleRatio: 1, parentBased: false }],
    ['always_off', { sampleRatio: 0, parentBased: false }],
    ['traceidratio', { sampleRatio: 0.25, parentBased: false }],
  ])('maps the sampler %s', (sampler, expected) => {
    const env = { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: '0.25' };
    const { sampleRatio, parentBased } = otelOptionsFromEnvironment(env).options;
    expect({ sampleRatio, parentBased }).toEqual({ parentBased: undefined, ...expected });
  });

  it('leaves the share open where a sampler comes without one', () => {
    const { options } = otelOptionsFromEnvironment({ OTEL_TRACES_SAMPLER: 'traceidratio' });
    expect(options).toMatchObject({ parentBased: false });
    expect(options).not.toHaveProperty('sampleRatio');
  });

  it('sends nothing when disabled', () => {
    expect(otelOptionsFromEnvironment({ OTEL_SDK_DISABLED: 'TRUE' }).options.otlp?.signals).toEqual([]);
  });

  it('names every fault and no value', () => {
    const { faults } = otelOptionsFromEnvironment({
      OTEL_RESOURCE_ATTRIBUTES: 'a=%zz-secret,=b,,ok=1',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'secret-host:4318',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://user:secret@host/v1/traces',
      OTEL_EXPORTER_OTLP_HEADERS: 'secret',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_TIMEOUT: 'soon',
      OTEL_TRACES_SAMPLER_ARG: '1.5',
      OTEL_METRIC_EXPORT_INTERVAL: '-1',
      OTEL_LOGS_EXPORTER: 'console',
    });
    expect(faults.toSorted()).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT must start with http:// or https://',
      'OTEL_EXPORTER_OTLP_HEADERS: entry 1 must be key=value, percent-encoded',
      'OTEL_EXPORTER_OTLP_PROTOCOL is `grpc`, which is not supported; set http/protobuf or http/json',
      'OTEL_EXPORTER_OTLP_TIMEOUT must be a whole number of ms from 1 to 600000',
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must not carry credentials; use `headers`',
      'OTEL_LOGS_EXPORTER is `console`, which is not supported; set otlp or none',
      'OTEL_METRIC_EXPORT_INTERVAL must be a whole number of ms from 1 to 86400000',
      'OTEL_RESOURCE_ATTRIBUTES: entry 1 must be key=value, percent-encoded',
      'OTEL_RESOURCE_ATTRIBUTES: entry 2 must be key=value, percent-encoded',
      'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1',
    ]);
    expect(JSON.stringify(faults)).not.toContain('secret');
  });

  it.each([
    ['OTEL_TRACES_SAMPLER', 'xray', 'is `xray`, which is not supported; set parentbased_always_on, always_on,'],
    ['OTEL_TRACES_SAMPLER', 'secret', 'must be parentbased_always_on, always_on,'],
    ['OTEL_EXPORTER_OTLP_LOGS_PROTOCOL', 'grpc', 'is `grpc`, which is not supported; set http/protobuf or http/json'],
    ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'secret', 'must be cumulative, delta or lowmemory'],
    ['OTEL_BSP_SCHEDULE_DELAY', '-1', 'must be a whole number of ms from 0 to 3600000'],
    ['OTEL_BSP_EXPORT_TIMEOUT', '0', 'must be a whole number of ms from 1 to 600000'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '1e9', 'must be a whole number from 1 to 65536'],
    ['OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', '4096', 'must be at most OTEL_BLRP_MAX_QUEUE_SIZE (2048 unless set)'],
    ['OTEL_METRIC_EXPORT_TIMEOUT', '1.5', 'must be a whole number of ms from 1 to 600000'],
    ['OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', '100000', 'must be a whole number from 1 to 8192'],
    ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', '0', 'must be a whole number from 1 to 1024'],
  ])('refuses %s=%s', (name, value, rule) => {
    const { faults } = otelOptionsFromEnvironment({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]?.startsWith(`${name} ${rule}`)).toBe(true);
  });

  it('lists what is set and read by nothing, and nothing that it reads itself', () => {
    const asked: string[] = [];
    otelOptionsFromEnvironment(new Proxy({}, { get: (_, name) => void asked.push(String(name)) }));
    const env = Object.fromEntries([...asked, 'OTEL_CONFIG_FILE', 'OTEL_LOG_LEVEL'].map((name) => [name, 'x']));
    const others = {
      OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'gzip',
      OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS: 'GET',
      OTEL_METRICS_EXEMPLAR_FILTER: ' ',
      OTELCOL_URL: 'x',
    };
    const { unread } = otelOptionsFromEnvironment({ ...others, ...env, OTEL_EXPORTER_OTLP_TRACE_HEADERS: 'k=v' });
    expect(unread).toEqual([
      'OTEL_CONFIG_FILE',
      'OTEL_EXPORTER_OTLP_TRACE_HEADERS (did you mean OTEL_EXPORTER_OTLP_TRACES_HEADERS?)',
      'OTEL_LOG_LEVEL',
    ]);
  });
});
