export {
  type Adapter,
  type AdapterOptions,
  type AdapterSpec,
  type Capabilities,
  defineAdapter,
  type DeferredAdapter,
  type Environment,
  isDeferredAdapter,
} from './adapter.ts';
export type {
  Command,
  CommandIo,
  DescribeOptions,
  Describer,
  ExitCode,
  MigrationStep,
  MigrationTarget,
} from './command.ts';
export { type Clock, systemClock, type Timer, wait } from './clock.ts';
export {
  type AuditConfig,
  defineConfig,
  type EgressConfig,
  type ErrorsConfig,
  type EventsConfig,
  type GaugeSetLike,
  type IdentityConfig,
  type JobSpec,
  type LogLevel,
  type LogsConfig,
  type MetricsConfig,
  type PlumblineConfig,
  type ServiceIdentity,
  type TraceConfig,
  type WorkflowGauge,
} from './config.ts';
export { dsnFault } from './dsn.ts';
export { addTallies, type DropCounts, type DropReason, dropReasons, emptyTally, type Tally } from './drops.ts';
export { propagationEgress, propagationFaults } from './egress-propagation.ts';
export type { EgressAddition, EgressDeclaration, EgressEndpoint, EgressSlot } from './egress.ts';
export type { ErasureOutcome, ErasureRequest } from './erasure.ts';
export {
  type ErrorCode,
  type ErrorEntry,
  errorTable,
  isPlumblineError,
  PlumblineError,
  type PlumblineErrorOptions,
  toError,
} from './errors.ts';
export type { EventPages, EventRange } from './event-range.ts';
export { type Host, isPropagationEntry, parseHost } from './host.ts';
export { createIdMaker } from './id.ts';
export { createCounter, createGauge, createHistogram } from './instrument.ts';
export type { IngestConfig, IngestConfigRequest } from './ingest-config.ts';
export { DEFAULT_GRACE_MS, type ShutdownConfig } from './shutdown-config.ts';
export { eventSignals } from './signals/event-signals.ts';
export {
  composeLifecycles,
  createLifecycle,
  DEFAULT_SHUTDOWN_MS,
  type FlushOptions,
  type Lifecycle,
  type LifecycleSpec,
  withDeadline,
} from './lifecycle.ts';
export { type Log, type LogFields, type LogMethod, noopLog } from './log.ts';
export {
  type Counter,
  type Histogram,
  type InstrumentOptions,
  type Labels,
  type Meter,
  noopMeter,
  type ObservableGauge,
  type ObservableResult,
} from './meter.ts';
export { isNearAddress } from './near-host.ts';
export { nearestWord } from './nearest-word.ts';
export { type Allowlist, type FieldValue, type OutboundBatch, type OutboundEvent, projectEvent } from './outbound.ts';
export { delivered, partial, rejected, retryLater, type SendOutcome, tooLarge, unknown } from './outcome.ts';
export type { MetricLike, ReportingConfig, ReportSource } from './reporting-config.ts';
export { decodeRow, encodeRow, type EventRow, toRow } from './row.ts';
export type { EgressGate, SignalAttribute, SignalEgress, SignalEndpoint } from './signal-egress.ts';
export { fetchHeaders, neverReached, originFault, retryAfterMs } from './vendor-http.ts';
export { type InstrumentSpec, type Layer, type SignalName, signals } from './signals.ts';
export { type NamedMetric, prometheusLabel, prometheusName } from './prometheus-names.ts';
export { wireLabel } from './signals/wire-label.ts';
export { unknownOptions } from './unknown-options.ts';
export { type AdapterChanges, wrapAdapter } from './wrap-adapter.ts';
export type {
  ProductAnswer,
  ProductAsk,
  ProductCell,
  ProductColumn,
  ProductPanelId,
  ProductSlice,
  ProductSource,
  ProductSpan,
  ProductValueKind,
  ReportPeriod,
  ReportQuestion,
  ReportStore,
  ReportValue,
} from './product-source.ts';
export { DASHBOARD_VIEW } from './product-use.ts';
