import type { AuditActions } from '@plumbline/audit';
import type { PlumblineConfig } from '@plumbline/core';
import type { HealthOptions } from '@plumbline/health';
import type { Dependencies, MetricsOptions } from '@plumbline/metrics';
import type { Catalog } from '@plumbline/schema';
import type { PresetEnvironment } from './environment.ts';
import type { LiveOptions } from './plumbline.ts';

/** A configuration of any application. */
export type AnyConfig = PlumblineConfig<Catalog | undefined, AuditActions | undefined>;

/** What the configuration says about metrics. */
export const metricsOptions = (config: AnyConfig): Omit<MetricsOptions, 'meter'> => {
  const {
    dependencies,
    jobs,
  }: { dependencies?: Dependencies; jobs?: readonly string[] | Readonly<Record<string, unknown>> } =
    config.metrics ?? {};
  return {
    catalogActions: Object.keys(config.catalog?.events ?? {}),
    ...(dependencies && { dependencies }),
    ...(jobs && { jobs: Array.isArray(jobs) ? jobs : Object.keys(jobs) }),
  };
};

/** What the application and the environment say about health. */
export const healthOptions = (live: LiveOptions, preset: PresetEnvironment): HealthOptions => ({
  checks: live.checks ?? {},
  ...(preset.PLUMBLINE_HEALTH_TOKEN !== undefined && { token: preset.PLUMBLINE_HEALTH_TOKEN }),
});
