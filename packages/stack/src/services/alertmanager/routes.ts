import { PAGE } from './receivers.ts';

/** Alerts of one cause arrive together: of one name, service, environment and objective. */
export const GROUP_BY = ['alertname', 'service_name', 'deployment_environment_name', 'slo'];

/** The alert that always fires; where it stops arriving, nothing else would arrive either. */
export const WATCHDOG = 'Watchdog';

/**
 * By severity and layer. Critical alerts go to whoever is on call, and on: those of the audit layer to security as well,
 * those of the product to its team. Warnings of the service and of the stack go to the chat.
 */
export const route = {
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
    { receiver: 'oncall', matchers: ['severity="critical"'], group_wait: '10s', repeat_interval: '1h', continue: true },
    { receiver: 'security', matchers: ['layer="audit"'] },
    { receiver: 'product', matchers: ['layer="product"'], repeat_interval: '12h' },
    { receiver: 'chat', matchers: ['severity=~"warning|info"'], repeat_interval: '12h' },
  ],
};

const SERVICE = ['service_name', 'deployment_environment_name'];

/** What follows from something worse that already fires is not told again. */
export const inhibitions = [
  // The slow burn of an objective whose fast burn fires.
  {
    source_matchers: ['alertname="PlumblineSloBurnFast"'],
    target_matchers: ['alertname="PlumblineSloBurnSlow"'],
    equal: [...SERVICE, 'slo'],
  },
  // A service that says nothing is quiet, stale and old in every other respect too.
  {
    source_matchers: ['alertname="PlumblineTelemetryMissing"'],
    target_matchers: ['layer=~"reliability|product"', 'severity=~"warning|info"'],
    equal: SERVICE,
  },
  // Mail, files and calls fail because what they need is down.
  {
    source_matchers: ['alertname="PlumblineDependencyDown"'],
    target_matchers: [
      'alertname=~"PlumblineEmailDeliveryFailures|PlumblineBlobStorageFailures|PlumblineOutboundFailures"',
    ],
    equal: SERVICE,
  },
  // Nothing that passes through a part of the stack can arrive while the part is down.
  {
    source_matchers: ['alertname="PlumblineStackTargetDown"'],
    target_matchers: ['layer="stack"', 'severity=~"warning|info"'],
  },
];

/** A set of labels and who must be told, for `amtool config routes test`. */
export interface RouteTest {
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly receivers: readonly string[];
}

/** One for every meeting of severity and layer that an alert may have. */
export const routeTests: readonly RouteTest[] = [
  { title: 'the dead man', labels: { alertname: WATCHDOG, severity: 'none', layer: 'stack' }, receivers: ['deadman'] },
  ...(['reliability', 'product', 'audit', 'stack'] as const).flatMap((layer) =>
    (['critical', 'warning', 'info', 'none'] as const).map((severity): RouteTest => {
      const own = layer === 'audit' ? ['security'] : layer === 'product' ? ['product'] : [];
      const first = severity === 'critical' ? ['oncall'] : [];
      const rest = severity === 'warning' || severity === 'info' ? ['chat'] : [];
      const told = [...first, ...(own.length > 0 ? own : rest)];
      return {
        title: `${severity} of ${layer}`,
        labels: { alertname: 'Any', severity, layer },
        receivers: told.length > 0 ? told : [PAGE],
      };
    }),
  ),
];
