import { alertsOf } from './alerts/alerts-of.ts';
import { sloAlertsOf } from './slo/slo-alerts.ts';
import type { AlertDefinition } from './model/alert.ts';
import type { ReceiverName } from './model/stack-options.ts';
import type { StackModel } from './model/stack-model.ts';
import { leftOut } from './left-out.ts';
import { audience } from './services/alertmanager/audience.ts';
import { RECEIVERS } from './services/alertmanager/receivers.ts';
import { routesOf } from './services/alertmanager/routes.ts';

/** Something to know about what is generated, and what to do where it is not meant. */
export interface StackNote {
  readonly what: string;
  readonly fix: string;
}

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

/** Said of a route that is not named: nobody is told of these alerts, or others are. */
function notNamed(route: ReceiverName, names: readonly string[], from: ReceiverName | undefined): StackNote {
  if (from === undefined) {
    const what = `nobody will be told of ${few(names)}: no receiver \`${route}\` is named (${WHO[route]})`;
    return { what, fix: example(route) };
  }
  const wider = route === 'security' && from !== 'oncall' ? ', who may be more than should know of them' : '';
  return {
    what: `${WHO[route]} go to the receivers of \`${from}\`${wider}: no receiver \`${route}\` is named`,
    fix: `${example(route)} Or tell nobody: \`${route}: []\`.`,
  };
}

/** Routes that are not named: those whose alerts nobody is told of, and those whose alerts go to others. */
export function untold(
  model: StackModel,
  alerts: readonly AlertDefinition[] = [...alertsOf(model), ...sloAlertsOf(model)],
): readonly StackNote[] {
  const { receivers = {} } = model.options;
  if (!RECEIVERS.some((route) => (receivers[route] ?? []).length > 0)) {
    const what = 'nobody will be told of any alert: no receiver is named, and alerts stay in the page of Alertmanager';
    return [{ what, fix: example('oncall') }];
  }
  const isSilent = (alert: AlertDefinition): boolean =>
    routesOf(alert).every((route) => audience(model, route).from === undefined);
  return RECEIVERS.flatMap((route) => {
    const { from } = audience(model, route);
    const all = alerts.filter((alert) => routesOf(alert).includes(route));
    const own = from === undefined ? all.filter(isSilent) : all;
    // An empty list was written on purpose, and so was a receiver.
    if (receivers[route] !== undefined || own.length === 0) return [];
    return [notNamed(route, [...new Set(own.map(({ name }) => name))], from)];
  });
}

/** What a run says beside what it did: who is told of nothing, and what is left out that every product is expected to have. */
export const notesOf = (model: StackModel): readonly StackNote[] => [
  ...untold(model),
  ...leftOut(model)
    .filter(({ isExpected }) => isExpected)
    .map(({ fix, names, why }) => ({ what: `${few(names)} left out: ${why}`, fix })),
];
