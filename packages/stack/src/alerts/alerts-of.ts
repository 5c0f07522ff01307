import type { AlertDefinition } from '../model/alert.ts';
import type { StackModel } from '../model/stack-model.ts';
import { createRuleContext } from './rule-context.ts';
import { outsideAlerts } from './definitions/outside.ts';
import { requestAlerts } from './definitions/requests.ts';
import { connectionAlerts } from './definitions/connections.ts';
import { dependencyAlerts } from './definitions/dependencies.ts';
import { stackPartAlerts } from './definitions/stack-parts.ts';
import { stackPipelineAlerts } from './definitions/stack-pipeline.ts';
import { hostAlerts } from './definitions/host.ts';
import { containerAlerts } from './definitions/containers.ts';
import { kubernetesAlerts } from './definitions/kubernetes.ts';
import { postgresAlerts } from './definitions/postgres.ts';
import { usageAlerts } from './definitions/usage.ts';
import { gaugeSetAlerts } from './definitions/gauge-sets.ts';
import { eventAlerts } from './definitions/events.ts';
import { signInAlerts } from './definitions/sign-in.ts';
import { auditRecordAlerts } from './definitions/audit-records.ts';
import { auditTrailAlerts } from './definitions/audit-trail.ts';
import { telemetryAlerts } from './definitions/telemetry.ts';
import { workAlerts } from './definitions/work.ts';
import { staleJobAlerts } from './definitions/stale-jobs.ts';

/** Every alert of a stack: those that come with it and apply to what the application declares, and its own. */
export function alertsOf(model: StackModel): readonly AlertDefinition[] {
  const context = createRuleContext(model);
  return [
    outsideAlerts,
    requestAlerts,
    dependencyAlerts,
    connectionAlerts,
    workAlerts,
    staleJobAlerts,
    telemetryAlerts,
    usageAlerts,
    gaugeSetAlerts,
    eventAlerts,
    signInAlerts,
    auditRecordAlerts,
    auditTrailAlerts,
    hostAlerts,
    containerAlerts,
    kubernetesAlerts,
    postgresAlerts,
    stackPartAlerts,
    stackPipelineAlerts,
  ].flatMap((alerts) => alerts(context));
}
