import type { Slo } from '../model/slo.ts';

/**
 * Objectives that most services can begin with; both bounds are those of the table of metrics. The option `slos` stands in
 * their place: `slos: [...defaultSlos, defineSlo({ … })]` keeps them.
 */
export const defaultSlos: readonly Slo[] = [
  {
    name: 'api-availability',
    description: 'Requests that do not end with a server error.',
    objective: 0.995,
    indicator: { kind: 'availability' },
    window: '30d',
    minEvents: 50,
  },
  {
    name: 'api-latency',
    description: 'Requests that end within half a second.',
    objective: 0.95,
    indicator: { kind: 'latency', seconds: 0.5 },
    window: '30d',
    minEvents: 50,
  },
];
