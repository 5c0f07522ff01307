export { createContextManager } from './context-manager.ts';
export { otelEgress } from './egress.ts';
export { type OtelEnvironment, type OtelFromEnvironment, otelOptionsFromEnvironment } from './environment.ts';
export { type Instrumentation, instrumentationFault } from './instrumentations.ts';
export type { OtlpOptions, StartOtelOptions, TelemetryRedactor } from './options.ts';
export type { OtelFault } from './self-check.ts';
export type { OtelSignal } from './signals.ts';
export type { KeepOptions } from './tail-options.ts';
export { type EmitLogOptions, type Otel, startOtel } from './start-otel.ts';
