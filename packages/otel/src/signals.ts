/** The three kinds of telemetry that OTLP carries. */
export type OtelSignal = 'traces' | 'metrics' | 'logs';

export const ALL_SIGNALS: readonly OtelSignal[] = ['traces', 'metrics', 'logs'];
