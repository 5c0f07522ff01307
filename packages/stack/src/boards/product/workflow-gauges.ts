import type { ApplicationModel } from '../../model/stack-model.ts';
import { createQuery, type Matches, SCOPE_OF_BOARDS } from '../../promql/query.ts';
import { freshest } from '../../promql/freshest.ts';
import type { BoardContext } from '../board-context.ts';

type GaugeSet = ApplicationModel['gauges'][number];

/** A gauge that is sampled from the database, with the set it belongs to. */
export interface WorkflowGauge {
  readonly set: string;
  readonly name: string;
  readonly help: string;
  readonly unit: string;
  readonly labels: readonly string[];
  /** The number that the replica says that sampled last, summed over what is not in `by`. */
  expr(by?: readonly string[], matches?: Matches): string;
}

/** `{item}` says what is counted, which the title does; bytes and seconds Grafana knows. */
const unitOf = (unit: string): string => ({ s: 's', By: 'bytes', '1': 'percentunit' })[unit] ?? 'short';

/** `stale_approvals` as people read it. */
export const titleOf = (name: string): string => {
  const text = name.replaceAll(/[._-]+/g, ' ').replace(/^api\b/, 'API');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const gaugeOf = (c: BoardContext, set: GaugeSet, gauge: GaugeSet['gauges'][number]): WorkflowGauge => {
  const query = createQuery(c.model, SCOPE_OF_BOARDS);
  const instrument = `plumbline.workflow.${gauge.name}`;
  const labels = Object.keys(gauge.labels);
  return {
    set: set.name,
    name: gauge.name,
    help: gauge.help,
    unit: unitOf(gauge.unit),
    labels,
    expr: (by = [], matches = {}) => c.sum(freshest(query, instrument, set.name, matches, labels), ...by),
  };
};

/** Every workflow gauge of the application. */
export const workflowGauges = (c: BoardContext): readonly WorkflowGauge[] =>
  c.model.application.gauges.flatMap((set) => set.gauges.map((gauge) => gaugeOf(c, set, gauge)));

/** `{{status}} {{kind}}`; nothing for a gauge without labels. */
export const legendOf = (c: BoardContext, { labels, name }: WorkflowGauge): string =>
  labels.length === 0 ? titleOf(name) : labels.map((label) => c.legend(label)).join(' ');
