import type { BoardRow } from '../../model/board.ts';
import type { BoardContext } from '../board-context.ts';
import { bars, line, row, when } from '../panels.ts';
import { pipelinePanels } from './event-panels.ts';

/** What the instrumentation of the application could not do: loss has a name and a number. */
export const lossRow = (c: BoardContext): BoardRow => {
  const each = (name: string, ...labels: readonly string[]) => c.sumOrNone(c.increase(`plumbline.${name}`), ...labels);
  return row(
    'What the instrumentation loses',
    bars({
      title: 'Traces, metrics and logs that never left',
      description:
        'Exports that failed, and spans and records that were dropped, by reason. Rare ones after a restart of the collector are normal.',
      unit: 'short',
      queries: [
        line(each('otel.export_failures', 'signal'), `failed export: ${c.legend('signal')}`),
        line(each('otel.dropped', 'signal', 'reason'), `dropped ${c.legend('signal')}: ${c.legend('reason')}`),
      ],
    }),
    bars({
      title: 'Log lines that were not written',
      description: 'Lines lost by reason, lines left out on purpose, and calls whose values could not be read.',
      unit: 'short',
      queries: [
        line(each('log.lost', 'reason'), `lost: ${c.legend('reason')}`),
        line(each('log.suppressed', 'reason'), `left out: ${c.legend('reason')}`),
        line(each('log.failures'), 'unreadable values: failure'),
      ],
    }),
    bars({
      title: 'Values that redaction removed',
      description:
        'Secrets and personal data that were kept from leaving, by rule. A new rule here is a new leak in the code: find its line.',
      unit: 'short',
      queries: [line(each('redactions', 'rule', 'sink'), `${c.legend('rule')} in ${c.legend('sink')}`)],
    }),
    bars({
      title: 'Tail sampling',
      description:
        'Unsampled requests that were kept because they failed or were slow, and spans that had to be let go before that.',
      unit: 'short',
      queries: [
        line(each('otel.tail_kept', 'reason'), `kept: ${c.legend('reason')}`),
        line(each('otel.tail_dropped', 'reason'), `let go: ${c.legend('reason')}`),
      ],
    }),
    bars({
      title: 'IDs and context that were not usable',
      description:
        'Request IDs that were replaced, trace contexts that were refused, requests whose origin is unknown, wrong calls of identify.',
      unit: 'short',
      queries: [
        line(each('requests.refused_ids', 'reason'), `request ID: ${c.legend('reason')}`),
        line(
          each('requests.refused_trace_context', 'header', 'reason'),
          `${c.legend('header')}: ${c.legend('reason')}`,
        ),
        line(each('requests.unattributed'), 'outgoing request without origin'),
        line(each('identity.misuse'), 'misuse of identify'),
      ],
    }),
    bars({
      title: 'Labels outside their list',
      description:
        'Measurements whose label was not declared and was recorded as other. The metric that grows needs a longer list, or less variety.',
      unit: 'short',
      queries: [
        line(each('metrics.other_labels', 'instrument', 'label'), `${c.legend('instrument')} ${c.legend('label')}`),
      ],
    }),
  );
};

/** Product events from the call to the destination. */
export const eventRow = (c: BoardContext): BoardRow =>
  row(
    'Product events on their way',
    bars({
      title: 'Batches from browsers',
      description:
        'Batches that browsers posted, by the status of the answer. 4xx after a release is a client that sends what the catalog does not know.',
      unit: 'short',
      queries: [line(c.sum(c.increase('plumbline.ingest.requests'), 'status'), c.legend('status'))],
    }),
    bars({
      title: 'Refused, kept aside and found again',
      description:
        'Events that were refused, those kept for a later version, and those that an earlier process left in its spool.',
      unit: 'short',
      queries: [
        line(c.sum(c.increase('plumbline.events.refused'), 'reason'), `refused: ${c.legend('reason')}`),
        line(c.sumOrNone(c.increase('plumbline.events.quarantined'), 'reason'), `kept aside: ${c.legend('reason')}`),
        line(c.sumOrNone(c.increase('plumbline.events.recovered')), 'found again'),
      ],
    }),
    when(c.model.application.adapters.length > 0, ...pipelinePanels(c)),
  );
