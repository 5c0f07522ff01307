import type { AlertDefinition } from '../../model/alert.ts';
import type { ReceiverName } from '../../model/stack-options.ts';
import type { StackModel } from '../../model/stack-model.ts';
import { audience } from './audience.ts';
import { PAGE } from './receivers.ts';

/** Alerts of one cause arrive together: of one name, service, environment and objective. */
export const GROUP_BY = ['alertname', 'service_name', 'deployment_environment_name', 'slo'];

/** The alert that always fires; where it stops arriving, nothing else would arrive either. */
export const WATCHDOG = 'Watchdog';

/** Whether everybody that a route tells of a critical alert is told of it by `oncall` already. */
function isRepeated(model: StackModel, route: ReceiverName): boolean {
  const { receivers } = audience(model, route);
  const oncall = audience(model, 'oncall').receivers;
  return receivers.length > 0 && receivers.every((receiver) => oncall.includes(receiver));
}

/**
 * By severity and layer. Critical alerts go to whoever is on call, and on: those of the audit layer to security as well,
 * those of the product to its team. Warnings of the service and of the stack go to the chat.
 */
export function route(model: StackModel): object {
  // Two routes with one receiver would say the same twice.
  const once = (name: ReceiverName): readonly string[] => (isRepeated(model, name) ? ['severity!="critical"'] : []);
  return {
    receiver: PAGE,
    group_by: GROUP_BY,
    group_wait: '30s',
    group_interval: '5m',
    repeat_interval: '4h',
    routes: [
      {
        receiver: 'deadman',
        matchers: [`alertname="${WATCHDOG}"`],
        group_wait: '0s',
        group_interval: '1m',
        repeat_interval: '1m',
      },
      {
        receiver: 'oncall',
        matchers: ['severity="critical"'],
        group_wait: '10s',
        repeat_interval: '1h',
        continue: true,
      },
      { receiver: 'security', matchers: ['layer="audit"', ...once('security')] },
      { receiver: 'product', matchers: ['layer="product"', ...once('product')], repeat_interval: '12h' },
      { receiver: 'chat', matchers: ['severity=~"warning|info"'], repeat_interval: '12h' },
    ],
  };
}

type Routed = Pick<AlertDefinition, 'layer' | 'name' | 'severity'>;

/** Routes that an alert belongs to; who is told by each is another question. */
export function routesOf({ layer, name, severity }: Routed): readonly ReceiverName[] {
  if (name === WATCHDOG) return ['deadman'];
  const oncall: readonly ReceiverName[] = severity === 'critical' ? ['oncall'] : [];
  if (layer === 'audit') return [...oncall, 'security'];
  if (layer === 'product') return [...oncall, 'product'];
  return severity === 'warning' || severity === 'info' ? ['chat'] : oncall;
}

/** A set of labels and who must be told, for `amtool config routes test`. */
export interface RouteTest {
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly receivers: readonly string[];
}

/** One for every meeting of severity and layer that an alert may have. */
export function routeTests(model: StackModel): readonly RouteTest[] {
  const tests = (['reliability', 'product', 'audit', 'stack'] as const).flatMap((layer) =>
    (['critical', 'warning', 'info', 'none'] as const).map((severity): RouteTest => {
      const routes = routesOf({ name: 'Any', layer, severity });
      const told = routes.filter((one) => severity !== 'critical' || one === 'oncall' || !isRepeated(model, one));
      return {
        title: `${severity} of ${layer}`,
        labels: { alertname: 'Any', severity, layer },
        receivers: told.length > 0 ? told : [PAGE],
      };
    }),
  );
  const watchdog = { alertname: WATCHDOG, severity: 'none', layer: 'stack' };
  return [{ title: 'the dead man', labels: watchdog, receivers: ['deadman'] }, ...tests];
}
