export { checkGaugeSets } from './gauges/check-set.ts';
export { createGaugeSampler, type GaugeSampler, type GaugeSamplerOptions } from './gauges/create-gauge-sampler.ts';
export { defineGauges } from './gauges/define-gauges.ts';
export type { GaugeRow, GaugeSet, GaugeSetSpec, SampleFunction } from './gauges/gauge-set.ts';
export type { Bid, GaugeStore } from './gauges/gauge-store.ts';
export { applyGaugeTable, planGaugeTable, postgresGaugeGrants, postgresGaugeTable } from './gauges/migrations.ts';
export { type PostgresDatabase, type PostgresGaugeOptions, postgresGauges } from './gauges/postgres-lease.ts';
export type { EndingMeter, OpenEndingMeter } from './gauges/publish.ts';
export { type SqliteDatabase, sqliteGauges } from './gauges/sqlite-lease.ts';
