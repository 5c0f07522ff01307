import { prometheusLabel, prometheusName } from '@plumbline/core';
import type { AlertProof } from '../model/alert.ts';
import type { StackModel } from '../model/stack-model.ts';
import { createQuery, type Matches, type Part, quote, RESOURCE_LABELS, scopeOfRules } from '../promql/query.ts';

/** One line of input of a proof. */
export type ProofSeries = AlertProof['series'][number];

/** What the definitions of alerts are written with: names come from the vocabulary, and service and environment are in each. */
export interface RuleContext {
  readonly model: StackModel;
  /** A selector of this service and environment. */
  readonly select: (instrument: string, matches?: Matches, part?: Part) => string;
  /** `sum by (service_name, deployment_environment_name, …) (inner)`. */
  readonly sum: (inner: string, ...labels: readonly string[]) => string;
  readonly max: (inner: string, ...labels: readonly string[]) => string;
  readonly min: (inner: string, ...labels: readonly string[]) => string;
  /** Input of a proof: a series as this service emits it, from one replica. */
  readonly series: (
    instrument: string,
    labels: Readonly<Record<string, string>>,
    values: string,
    part?: Part,
  ) => ProofSeries;
  /** Labels that an alert of this service has, with its own. */
  readonly labels: (own?: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** The same for something else than an instrument: `probe_success{…}`. */
  readonly external: (name: string, labels: Readonly<Record<string, string>>, values: string) => ProofSeries;
  /** A query of a runbook, in backticks: `sum by (…) (inner)` of a selection, whose labels are only those that are named. */
  readonly asked: (inner: string, ...labels: readonly string[]) => string;
  /** Lines of this service in Loki, with a filter behind: `| severity_number >= 17`. */
  readonly logs: (filter: string) => string;
  /** Spans of this service in Tempo. */
  readonly traces: (filter: string) => string;
}

/** `a="b",c="d"`: labels within the braces of a selector or of a series. */
export const labelList = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([label, value]) => `${label}=${quote(value)}`)
    .join(',');

/** A series of a proof whose labels are written as Prometheus has them. */
export const plainSeries = (name: string, labels: Readonly<Record<string, string>>, values: string): ProofSeries => ({
  series: `${name}{${labelList(labels)}}`,
  values,
});

function nameOf(model: StackModel, instrument: string, part: Part): string {
  const found = model.instruments.get(instrument);
  const name = found === undefined ? prometheusLabel(instrument) : prometheusName(found);
  return part === 'value' ? name : `${name}_${part}`;
}

export function createRuleContext(model: StackModel): RuleContext {
  const query = createQuery(model, scopeOfRules(model));
  const by = (labels: readonly string[]): string => query.by(...labels);
  const own = { service_name: model.application.service.name, deployment_environment_name: model.environment };
  const wire = (labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(labels).map(([label, value]) => [prometheusLabel(label), value]));
  const series = (name: string, labels: Readonly<Record<string, string>>, values: string): ProofSeries =>
    plainSeries(name, { ...own, instance: 'a', ...labels }, values);
  return {
    model,
    select: (...selection) => query.select(...selection),
    sum: (inner, ...labels) => `sum by (${by(labels)}) (${inner})`,
    max: (inner, ...labels) => `max by (${by(labels)}) (${inner})`,
    min: (inner, ...labels) => `min by (${by(labels)}) (${inner})`,
    series: (instrument, labels, values, part = 'value') =>
      series(nameOf(model, instrument, part), wire(labels), values),
    labels: (added = {}) => ({ ...own, ...wire(added) }),
    external: series,
    asked: (inner, ...labels) => `\`sum by (${labels.map((label) => query.label(label)).join(', ')}) (${inner})\``,
    logs: (filter) =>
      `{service_name="${own.service_name}",deployment_environment_name="${own.deployment_environment_name}"} ${filter}`,
    traces: (filter) => `{ resource.service.name = "${own.service_name}" && ${filter} }`,
  };
}

/** Warnings and errors, which most alerts link to. */
export const ERRORS = '| severity_number >= 13';

/** Cases of another service and of another environment, made from the first case that fires: both must stay quiet. */
export function neighbourProofs({ labels }: RuleContext, proofs: readonly AlertProof[]): readonly AlertProof[] {
  const firing = proofs.find(({ fires }) => fires.length > 0);
  if (firing === undefined) return [];
  return RESOURCE_LABELS.map((label) => {
    const value = labels()[label] ?? '';
    return {
      ...firing,
      title: `stays quiet when the same happens to another ${label === 'service_name' ? 'service' : 'environment'}`,
      series: firing.series.map((line) => ({
        ...line,
        series: line.series.replace(`${label}=${quote(value)}`, `${label}="elsewhere"`),
      })),
      fires: [],
      quiet: firing.fires.map(({ at }) => at),
    };
  });
}
