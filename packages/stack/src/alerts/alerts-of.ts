import type { AlertDefinition } from '../model/alert.ts';
import type { StackModel } from '../model/stack-model.ts';
import { knownMetrics } from '../promql/known-metrics.ts';
import { type AlertFault, alertFaults, refuseAlerts } from './check-alert.ts';
import { createRuleContext, type RuleContext } from './rule-context.ts';
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

/**
 * Every alert of a stack but those of its objectives: those that come with it and apply to what the application declares,
 * and its own.
 *
 * @throws PLB_STACK_PROOF or PLB_STACK_OPTION where one cannot be, or two have one name
 */
export function alertsOf(model: StackModel): readonly AlertDefinition[] {
  const context = createRuleContext(model);
  const alerts = [...comingAlerts(context), ...(model.options.alerts ?? [])];
  const known = knownMetrics(model);
  const names = [...SLO_NAMES, ...alerts.map(({ name }) => name)];
  // Their pages and tests are files, and some disks know no capitals.
  const lower = names.map((name) => name.toLowerCase());
  const twice = [...new Set(names.filter((_, index) => lower.indexOf(lower[index] ?? '') !== index))];
  refuseAlerts([
    ...alerts.flatMap((alert) => alertFaults(alert, model, known)),
    ...twice.map((name): AlertFault => ({ code: 'PLB_STACK_OPTION', text: `two alerts are called \`${name}\`` })),
  ]);
  return alerts;
}

/** Names that the objectives give to theirs. */
const SLO_NAMES = ['PlumblineSloBurnFast', 'PlumblineSloBurnSlow'];

/** Those that come with the stack. What is not declared has none. */
const comingAlerts = (context: RuleContext): readonly AlertDefinition[] =>
  [
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
