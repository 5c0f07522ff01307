import { expect, it } from 'vitest';
import { startOtel } from '../src/index.ts';

const started = (options: object) => startOtel({ service: { name: 'orders' }, ...options });

it.each([
  [{ sampleRation: 1 }, '`sampleRation` is no option; did you mean `sampleRatio`?'],
  [{ spanProcessors: [] }, '`spanProcessors` is no option; remove it'],
  [{ otlp: { endpiont: 'x' } }, '`otlp.endpiont` is no option; did you mean `endpoint`?'],
  [{ otlp: {}, constructor: 1 }, '`constructor` is no option; remove it'],
])('refuses the unknown name in %o', async (options, message) => {
  await expect(started(options)).rejects.toThrow(`PLB_OTEL_OPTION: startOtel: ${message}`);
});

it.each([
  [{ instrumentations: {} }, '`instrumentations` must be a list'],
  [{ instrumentations: ['pg'] }, '`instrumentations[0]` must be an instrumentation of OpenTelemetry'],
  [
    { instrumentations: [{ instrumentationName: 'x', enable() {}, disable() {}, setTracerProvider() {} }] },
    '`instrumentations[0]` must be',
  ],
])('refuses %o', async (options, message) => {
  await expect(started(options)).rejects.toThrow(message);
});
