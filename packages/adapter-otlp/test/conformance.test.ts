import {
  absenceConformance,
  adapterConformance,
  egressConformance,
  type EgressTraits,
  erasureConformance,
} from '@plumbline/testkit';
import { otlp } from '../src/index.ts';
import { catalog, headers, startSubject } from './otlp-server.ts';

const headerNames = Object.keys(headers);
const events = { mode: 'log-events', service: 'shop', catalog, headerNames } as const;
const counters = { ...events, mode: 'counters' } as const;

const allow = { page_viewed: ['feature', 'tags', 'plan'], item_created: ['feature', 'kind', 'round', 'took'] };
const labels = { page_viewed: ['feature', 'tags', 'urgent'], item_created: ['kind', 'plan'] };

const names = ['page_viewed', 'item_created', 'role_changed'] as const;

const sample: EgressTraits['sample'] = (index) => ({
  name: names[index % names.length] ?? 'page_viewed',
  payload: {
    feature: 'reports',
    secret: 'x',
    ...(index % 2 === 0 && { plan: 'team', kind: 'post', urgent: true }),
    ...(index % 5 === 0 && { tags: ['a', 'b'], round: index, took: index + 0.5 }),
  },
});

const final = 'OTLP retries 429, 502, 503 and 504 alone; a 500 is final';

adapterConformance(
  'otlp log events',
  {
    deferred: otlp.fromEnv({ ...events, allow: { page_viewed: ['feature'] } }),
    envelope: [],
    expects: { error: { kinds: ['rejected'], why: final } },
  },
  () => startSubject('log-events', { eventIds: true }),
);

const eventAt = 'resourceLogs[].scopeLogs[].logRecords[]';
egressConformance('otlp log events', { allow, eventAt, sample, deferred: otlp.fromEnv({ ...events, allow }) }, () =>
  startSubject('log-events'),
);
egressConformance(
  'otlp log events with their IDs',
  { allow, eventAt, sample, deferred: otlp.fromEnv({ ...events, allow, eventIds: true }) },
  () => startSubject('log-events', { eventIds: true }),
);

egressConformance(
  'otlp counters',
  {
    allow: labels,
    eventAt: 'resourceMetrics[].scopeMetrics[].metrics[].sum.dataPoints[]',
    sample,
    deferred: otlp.fromEnv({ ...counters, allow: labels }),
  },
  () => startSubject('counters'),
);

erasureConformance('otlp log events', { erasure: 'none-kept' }, () => startSubject('log-events'));
erasureConformance('otlp counters', { erasure: 'none-kept' }, () => startSubject('counters'));

absenceConformance('otlp', {
  entry: new URL('programs/off.ts', import.meta.url),
  vendorPackages: ['@opentelemetry/*'],
});
