import { PlumblineError, unknownOptions } from '@plumbline/core';
import type { Metric } from '../metric.ts';
import { activation, activePeople, activePeopleBy } from './adoption.ts';
import { cycleTime, type CycleTimeOptions } from './cycle-time.ts';
import { clientErrorSessions, lateEvents, unlistedShare } from './quality.ts';
import { nameFaults, type OwnedBy } from './statement.ts';
import { captureVolumeBy, captureVolumeByEvent, dashboardEngagement, offlineRecovery } from './volume.ts';

export interface CoreMetricsOptions extends OwnedBy {
  /** Dimension of the catalog that says the role. @default none: no number by role */
  readonly role?: string;
  /** Dimension that says the part of the organisation: `region`, `unit`. @default none */
  readonly orgSlice?: string;
  /** Dimension that says the team. @default none */
  readonly team?: string;
  /** Event of the key action that makes somebody active. @default none: no activation */
  readonly keyAction?: string;
  /** Days from the first use in which it counts. @default 7 */
  readonly keyActionWithinDays?: number;
  /** Cycle time, where an event of the catalog has a duration field. @default none */
  readonly cycle?: Omit<CycleTimeOptions, keyof OwnedBy>;
}

const KEYS: readonly (keyof CoreMetricsOptions)[] = [
  'owner',
  'validFrom',
  'role',
  'orgSlice',
  'team',
  'keyAction',
  'keyActionWithinDays',
  'cycle',
];

/** Every name with the option that it was given in: what is made of it is nothing that the caller wrote. */
function faultsOf(options: CoreMetricsOptions): readonly string[] {
  if (typeof options !== 'object' || options === null) return ['it takes one object, `{ owner, validFrom, … }`'];
  const { keyAction, orgSlice, role, team } = options;
  const given = (names: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(names).filter(([, value]) => value !== undefined));
  return [...unknownOptions(options, KEYS), ...nameFaults(given({ keyAction }), given({ role, orgSlice, team }))];
}

/**
 * The numbers that come with Plumbline, each at version 1: who is active, what is captured, what arrives late or not, and
 * whether anybody looks. Those of a dimension or an event are there where it is named.
 *
 * @throws PlumblineError `PLB_REPORTING_METRIC`, naming what cannot be.
 */
export function coreMetrics(options: CoreMetricsOptions): readonly Metric[] {
  const faults = faultsOf(options);
  if (faults.length > 0) throw new PlumblineError('PLB_REPORTING_METRIC', `coreMetrics: ${faults.join('; ')}`);
  const { owner, validFrom, role, orgSlice, team, keyAction, keyActionWithinDays: withinDays, cycle } = options;
  const by: OwnedBy = { owner, validFrom };
  // One dimension may play two parts.
  const people = [...new Set([role, orgSlice].filter((name) => name !== undefined))];
  return [
    activePeople(by),
    ...people.map((name) => activePeopleBy(name, by)),
    ...(keyAction === undefined
      ? []
      : [activation({ ...by, event: keyAction, ...(withinDays !== undefined && { withinDays }) })]),
    captureVolumeByEvent(by),
    ...(team === undefined ? [] : [captureVolumeBy(team, by)]),
    offlineRecovery(by),
    dashboardEngagement(by),
    ...(cycle === undefined ? [] : cycleTime({ ...by, ...cycle })),
    clientErrorSessions(by),
    lateEvents(by),
    ...people.map((name) => unlistedShare(name, by)),
  ];
}
