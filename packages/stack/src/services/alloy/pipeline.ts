import type { StackModel } from '../../model/stack-model.ts';
import { metricsStore, PORTS } from '../addresses.ts';
import { privacyTransform } from './privacy.ts';
import type { Block, Value } from './syntax.ts';

/** Below the memory of the container (compose: 512 MiB), so that data is refused before the kernel ends the process. */
const MEMORY = { limit: '384MiB', spike_limit: '96MiB' };

/** Where the ingestion key of the second receiver is, as the collector sees it. */
export const SIGNOZ_KEY = '/run/secrets/signoz-ingestion-key';

const to = (...names: string[]): Value => names.map((ref) => ({ ref }));

const output = (metrics: Value, logs: Value = metrics, traces: Value = metrics): Block => ({
  name: 'output',
  attributes: { metrics, logs, traces },
});

const exporter = (label: string, endpoint: Value, auth?: Value): Block => ({
  name: 'otelcol.exporter.otlphttp',
  label,
  blocks: [{ name: 'client', attributes: { endpoint, ...(auth !== undefined && { auth }) } }],
});

const input = (label: string): string => `otelcol.exporter.otlphttp.${label}.input`;

/** A second receiver of everything, behind the same transform. Its key is read from a file and shown nowhere. */
function signozOf({ options }: StackModel): Block[] {
  if (options.signoz === undefined) return [];
  const { endpoint, keyFile } = options.signoz;
  if (keyFile === undefined) return [exporter('signoz', endpoint)];
  return [
    { name: 'local.file', label: 'signoz_key', attributes: { filename: SIGNOZ_KEY, is_secret: true } },
    {
      name: 'otelcol.auth.headers',
      label: 'signoz',
      blocks: [
        {
          name: 'header',
          attributes: { key: 'signoz-ingestion-key', value: { ref: 'local.file.signoz_key.content' } },
        },
      ],
    },
    exporter('signoz', endpoint, { ref: 'otelcol.auth.headers.signoz.handler' }),
  ];
}

/** Where the three stores take OTLP over HTTP. */
export interface Endpoints {
  readonly metrics: Value;
  readonly logs: Value;
  readonly traces: Value;
}

/** Those of the overlay. */
export const composeEndpoints = (model: StackModel): Endpoints => ({
  metrics: metricsStore(model).otlp,
  logs: `http://loki:${PORTS.loki}/otlp`,
  traces: `http://tempo:${PORTS.otlpHttp}`,
});

/** From what services send to the three stores: refuse what memory cannot hold, delete what nobody may keep, batch, send. */
export function pipeline(model: StackModel, { logs, metrics, traces }: Endpoints): readonly Block[] {
  const second = model.options.signoz === undefined ? [] : [input('signoz')];
  return [
    {
      name: 'otelcol.receiver.otlp',
      label: 'services',
      comment: 'Services send all they have to say here; the overlay opens it to this machine only.',
      blocks: [
        { name: 'grpc', attributes: { endpoint: `0.0.0.0:${PORTS.otlpGrpc}` } },
        { name: 'http', attributes: { endpoint: `0.0.0.0:${PORTS.otlpHttp}` } },
        output(to('otelcol.processor.memory_limiter.all.input')),
      ],
    },
    {
      name: 'otelcol.processor.memory_limiter',
      label: 'all',
      comment: 'Senders are told to wait before memory runs out.',
      attributes: { check_interval: '1s', ...MEMORY },
      blocks: [output(to('otelcol.processor.transform.privacy.input'))],
    },
    privacyTransform('otelcol.processor.batch.all.input'),
    {
      name: 'otelcol.processor.batch',
      label: 'all',
      attributes: { timeout: '1s', send_batch_size: 2_000, send_batch_max_size: 4_000 },
      blocks: [output(to(input('metrics'), ...second), to(input('logs'), ...second), to(input('traces'), ...second))],
    },
    exporter('metrics', metrics),
    exporter('logs', logs),
    exporter('traces', traces),
    ...signozOf(model),
  ];
}
