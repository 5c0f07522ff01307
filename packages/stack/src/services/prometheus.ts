import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import { toYaml } from '../yaml.ts';
import { PORTS, PROMOTED, scrapedParts } from './addresses.ts';
import { header } from './header.ts';

/** Batches, retries and the queue of the collector may deliver this much late. */
const OUT_OF_ORDER = '30m';

/**
 * Prometheus 3. Metrics of the application are pushed to it; it scrapes only the stack itself. The strategy of names is
 * written out although it is the default: every rule and board depends on it.
 */
export const prometheusFile = (model: StackModel): StackFile => ({
  path: 'prometheus/prometheus.yml',
  text: toYaml(
    {
      global: { scrape_interval: '15s', evaluation_interval: '15s' },
      rule_files: ['/etc/prometheus/rules/*.yml'],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [`alertmanager:${PORTS.alertmanager}`] }] }] },
      otlp: {
        translation_strategy: 'UnderscoreEscapingWithSuffixes',
        promote_resource_attributes: PROMOTED,
      },
      storage: { tsdb: { out_of_order_time_window: OUT_OF_ORDER } },
      scrape_configs: Object.entries(scrapedParts(model)).map(([job, target]) => ({
        job_name: job,
        static_configs: [{ targets: [target] }],
      })),
    },
    header('Prometheus: takes metrics over OTLP and remote write, scrapes the stack itself, evaluates the rules.'),
  ),
});
