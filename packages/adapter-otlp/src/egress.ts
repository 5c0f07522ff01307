import type { EgressDeclaration } from '@plumbline/core';
import type { OtlpMode } from './options.ts';

export const PATHS: Readonly<Record<OtlpMode, string>> = { counters: '/v1/metrics', 'log-events': '/v1/logs' };

/** Who gives the address, where it does not stand in code. */
export interface AddressSource {
  /** Such as `env:NAME`; it stands for the address in the egress lockfile. */
  readonly at?: string;
}

/** What the declaration depends on: never a value of a header, never the environment. */
export interface EgressTerms {
  readonly mode: OtlpMode;
  /** An origin, or `env:NAME`. */
  readonly at: string;
  readonly party: 'first-party' | 'third-party';
  readonly headerNames: readonly string[];
  readonly eventIds: boolean;
}

const SERVICE = 'attributes.service.name';

const COUNTED: Pick<EgressDeclaration, 'sdkAdds' | 'envelope' | 'payloadAs' | 'events'> = {
  sdkAdds: [
    { key: `resourceMetrics[].resource.${SERVICE}`, type: 'text', what: 'name of this service' },
    {
      key: 'resourceMetrics[].resource.attributes.service.instance.id',
      type: 'text',
      what: 'random ID of this process, so that its numbers are told from those of others',
    },
    { key: 'resourceMetrics[].scopeMetrics[].scope.name', type: 'text', what: 'name of this package' },
    ...[
      ['name', 'text', 'plumbline.product.events'],
      ['unit', 'text', 'unit of the counter'],
      ['sum.aggregationTemporality', 'number', 'that a number is since the last'],
      ['sum.isMonotonic', 'flag', 'that it only grows'],
      ['sum.dataPoints[].asInt', 'count', 'how many events'],
      ['sum.dataPoints[].startTimeUnixNano', 'time', 'when the first of them happened'],
    ].map(([key = '', type = '', what = '']) => ({
      key: `resourceMetrics[].scopeMetrics[].metrics[].${key}`,
      type,
      what,
    })),
  ],
  envelope: [
    { slot: 'name', as: 'attributes.plumbline.event.name', transform: 'identity' },
    { slot: 'occurredAt', as: 'timeUnixNano', transform: 'count' },
  ],
  payloadAs: 'attributes.plumbline.event.{field}',
  events: 'counted',
};

const eachOf = (eventIds: boolean): Pick<EgressDeclaration, 'sdkAdds' | 'envelope' | 'payloadAs'> => ({
  sdkAdds: [
    { key: `resourceLogs[].resource.${SERVICE}`, type: 'text', what: 'name of this service' },
    { key: 'resourceLogs[].scopeLogs[].scope.name', type: 'text', what: 'name of this package' },
    { key: 'resourceLogs[].scopeLogs[].logRecords[].severityNumber', type: 'number', what: 'that it is no error' },
  ],
  envelope: [
    { slot: 'name', as: 'eventName', transform: 'identity' },
    { slot: 'occurredAt', as: 'timeUnixNano', transform: 'identity' },
    ...(eventIds ? ([{ slot: 'eventId', as: 'attributes.plumbline.event.id', transform: 'identity' }] as const) : []),
  ],
  payloadAs: 'attributes.plumbline.event.{field}',
});

/** All that leaves besides the listed fields; a test compares it with the wire, both ways. */
export const egressOf = ({ mode, at, party, headerNames, eventIds }: EgressTerms): EgressDeclaration => ({
  party,
  endpoints: [{ at, method: 'POST', path: PATHS[mode] }],
  headers: [
    'connection=close',
    'content-length',
    'content-type=application/json',
    'host',
    'user-agent=plumbline',
    ...headerNames,
  ].toSorted(),
  ...(mode === 'counters' ? COUNTED : eachOf(eventIds)),
  retention: 'collector',
  // Nothing in it says whose event it was.
  erasure: 'none-kept',
});
