import type { StackModel } from '../../model/stack-model.ts';

const SERVICE = ['service_name', 'deployment_environment_name'];

/** Names that a check of the database usually has. */
const DATABASE = ['database', 'postgres'];

const database = ({ roles }: StackModel): string =>
  roles.database === undefined ? `dependency=~"${DATABASE.join('|')}"` : `dependency="${roles.database}"`;

/** A rule of Alertmanager: what a source that fires holds back, where these labels are equal. */
export interface Inhibition {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

/**
 * What follows from something worse that already fires is not told again: of the same service and environment, and
 * nothing but what the worse alert explains.
 */
export const inhibitions = (model: StackModel): readonly Inhibition[] => [
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
  // Calls of a dependency fail because that dependency is down.
  {
    source_matchers: ['alertname="PlumblineDependencyDown"'],
    target_matchers: ['alertname=~"PlumblineEmailDeliveryFailures|PlumblineBlobStorageFailures"'],
    equal: [...SERVICE, 'dependency'],
  },
  // Work that loses its database half-way breaks off its mail, its files and its calls.
  {
    source_matchers: ['alertname="PlumblineDependencyDown"', database(model)],
    target_matchers: [
      'alertname=~"PlumblineEmailDeliveryFailures|PlumblineBlobStorageFailures|PlumblineOutboundFailures"',
    ],
    equal: SERVICE,
  },
  // What is measured at a part of the stack says nothing while that part is down. Other parts go on.
  {
    source_matchers: ['alertname="PlumblineStackTargetDown"'],
    target_matchers: ['layer="stack"', 'severity=~"warning|info"'],
    equal: [...SERVICE, 'job'],
  },
];
