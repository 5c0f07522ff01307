export { type ClickhouseSink, createClickhouseSink } from './consumer/create-clickhouse-sink.ts';
export { type Known, type KnownClient, knownIn, type KnownOptions } from './consumer/known-in.ts';
export type { SinkCounts, SinkOptions } from './consumer/options.ts';
