import { and, type Check, is, isObject, list, optional, record, section, text } from './checks.ts';
import { above0, between, names } from './plain-checks.ts';

const LISTEN = 'must be an address or a name to listen at, without scheme and port';
const PORT = 'must be a port, 0 to 65535';
const PATH = 'must be a path, such as /metrics';

const jobSpec = section({ everySeconds: optional(above0('must be a number of seconds above 0')) });
const specs = record(jobSpec, 'must be a list of names, or name each job: `{ digest: { everySeconds: 86_400 } }`');

/** Names alone, or names with what is known of each. */
const jobs: Check = (value, path) => (Array.isArray(value) ? names(value, path) : specs(value, path));

const gaugeSet = is(
  (value) => isObject(value) && typeof value['name'] === 'string' && isObject(value['gauges']),
  'must be what `defineGauges` of @plumbline/metrics/gauges returned',
);

/** Two sets of one name would take each other's lease, and two gauges of one name are one metric. */
const areApart = (sets: unknown): boolean => {
  const list = sets as readonly { readonly name: string; readonly gauges: object }[];
  const gauges = list.flatMap((set) => Object.keys(set.gauges));
  return new Set(list.map(({ name }) => name)).size === list.length && new Set(gauges).size === gauges.length;
};

const gaugeSets = and(
  list(gaugeSet, 'must be a list of what `defineGauges` of @plumbline/metrics/gauges returned'),
  is(areApart, 'must not have two sets, or two gauges, of one name'),
);

const prometheus = section(
  {
    host: optional(text(LISTEN, (value) => /^[\w.:-]{1,253}$/.test(value))),
    port: optional(between(0, 65_535, PORT)),
    path: optional(text(PATH, (value) => /^\/[\w./~-]{0,200}$/.test(value))),
  },
  '{}',
);

/** `metrics` of the configuration. */
export const metrics: Check = section({
  dependencies: optional(record(names, 'must name each dependency with its operations')),
  jobs: optional(jobs),
  queues: optional(names),
  syncs: optional(names),
  connections: optional(names),
  pools: optional(names),
  gauges: optional(gaugeSets),
  prometheus: optional(prometheus),
});
