import { type InstrumentSpec, signals, wireLabel } from '@plumbline/core';
import type { Instrument } from './instrument.ts';
import type { ApplicationModel } from './stack-model.ts';

/** What a label says whose value is outside its closed list. */
const OTHER = 'other';

/** The closed lists that only the application knows, by the source that the table of metrics names. */
const listsOf = (application: ApplicationModel): Readonly<Record<string, readonly string[]>> => ({
  'declared jobs': application.jobs.map(({ name }) => name),
  'declared queues': application.queues,
  'declared synchronisations': application.syncs,
  'declared connections': application.connections,
  'declared pools': application.pools,
  'declared dependencies': Object.keys(application.dependencies),
  'declared operations': [...new Set(Object.values(application.dependencies).flat())],
  'declared actions': application.actions,
  'declared sets of gauges': application.gauges.map(({ name }) => name),
  'names of the event catalog': application.usage,
  'configured adapters': application.adapters,
});

function labelsOf(labels: InstrumentSpec['labels'], lists: ReturnType<typeof listsOf>): Instrument['labels'] {
  return Object.fromEntries(
    Object.entries(labels).map(([name, values]) => {
      const closed = typeof values === 'string' ? lists[values] : values;
      return [wireLabel(name), closed === undefined ? 'open' : [...closed, OTHER, '_OTHER']];
    }),
  );
}

const workflowGauges = ({ gauges }: ApplicationModel): Instrument[] =>
  gauges.flatMap(({ gauges: own }) =>
    own.map(({ help, labels, name, unit }) => ({
      name: `plumbline.workflow.${name}`,
      kind: 'gauge',
      unit,
      help,
      layer: 'product',
      privacy: 'people',
      labels: Object.fromEntries(Object.entries(labels).map(([label, values]) => [label, [...values, OTHER]])),
    })),
  );

/** Every metric that an application with this configuration can emit: the table of metrics, and its workflow gauges. */
export function instrumentsOf(application: ApplicationModel): ReadonlyMap<string, Instrument> {
  const lists = listsOf(application);
  const table = Object.entries(signals as Readonly<Record<string, InstrumentSpec>>).map(
    ([name, { labels, privacy, ...spec }]): Instrument => ({
      ...spec,
      name,
      privacy: privacy ?? 'service',
      labels: labelsOf(labels, lists),
    }),
  );
  return new Map([...table, ...workflowGauges(application)].map((instrument) => [instrument.name, instrument]));
}
