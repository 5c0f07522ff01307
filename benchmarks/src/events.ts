import type * as clientModule from './events/clients.ts';
import type { EventsScale } from './events/measure.ts';
import { defineBenchmark, type Side } from './harness/benchmark.ts';

type ClientName = keyof typeof clientModule;

/** Two peers need minutes for what the others do in seconds: theirs is a tenth. */
const side = (name: ClientName, what: string, share = 1): Side<EventsScale> => ({
  what,
  async run(given, pass) {
    const scale = { events: Math.ceil(given.events * share), burst: Math.ceil(given.burst * share) };
    const clients: Readonly<Record<ClientName, clientModule.MakeClient>> = await import('./events/clients.ts');
    const { measureBurst, measureCpu } = await import('./events/measure.ts');
    return (pass === 'burst' ? measureBurst : measureCpu)(clients[name], scale);
  },
});

export const events = defineBenchmark<EventsScale>({
  name: 'events',
  question: 'What does a product event cost until it has arrived over HTTP, and what does a burst of 200,000 lose?',
  metrics: {
    captureMicros: { unit: 'µs', what: 'CPU of the call', better: 'less' },
    deliveredMicros: { unit: 'µs', what: 'CPU from the call until it arrived', better: 'less' },
    missing: { unit: 'events', what: 'of a steady stream that did not arrive', better: 'less', ratio: false },
    burstLost: { unit: 'events', what: 'of a burst that did not arrive', better: 'less', ratio: false },
    burstMiB: { unit: 'MiB', what: 'most memory above the start, in a burst', better: 'less', ratio: false },
    slope: { unit: 'x', what: 'CPU of the last calls of a burst against earlier ones', better: 'less', ratio: false },
  },
  baseline: 'stringify',
  sides: {
    stringify: side('stringify', 'JSON.stringify and fetch of a thousand events: the floor'),
    memory: side('memory', '@plumbline/events in memory, rows over node:http; validated, with context and ID'),
    spool: side('spool', '@plumbline/events through the spool: on disk before the call returns'),
    posthog: side('posthog', 'posthog-node, room for every event, uncompressed'),
    segment: side('segment', '@segment/analytics-node'),
    rudder: side(
      'rudder',
      '@rudderstack/rudder-sdk-node, room for every event, uncompressed; a tenth of the events',
      0.1,
    ),
    snowplow: side('snowplow', '@snowplow/node-tracker'),
    amplitude: side('amplitude', '@amplitude/analytics-node'),
    mixpanel: side('mixpanel', 'mixpanel: one request for each event; a tenth of the events', 0.1),
  },
  passes: { cpu: [], burst: [] },
  peers: [
    'posthog-node',
    '@segment/analytics-node',
    '@rudderstack/rudder-sdk-node',
    '@snowplow/node-tracker',
    '@amplitude/analytics-node',
    'mixpanel',
  ],
  rounds: 5,
  sampleTimeoutMs: 120_000,
  scale: { events: 40_000, burst: 200_000 },
  tiny: { events: 1_000, burst: 1_000 },
});
