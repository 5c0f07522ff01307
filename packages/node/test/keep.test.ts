import { trace } from '@opentelemetry/api';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { expect, it } from 'vitest';
import { start } from '../src/index.ts';
import { cleanup } from './run-child.ts';

it('keeps the spans of a failed job that was not sampled, and of no other', async () => {
  const receiver = await startOtlpReceiver();
  cleanup.push(() => receiver.close());
  const plumbline = await start(
    { service: { name: 'orders' }, trace: { sampleRatio: 0, keep: { errors: true } } },
    {
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
      signals: false,
      logDestination: { write: () => undefined },
    },
  );
  cleanup.push(() => plumbline.shutdown({ timeoutMs: 500 }));
  plumbline.runJob('digest', () => undefined);
  expect(() =>
    plumbline.runJob('mail', () => {
      trace.getTracer('app').startSpan('send').end();
      throw new TypeError('no');
    }),
  ).toThrow('no');
  await plumbline.flush();
  // The receiver is a server of this process, whose requests are local roots of their own; none of them failed.
  expect(receiver.spans().map(({ name, attributes }) => [name, attributes['plumbline.sampling.reason']])).toEqual([
    ['send', 'error'],
    [expect.stringContaining('mail'), 'error'],
  ]);
});
