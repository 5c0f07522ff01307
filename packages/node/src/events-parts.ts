// Loaded where the configuration has something to say about product events, and by the route of the browsers.
import { type Adapter, noopMeter } from '@plumbline/core';
import { createEvents, type Events, type EventsOptions } from '@plumbline/events';
import { createIngest, type Ingest, type IngestOptions } from '@plumbline/events/ingest';
import type { Catalog } from '@plumbline/schema';
import { defineCatalog } from '@plumbline/schema/runtime';
import type { PresetEnvironment } from './environment.ts';
import type { AnyConfig } from './part-options.ts';

const NO_CATALOG = defineCatalog({ version: '2026-01-none-v1', events: {} });

/** The catalog of the configuration, or an empty one: then nothing can be captured. */
const catalogOf = ({ catalog }: AnyConfig): Catalog => catalog ?? NO_CATALOG;

/** Whether its lines in the lockfile are asked for. The source of truth of the first party may start before there is one. */
const leaves = ({ role, egress }: Adapter): boolean => role === 'mirror' || egress?.party === 'third-party';

/** What configuration and environment say about events. */
function eventsOptions(config: AnyConfig, adapters: readonly Adapter[], preset: PresetEnvironment): EventsOptions {
  const { adapters: _entries, spool, quarantine: _aside, ingest: _route, ...bounds } = config.events ?? {};
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
}

/** Throws what the client of product events refuses; making one has no effect. */
export function tryEvents(config: AnyConfig, adapters: readonly Adapter[], preset: PresetEnvironment): void {
  // The lockfile is asked for once everything is known to work, in words that say what would leave.
  createEvents({ lock: '', meter: noopMeter, ...eventsOptions(config, adapters, preset) });
}

/** The client of product events of a configuration. */
export const createConfiguredEvents = (
  config: AnyConfig,
  use: { readonly adapters: readonly Adapter[]; readonly preset: PresetEnvironment } & Pick<
    EventsOptions,
    'pseudonymizer' | 'usage' | 'strict' | 'clock' | 'meter' | 'log'
  >,
): Events => {
  const { adapters, preset, ...live } = use;
  return createEvents({ ...eventsOptions(config, adapters, preset), ...live });
};

/** The route that browsers post their events to, as the configuration has it. */
export function createConfiguredIngest(
  config: AnyConfig,
  use: { readonly preset: PresetEnvironment } & Pick<IngestOptions, 'events' | 'meter' | 'log'>,
): Ingest {
  const { preset, ...live } = use;
  const quarantine = config.events?.quarantine;
  const directory = preset.PLUMBLINE_EVENTS_QUARANTINE_DIR ?? quarantine?.directory;
  return createIngest({
    ...config.events?.ingest,
    catalog: catalogOf(config),
    ...(directory !== undefined && { quarantine: { ...quarantine, directory } }),
    ...live,
  });
}
