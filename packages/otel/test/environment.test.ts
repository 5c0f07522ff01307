import { describe, expect, it } from 'vitest';
import { otelOptionsFromEnvironment, startOtel } from '../src/index.ts';
import { cleanup } from './support.ts';

describe('otelOptionsFromEnvironment', () => {
  it('knows nothing from nothing, and from empty variables', async () => {
    const nothing = { faults: [], options: { otlp: { signals: ['traces', 'metrics', 'logs'] } } };
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
      OTEL_METRICS_EXPORTER: 'none',
    };
    expect(otelOptionsFromEnvironment(env)).toEqual({
      faults: [],
      options: {
        service: { name: 'orders', version: '1.2.3', environment: 'prod' },
        resourceAttributes: { 'k8s.pod.name': 'orders-1' },
        sampleRatio: 0.25,
        metricIntervalMs: 15_000,
        otlp: {
          endpoint: 'http://collector:4318',
          logsEndpoint: 'https://logs.example.test/in',
          headers: { 'x-api-key': 'a b', 'x-tenant': 't1' },
          protocol: 'http/json',
          timeoutMs: 500,
          signals: ['traces', 'logs'],
        },
      },
    });
  });

  it.each([
    ['parentbased_always_on', 1],
    ['parentbased_always_off', 0],
  ])('maps the sampler %s', (sampler, ratio) => {
    expect(otelOptionsFromEnvironment({ OTEL_TRACES_SAMPLER: sampler }).options.sampleRatio).toBe(ratio);
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
    expect(faults).toEqual([
      'OTEL_RESOURCE_ATTRIBUTES: entry 1 must be key=value, percent-encoded',
      'OTEL_RESOURCE_ATTRIBUTES: entry 2 must be key=value, percent-encoded',
      'OTEL_EXPORTER_OTLP_HEADERS: entry 1 must be key=value, percent-encoded',
      'OTEL_EXPORTER_OTLP_TIMEOUT must be a whole number of ms',
      'OTEL_METRIC_EXPORT_INTERVAL must be a whole number of ms',
      'OTEL_EXPORTER_OTLP_ENDPOINT must start with http:// or https://',
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must not carry credentials; use `headers`',
      'OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf or http/json',
      'OTEL_LOGS_EXPORTER must be otlp or none',
      'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1',
    ]);
    expect(JSON.stringify(faults)).not.toContain('secret');
    expect(otelOptionsFromEnvironment({ OTEL_TRACES_SAMPLER: 'always_on' }).faults).toHaveLength(1);
  });
});
