import type { StackModel } from '../../model/stack-model.ts';
import { PORTS } from '../addresses.ts';
import { applicationVariables } from '../compose/overlay.ts';
import { COLLECTOR, objectName } from './metadata.ts';

/** Kubernetes ends a pod after this; the drain of @plumbline/health is shorter. */
const GRACE_SECONDS = 30;

const probe = (path: string, settings: object): object => ({ httpGet: { path, port: 'http' }, ...settings });

/**
 * What the application's own Deployment needs: probes with the meaning that Kubernetes gives them (a failed liveness
 * restarts, a failed readiness only takes no traffic), and the variables of OpenTelemetry. A strategic merge patch for the
 * container that has the name of the service, and a port called `http`.
 */
export function applicationPatch(model: StackModel): object {
  const name = objectName(model.application.service.name);
  const variables = {
    ...applicationVariables(model),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${COLLECTOR}:${PORTS.otlpHttp}`,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      template: {
        spec: {
          terminationGracePeriodSeconds: GRACE_SECONDS,
          containers: [
            {
              name,
              env: Object.entries(variables).map(([variable, value]) => ({ name: variable, value })),
              startupProbe: probe('/livez', { periodSeconds: 2, failureThreshold: 30 }),
              livenessProbe: probe('/livez', { periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 }),
              readinessProbe: probe('/readyz', { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 }),
            },
          ],
        },
      },
    },
  };
}
