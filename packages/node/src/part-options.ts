import type { AuditActions } from '@plumbline/audit';
import type { PlumblineConfig } from '@plumbline/core';
import type { HealthOptions } from '@plumbline/health';
import type { MetricsOptions } from '@plumbline/metrics';
import type { Catalog } from '@plumbline/schema';
import type { PresetEnvironment } from './environment.ts';
import type { LiveOptions } from './plumbline.ts';

/** A configuration of any application. */
export type AnyConfig = PlumblineConfig<Catalog | undefined, AuditActions | undefined>;

/** What the configuration says about metrics. */
export const metricsOptions = (config: AnyConfig): Omit<MetricsOptions, 'meter'> => {
  const { gauges: _gauges, prometheus: _prometheus, ...lists } = config.metrics ?? {};
  return { ...lists, catalogActions: Object.keys(config.catalog?.events ?? {}) };
};

/** What the application and the environment say about health. */
export const healthOptions = (live: LiveOptions, preset: PresetEnvironment): HealthOptions => ({
  checks: live.checks ?? {},
  ...(preset.PLUMBLINE_HEALTH_TOKEN !== undefined && { token: preset.PLUMBLINE_HEALTH_TOKEN }),
});
