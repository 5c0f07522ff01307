import { defineBenchmark, type Side } from './harness/benchmark.ts';
import type { IngestScale } from './ingest/measure.ts';

const side = (name: 'startBare' | 'startIngest', what: string): Side<IngestScale> => ({
  what,
  async run(scale) {
    const [services, { measureIngest }] = await Promise.all([
      import('./ingest/services.ts'),
      import('./ingest/measure.ts'),
    ]);
    return measureIngest(services[name], scale);
  },
});

export const ingest = defineBenchmark<IngestScale>({
  name: 'ingest',
  question: 'What does an event from a browser cost the service, and what do requests beside it notice?',
  metrics: {
    eventsPerCpuSecond: {
      unit: '/s',
      what: 'events per second of CPU: one core',
      better: 'more',
      column: 'Events per core',
    },
    cpuMicros: { unit: 'µs', what: 'CPU of the service per event', better: 'less', column: 'CPU per event' },
    eventsPerSecond: { unit: '/s', what: 'events at full load', better: 'more' },
    quietP99Ms: { unit: 'ms', what: "the application's route, 99th percentile", better: 'less', ratio: false },
    besideP99Ms: { unit: 'ms', what: 'the same beside ingest', better: 'less', ratio: false, column: 'p99 beside' },
    addedP99Ms: { unit: 'ms', what: 'the latter above the former', better: 'less', ratio: false },
    p99Ratio: { unit: 'x', what: 'the latter to the former', better: 'less', ratio: false },
  },
  baseline: 'bare',
  sides: {
    bare: side('startBare', 'JSON.parse and one append to a file for each batch; nothing is checked'),
    ingest: side('startIngest', '@plumbline/events/ingest: validated, spooled, read from the spool and handed over'),
  },
  bars: [
    { side: 'ingest', metric: 'eventsPerCpuSecond', least: 20_000 },
    // Half a millisecond is what nobody notices of an answer.
    { side: 'ingest', metric: 'addedP99Ms', most: 0.5 },
  ],
  peers: [],
  rounds: 5,
  scale: {
    connections: 16,
    warmMs: 2_000,
    measureMs: 4_000,
    turns: 5,
    turnMs: 1_000,
    appPerSecond: 500,
    eventsPerSecond: 2_000,
  },
  tiny: {
    connections: 2,
    warmMs: 100,
    measureMs: 200,
    turns: 1,
    turnMs: 200,
    appPerSecond: 100,
    eventsPerSecond: 200,
  },
});
