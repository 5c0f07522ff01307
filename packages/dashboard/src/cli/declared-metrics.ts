import { PlumblineError } from '@plumbline/core';
import { defineMetric } from '../reporting/define-metric.ts';
import type { Metric } from '../reporting/metric.ts';
import { listFaults } from '../reporting/metric-faults.ts';

/** What is read of a configuration here. */
export interface ReportingSections {
  readonly service?: { readonly name?: string };
  readonly events?: { readonly adapters?: readonly unknown[] };
  readonly reporting?: { readonly metrics?: readonly Metric[]; readonly source?: () => unknown };
}

/**
 * The definitions of a configuration, checked once more: they may come from another copy of this package.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` where there are none, `PLB_REPORTING_METRIC` with every fault.
 */
export function declaredMetrics({ reporting }: ReportingSections): readonly Metric[] {
  const given = reporting?.metrics;
  if (!Array.isArray(given)) {
    throw new PlumblineError('PLB_CONFIG_INVALID', 'the configuration has no `reporting.metrics`', {
      fix: 'Set it in plumbline.config.ts: `reporting: { metrics: coreMetrics({ … }) }`, from @plumbline/dashboard/reporting.',
    });
  }
  const metrics = (given as readonly Metric[]).map((metric) => defineMetric(metric));
  const faults = listFaults(metrics);
  if (faults.length > 0) throw new PlumblineError('PLB_REPORTING_METRIC', faults.join('; '));
  return metrics;
}
