import type * as NodeHttp from 'node:http';
import { createRequire } from 'node:module';
import process from 'node:process';
import { startHelper } from '../processes/helper.ts';
import { makeHandler } from './handler.ts';
import { type HttpScale, measure, receivedShares } from './measure.ts';

/** Sides with traces and metrics, and no more duties than that. */

export async function baseline(scale: HttpScale, otlpLogs: boolean): Promise<Record<string, number>> {
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
  const measured = await measure(createServer(withRoute('/items/:id', makeHandler())), scale);
  await plumbline.shutdown();
  const shares = await receivedShares(receiver, measured, { spans: 0.1, ...(otlpLogs && { logs: 1 }) });
  return { ...measured, ...shares };
}

export async function sdkNode(scale: HttpScale): Promise<Record<string, number>> {
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
  const measured = await measure(createServer(makeHandler()), scale);
  await sdk.shutdown();
  return { ...measured, ...(await receivedShares(receiver, measured, { spans: 0.1 })) };
}
