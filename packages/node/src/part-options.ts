import type { AuditActions } from '@plumbline/audit';
import type { Adapter, PlumblineConfig } from '@plumbline/core';
import type { EventsOptions } from '@plumbline/events';
import type { IngestOptions } from '@plumbline/events/ingest';
import type { HealthOptions } from '@plumbline/health';
import type { Dependencies, MetricsOptions } from '@plumbline/metrics';
import type { Catalog } from '@plumbline/schema';
import { defineCatalog } from '@plumbline/schema/runtime';
import type { PresetEnvironment } from './environment.ts';
import type { LiveOptions } from './plumbline.ts';

/** A configuration of any application. */
export type AnyConfig = PlumblineConfig<Catalog | undefined, AuditActions | undefined>;

const NO_CATALOG = defineCatalog({ version: '2026-01-none-v1', events: {} });

/** The catalog of the configuration, or an empty one: then nothing can be captured. */
export const catalogOf = ({ catalog }: AnyConfig): Catalog => catalog ?? NO_CATALOG;

/** What the configuration says about metrics. */
export const metricsOptions = (config: AnyConfig): Omit<MetricsOptions, 'meter'> => {
  const { dependencies, jobs }: { dependencies?: Dependencies; jobs?: readonly string[] } = config.metrics ?? {};
  return {
    catalogActions: Object.keys(catalogOf(config).events),
    ...(dependencies && { dependencies }),
    ...(jobs && { jobs }),
  };
};

/** Whether its lines in the lockfile are asked for. The source of truth of the first party may start before there is one. */
const leaves = ({ role, egress }: Adapter): boolean => role === 'mirror' || egress?.party === 'third-party';

/** What configuration and environment say about events. */
export const eventsOptions = (
  config: AnyConfig,
  adapters: readonly Adapter[],
  preset: PresetEnvironment,
): EventsOptions => {
  const { adapters: _entries, spool, quarantine: _aside, ...bounds } = config.events ?? {};
  const { lock, gates = {} } = config.egress ?? {};
  const directory = preset.PLUMBLINE_EVENTS_SPOOL_DIR ?? spool?.directory;
  return {
    ...bounds,
    ...(directory !== undefined && { spool: { ...spool, directory } }),
    ...(preset.PLUMBLINE_EVENTS_LEDGER_DIR !== undefined && {
      ledger: { directory: preset.PLUMBLINE_EVENTS_LEDGER_DIR },
    }),
    ...(lock !== undefined && adapters.some(leaves) && { lock }),
    gates,
    catalog: catalogOf(config),
    adapters,
    debug: preset.PLUMBLINE_EVENTS_DEBUG === '1',
  };
};

/** What configuration and environment say about the route of the browsers. */
export const ingestOptions = (
  config: AnyConfig,
  preset: PresetEnvironment,
): Pick<IngestOptions, 'catalog' | 'quarantine'> => {
  const quarantine = config.events?.quarantine;
  const directory = preset.PLUMBLINE_EVENTS_QUARANTINE_DIR ?? quarantine?.directory;
  return {
    catalog: catalogOf(config),
    ...(directory !== undefined && { quarantine: { ...quarantine, directory } }),
  };
};

/** What the application and the environment say about health. */
export const healthOptions = (live: LiveOptions, preset: PresetEnvironment): HealthOptions => ({
  checks: live.checks ?? {},
  ...(preset.PLUMBLINE_HEALTH_TOKEN !== undefined && { token: preset.PLUMBLINE_HEALTH_TOKEN }),
});
