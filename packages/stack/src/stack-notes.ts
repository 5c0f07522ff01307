import { alertsOf } from './alerts/alerts-of.ts';
import { sloAlertsOf } from './slo/slo-alerts.ts';
import type { AlertDefinition } from './model/alert.ts';
import type { ReceiverName } from './model/stack-options.ts';
import type { StackModel } from './model/stack-model.ts';
import { leftOut } from './left-out.ts';
import { RECEIVERS } from './services/alertmanager/receivers.ts';
import { routeTests, WATCHDOG } from './services/alertmanager/routes.ts';

/** Something to know about what is generated, and what to do where it is not meant. */
export interface StackNote {
  readonly what: string;
  readonly fix: string;
}

const receiversOf = ({ layer, name, severity }: AlertDefinition): readonly string[] =>
  routeTests.find(({ labels }) =>
    name === WATCHDOG
      ? labels['alertname'] === WATCHDOG
      : labels['alertname'] !== WATCHDOG && labels['severity'] === severity && labels['layer'] === layer,
  )?.receivers ?? [];

const example = (route: ReceiverName): string => {
  const receiver =
    route === 'deadman'
      ? "{ kind: 'webhook', urlFile: '/run/secrets/deadman' }"
      : "{ kind: 'slack', urlFile: '/run/secrets/slack', channel: '#alerts' }";
  return `Name one in plumbline.stack.ts: \`receivers: { ${route}: [${receiver}] }\`.`;
};

/** Who is told by each route, for the page of the folder too. */
export const WHO: Readonly<Record<ReceiverName, string>> = {
  oncall: 'critical alerts',
  security: 'alerts of the audit trail and of sign-in',
  product: 'alerts of use',
  chat: 'warnings of the service and of the stack',
  deadman: 'the alert that always fires: where it stops, nothing else would arrive',
};

/** The first of many; the page of the folder has all. */
const few = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');

/** Routes whose alerts nobody is told of, since nothing is named for them. */
export function untold(
  model: StackModel,
  alerts: readonly AlertDefinition[] = [...alertsOf(model), ...sloAlertsOf(model)],
): readonly StackNote[] {
  const isNamed = (route: string): boolean => (model.options.receivers?.[route as ReceiverName] ?? []).length > 0;
  if (!RECEIVERS.some(isNamed)) {
    const what = 'nobody will be told of any alert: no receiver is named, and alerts stay in the page of Alertmanager';
    return [{ what, fix: example('oncall') }];
  }
  const silent = alerts.filter((alert) => !receiversOf(alert).some(isNamed));
  return RECEIVERS.flatMap((route) => {
    const own = silent.filter((alert) => receiversOf(alert).includes(route));
    if (isNamed(route) || own.length === 0) return [];
    const names = [...new Set(own.map(({ name }) => name))];
    const what = `nobody will be told of ${few(names)}: no receiver \`${route}\` is named (${WHO[route]})`;
    return [{ what, fix: example(route) }];
  });
}

/** What a run says beside what it did: who is told of nothing, and what is left out that every product is expected to have. */
export const notesOf = (model: StackModel): readonly StackNote[] => [
  ...untold(model),
  ...leftOut(model)
    .filter(({ isExpected }) => isExpected)
    .map(({ fix, names, why }) => ({ what: `${few(names)} left out: ${why}`, fix })),
];
