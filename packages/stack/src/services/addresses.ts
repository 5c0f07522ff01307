import type { StackModel } from '../model/stack-model.ts';

/** Where the parts listen within the network of the stack. */
export const PORTS = {
  alertmanager: 9_093,
  alloy: 12_345,
  grafana: 3_000,
  loki: 3_100,
  mimir: 8_080,
  otlpGrpc: 4_317,
  otlpHttp: 4_318,
  prometheus: 9_090,
  socketProxy: 2_375,
  tempo: 3_200,
} as const;

/** Where metrics are written and asked for: Mimir has the API of Prometheus below a path of its own. */
export const metricsStore = ({ metricsStore }: StackModel) =>
  metricsStore === 'mimir'
    ? {
        otlp: `http://mimir:${PORTS.mimir}/otlp`,
        remoteWrite: `http://mimir:${PORTS.mimir}/api/v1/push`,
        query: `http://mimir:${PORTS.mimir}/prometheus`,
      }
    : {
        otlp: `http://prometheus:${PORTS.prometheus}/api/v1/otlp`,
        remoteWrite: `http://prometheus:${PORTS.prometheus}/api/v1/write`,
        query: `http://prometheus:${PORTS.prometheus}`,
      };

/** Parts whose own metrics are scraped; the name is the value of `job`, which alerts and boards select by. */
export const scrapedParts = ({ metricsStore }: StackModel): Readonly<Record<string, string>> => ({
  alertmanager: `alertmanager:${PORTS.alertmanager}`,
  alloy: `alloy:${PORTS.alloy}`,
  grafana: `grafana:${PORTS.grafana}`,
  loki: `loki:${PORTS.loki}`,
  [metricsStore]: metricsStore === 'mimir' ? `mimir:${PORTS.mimir}` : `localhost:${PORTS.prometheus}`,
  tempo: `tempo:${PORTS.tempo}`,
});

/** The labels that name the application on every series; on the scrape road they are given by whoever scrapes. */
export const applicationLabels = ({ application, environment, namespace }: StackModel) => ({
  service_name: application.service.name,
  ...(namespace !== undefined && { service_namespace: namespace }),
  ...(application.service.version !== undefined && { service_version: application.service.version }),
  deployment_environment_name: environment,
});

/** What Prometheus makes of the service's name and namespace over OTLP (`job`), so that both roads agree. */
export const applicationJob = ({ application, namespace }: StackModel): string =>
  namespace === undefined ? application.service.name : `${namespace}/${application.service.name}`;

const FALLBACK_PORT = 9_464;

/** Where each replica is scraped, on the road `scrape`: its variable, the container's port and the targets agree. */
export const scrapePort = ({ scrapeTargets }: StackModel): number =>
  Number(scrapeTargets[0]?.split(':').at(-1) ?? FALLBACK_PORT);

/** Resource attributes that become labels of every series. */
export const PROMOTED = [
  'service.name',
  'service.namespace',
  'service.version',
  'deployment.environment.name',
] as const;

const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168, y: 8_760 };

/** A length of time such as `1d12h` in hours, rounded up: Go, which reads two of the configurations, knows no days. */
export function toHours(duration: string): string {
  const minutes = [...duration.matchAll(/(\d{1,9})(ms|[smhdwy])/g)].reduce((sum, [, amount, unit = '']) => {
    const each = unit === 'm' ? 1 : unit === 's' || unit === 'ms' ? 0 : (HOURS[unit] ?? 0) * 60;
    return sum + Number(amount) * each;
  }, 0);
  return `${Math.max(1, Math.ceil(minutes / 60))}h`;
}
