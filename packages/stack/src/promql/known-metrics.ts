import { prometheusLabel, prometheusName } from '@plumbline/core';
import { externalMetrics } from '../model/external-metrics.ts';
import type { Instrument } from '../model/instrument.ts';
import type { StackModel } from '../model/stack-model.ts';
import { RECORDING_LABELS, recordingNames } from '../slo/recordings.ts';

/** The values that a label can have: a closed list, or any. */
export type KnownValues = readonly string[] | 'open';

/** One name that a query may say, with its labels by their names in Prometheus. */
export type KnownLabels = ReadonlyMap<string, KnownValues>;

/** What a query may be asked about: which part of the stack a name comes from decides its labels. */
export type KnownMetrics = ReadonlyMap<string, KnownLabels>;

/** Labels that Prometheus itself gives every series that it scrapes or takes over OTLP. */
const OF_PROMETHEUS = [
  ['instance', 'open'],
  ['job', 'open'],
] as const satisfies readonly (readonly [string, KnownValues])[];

const resourceOf = ({ application, environment }: StackModel): readonly (readonly [string, KnownValues])[] => [
  ['service_name', [application.service.name]],
  ['deployment_environment_name', [environment]],
  ['service_namespace', 'open'],
  ['service_version', 'open'],
  ...OF_PROMETHEUS,
];

/** A bound as Prometheus' own receiver of OTLP writes it, and as a scrape does: `1` and `1.0`. */
const boundNames = (bound: number): readonly string[] =>
  Number.isInteger(bound) ? [`${bound}`, `${bound}.0`] : [`${bound}`];

function seriesOf(instrument: Instrument, resource: ReturnType<typeof resourceOf>): [string, KnownLabels][] {
  const name = prometheusName(instrument);
  const own = Object.entries(instrument.labels).map(([label, values]) => [prometheusLabel(label), values] as const);
  const labels = new Map<string, KnownValues>([...resource, ...own]);
  if (instrument.kind !== 'histogram') return [[name, labels]];
  const bounds = [...(instrument.boundaries ?? []).flatMap(boundNames), '+Inf'];
  return [
    [`${name}_count`, labels],
    [`${name}_sum`, labels],
    [`${name}_bucket`, new Map<string, KnownValues>([...labels, ['le', bounds]])],
  ];
}

/** Everything that a rule or a board may name: what the application emits, what runs beside it, and what rules record. */
export function knownMetrics(model: StackModel): KnownMetrics {
  const resource = resourceOf(model);
  const recorded = new Map<string, KnownValues>([
    ...RECORDING_LABELS.map((label) => [label, 'open'] as const),
    ...resource.slice(0, 2),
    ['slo', model.slos.map(({ name }) => name)],
  ]);
  return new Map<string, KnownLabels>([
    ...externalMetrics.map(
      ({ labels, name }) =>
        [
          name,
          new Map<string, KnownValues>([...OF_PROMETHEUS, ...labels.map((label) => [label, 'open'] as const)]),
        ] as const,
    ),
    ...[...model.instruments.values()].flatMap((instrument) => seriesOf(instrument, resource)),
    ...recordingNames(model.slos).map((name) => [name, recorded] as const),
  ]);
}
