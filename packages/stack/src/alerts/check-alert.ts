import { PlumblineError } from '@plumbline/core';
import type { AlertDefinition, AlertProof, Runbook } from '../model/alert.ts';
import type { StackModel } from '../model/stack-model.ts';
import { isDuration } from '../promql/duration.ts';
import { type KnownMetrics, knownMetrics } from '../promql/known-metrics.ts';
import { queryFaults } from '../promql/vocabulary.ts';
import { templateFault } from './templates.ts';
import { unreachableFaults } from './unreachable.ts';

const NAME = /^[A-Z][A-Za-z0-9]{2,99}$/;
const LABEL = /^[a-z_]\w{0,99}$/;
const SEVERITIES = ['critical', 'warning', 'info', 'none'];
const LAYERS = ['reliability', 'product', 'audit', 'stack'];
/** Set by the rule itself, or by Prometheus. */
const TAKEN: ReadonlySet<string> = new Set(['severity', 'layer', 'alertname', 'alertstate']);

const unless = (holds: boolean, fault: string): readonly string[] => (holds ? [] : [fault]);

/** Texts that Prometheus reads as templates: one that it cannot read, and no rule of the file is loaded. */
function textFaults({ description, labels = {}, summary }: AlertDefinition): readonly string[] {
  const texts = { summary, description };
  return [
    ...unless(summary !== '' && !summary.includes('\n'), '`summary` must be one line'),
    ...Object.entries(texts).flatMap(([name, text]) => {
      const fault = templateFault(text);
      return unless(
        fault === undefined,
        `\`${name}\` is a template that Prometheus cannot read: ${fault}. A brace that belongs to the text is written \`{{"{{"}}\``,
      );
    }),
    // With a template the proof would ask for alerts with the template as their label, and find them quiet always.
    ...Object.entries(labels).flatMap(([label, value]) =>
      unless(
        !value.includes('{{'),
        `\`labels\`: \`${label}\` must be a fixed text; labels of the series are in the alert anyway`,
      ),
    ),
  ];
}

function optionFaults(definition: AlertDefinition, model: StackModel, known: KnownMetrics): readonly string[] {
  const { board, expr, labels = {}, layer, name, severity } = definition;
  return [
    ...unless(NAME.test(name), '`name` must be letters and digits with a capital first'),
    ...unless(SEVERITIES.includes(severity), `\`severity\` must be one of ${SEVERITIES.join(', ')}`),
    ...unless(LAYERS.includes(layer), `\`layer\` must be one of ${LAYERS.join(', ')}`),
    ...textFaults(definition),
    ...unless(/^[a-z0-9-]{1,40}$/.test(board), '`board` must be the uid of a board'),
    ...unless(isDuration(definition.for), '`for` must be a length of time up to a year such as `5m`, or `0m`'),
    ...Object.keys(labels).flatMap((label) =>
      unless(LABEL.test(label) && !TAKEN.has(label), `\`labels\`: \`${label}\` must be another name`),
    ),
    ...queryFaults(expr, known).map((fault) => `\`expr\`: ${fault}`),
    ...unreachableFaults(expr, model).map((fault) => `\`expr\` can never be true: ${fault}`),
  ];
}

function runbookFaults(runbook: Partial<Runbook> | undefined): readonly string[] {
  const texts = [runbook?.meaning, runbook?.impact];
  const lists = [runbook?.diagnosis, runbook?.mitigation];
  const isWhole =
    texts.every((text) => text !== undefined && text !== '') &&
    lists.every((list) => list !== undefined && list.length > 0);
  return unless(isWhole, '`runbook` needs meaning, impact, and steps of diagnosis and mitigation');
}

/** Metrics of the input that nothing emits: such a proof proves nothing. Values may be any. */
const seriesFaults = (proofs: readonly AlertProof[], known: KnownMetrics): readonly string[] =>
  [...new Set(proofs.flatMap(({ series }) => series.map((line) => line.series)))].flatMap((series) =>
    queryFaults(series, known)
      .filter((fault) => /^nothing emits|has no label|no PromQL/.test(fault))
      .map((fault) => `\`proofs\`: ${fault}`),
  );

function proofFaults({ proofs = [], severity }: Partial<AlertDefinition>, known: KnownMetrics): readonly string[] {
  const times = proofs.flatMap(({ fires, interval = '1m', quiet }) => [
    interval,
    ...fires.map(({ at }) => at),
    ...quiet,
  ]);
  return [
    ...unless(
      proofs.some(({ fires }) => fires.length > 0),
      '`proofs` needs a case in which it fires',
    ),
    ...unless(
      // The dead man's switch is never quiet.
      severity === 'none' || proofs.some(({ fires, quiet }) => fires.length === 0 && quiet.length > 0),
      '`proofs` needs a case in which it stays quiet throughout',
    ),
    ...unless(
      times.every((time) => isDuration(time)),
      '`proofs`: each time must be a length of time such as `6m`',
    ),
    ...seriesFaults(proofs, known),
  ];
}

/** Why an alert is refused, with the code of that. */
export interface AlertFault {
  readonly code: 'PLB_STACK_OPTION' | 'PLB_STACK_PROOF';
  readonly text: string;
}

/** Every fault of an alert: it names what nothing emits, its threshold is one that nothing exceeds, or it has no proof or runbook. */
export function alertFaults(
  definition: AlertDefinition,
  model: StackModel,
  known = knownMetrics(model),
): readonly AlertFault[] {
  const { name, runbook } = definition;
  const of = (code: AlertFault['code'], faults: readonly string[]): readonly AlertFault[] =>
    faults.length === 0 ? [] : [{ code, text: `alert \`${name}\`: ${[...new Set(faults)].join('; ')}` }];
  return [
    ...of('PLB_STACK_PROOF', [...proofFaults(definition, known), ...runbookFaults(runbook)]),
    ...of('PLB_STACK_OPTION', optionFaults(definition, model, known)),
  ];
}

/**
 * Refuses alerts with every fault of all of them.
 *
 * @throws PLB_STACK_PROOF without a case that fires, one that stays quiet, or a runbook, where that is the first fault
 * @throws PLB_STACK_OPTION for everything else
 */
export function refuseAlerts(faults: readonly AlertFault[]): void {
  const [first] = faults;
  if (first !== undefined) throw new PlumblineError(first.code, faults.map(({ text }) => text).join('; '));
}
