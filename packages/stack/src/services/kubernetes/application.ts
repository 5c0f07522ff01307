import type { StackModel } from '../../model/stack-model.ts';
import { PORTS, scrapePort } from '../addresses.ts';
import { applicationVariables } from '../compose/overlay.ts';
import { PRE_STOP_SECONDS, terminationSeconds } from '../shutdown-times.ts';
import { applicationPods, METRICS_PORT, namesOf, objectName } from './metadata.ts';

const probe = (path: string, settings: object): object => ({ httpGet: { path, port: 'http' }, ...settings });

/**
 * What the application's own Deployment needs: probes with the meaning that Kubernetes gives them (a failed liveness
 * restarts, a failed readiness only takes no traffic), time for its end, and the variables of OpenTelemetry. A strategic merge
 * patch for the container that has the name of the service, and a port called `http`. On the road `scrape` it opens the port
 * and sets the label that the PodMonitor asks for.
 */
export function applicationPatch(model: StackModel): object {
  const name = objectName(model.application.service.name);
  const isScraped = model.road === 'scrape';
  const variables = {
    ...applicationVariables(model),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${namesOf(model).collector}:${PORTS.otlpHttp}`,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      template: {
        ...(isScraped && { metadata: { labels: applicationPods(model) } }),
        spec: {
          terminationGracePeriodSeconds: terminationSeconds(model),
          containers: [
            {
              name,
              ...(isScraped && { ports: [{ name: METRICS_PORT, containerPort: scrapePort(model) }] }),
              lifecycle: { preStop: { sleep: { seconds: PRE_STOP_SECONDS } } },
              env: Object.entries(variables).map(([variable, value]) => ({ name: variable, value })),
              startupProbe: probe('/livez', { periodSeconds: 2, failureThreshold: 60 }),
              livenessProbe: probe('/livez', { periodSeconds: 10, timeoutSeconds: 5 }),
              readinessProbe: probe('/readyz', { periodSeconds: 5, timeoutSeconds: 3 }),
            },
          ],
        },
      },
    },
  };
}
