import { PlumblineError } from '@plumbline/core';
import { instrumentsOf } from './model/instruments.ts';
import type { ApplicationModel, StackModel } from './model/stack-model.ts';
import type { StackOptions, Thresholds } from './model/stack-options.ts';
import { optionFaults } from './option-faults.ts';
import { defaultSlos } from './slo/default-slos.ts';
import { checkSlos } from './slo/define-slo.ts';

const THRESHOLDS: Thresholds = {
  errorRatio: 0.05,
  p95Seconds: 1,
  minEvents: 20,
  queueAgeSeconds: 900,
  authFailureRatio: 0.5,
};

/** Where the overlay binds the parts. */
const URLS = {
  grafana: 'http://localhost:3000',
  prometheus: 'http://localhost:9090',
  alertmanager: 'http://localhost:9093',
} as const;

/** Where the adapter of ClickHouse keeps finished numbers. */
const REPORTS_TABLE = 'plumbline.product_telemetry_reports';

/** The port of the scrape endpoint where nothing else is said. */
const SCRAPE_PORT = 9_464;

/** A dependency that is called what most applications call it. */
const declared = (application: ApplicationModel, name: string): string | undefined =>
  Object.hasOwn(application.dependencies, name) ? name : undefined;

type Deployment = Pick<StackModel, 'compose' | 'exporters' | 'retention' | 'scrapeTargets' | 'urls'>;

function deploymentOf({ prometheus, service }: ApplicationModel, options: StackOptions): Deployment {
  const { compose, exporters, retention, urls } = options;
  const { scrapeTargets = [`${service.name}:${prometheus?.port ?? SCRAPE_PORT}`] } = options;
  const given = Object.fromEntries(Object.entries(urls ?? {}).map(([name, url]) => [name, url.replace(/\/$/, '')]));
  const grafana = given['grafana'] ?? URLS.grafana;
  return {
    scrapeTargets,
    urls: { ...URLS, runbooks: `${grafana}/public/runbooks`, ...given },
    retention: { metrics: '90d', logs: '30d', traces: '14d', ...retention },
    exporters: { host: false, containers: false, kubernetes: false, postgres: false, ...exporters },
    compose: { application: 'compose.yml', service: service.name, ...compose },
  };
}

/**
 * Everything that the generators read, out of a configuration and what the deployment says.
 *
 * @throws PLB_STACK_OPTION with every fault of the options at once
 */
export function resolveStack(application: ApplicationModel, options: StackOptions): StackModel {
  const faults = optionFaults(application, options);
  if (faults.length > 0) throw new PlumblineError('PLB_STACK_OPTION', faults.join('; '));
  const { alerts, environment = 'production', receivers, reporting, roles, signoz, usage } = options;
  return {
    application,
    environment,
    namespace: options.namespace,
    road: options.road ?? 'otlp',
    metricsStore: options.metricsStore ?? 'prometheus',
    ...(options.boards !== undefined && { boards: options.boards }),
    ...(options.probe !== undefined && { probe: options.probe }),
    ...deploymentOf(application, options),
    roles: {
      email: roles?.email ?? declared(application, 'email'),
      blob: roles?.blob ?? declared(application, 'blob'),
      ...(roles?.database !== undefined && { database: roles.database }),
    },
    usage: { core: usage?.core ?? application.usage, hours: usage?.hours ?? [8, 18], days: usage?.days ?? [1, 5] },
    bugReport: options.bugReport,
    ...(reporting && { reporting: { table: REPORTS_TABLE, ...reporting } }),
    thresholds: { ...THRESHOLDS, ...options.thresholds },
    slos: checkSlos(options.slos ?? defaultSlos),
    options: { ...(alerts && { alerts }), ...(receivers && { receivers }), ...(signoz && { signoz }) },
    instruments: instrumentsOf(application),
  };
}
