import type { Board, BoardRow, Panel } from '../../model/board.ts';
import { type BoardContext, orZero } from '../board-context.ts';
import { bars, line, NONE_IS_BEST, PLAIN, row, stat, trend, worseAbove } from '../panels.ts';
import { legendOf, titleOf, type WorkflowGauge, workflowGauges } from './workflow-gauges.ts';

/** An alert fires when so many samples in a row are missing. */
const MISSED_SAMPLES = 5;

const numberOf = (gauge: WorkflowGauge): Panel =>
  stat({
    title: titleOf(gauge.name),
    description: `${gauge.help} As the database said at the last sample.`,
    unit: gauge.unit,
    expr: gauge.expr(),
    thresholds: PLAIN,
  });

const trendOf = (c: BoardContext, gauge: WorkflowGauge): Panel =>
  trend({
    title:
      gauge.labels.length === 0
        ? `${titleOf(gauge.name)} over time`
        : `${titleOf(gauge.name)} by ${gauge.labels.join(' and ')}`,
    description: `${gauge.help} A number that only climbs is work that nobody finishes.`,
    unit: gauge.unit,
    min: 0,
    stacked: gauge.labels.length > 0,
    queries: [line(gauge.expr(gauge.labels), legendOf(c, gauge))],
  });

const SAMPLED = 'plumbline.gauges.sampled_at';

function samplerRow(c: BoardContext): BoardRow {
  const slowest = Math.min(...c.model.application.gauges.map(({ everySeconds }) => everySeconds));
  const late = [slowest * 2, slowest * MISSED_SAMPLES] as const;
  return row(
    'Are the numbers fresh?',
    stat({
      title: 'Age of the oldest sample',
      description: `How old the numbers above are. Worry above ${late[1]} s: ${MISSED_SAMPLES} samples are missing, and no replica samples.`,
      unit: 's',
      width: 6,
      height: 8,
      expr: `max(time() - ${c.max(c.select(SAMPLED), 'set')})`,
      thresholds: worseAbove(...late),
    }),
    stat({
      title: 'Failed samples (1 h)',
      description:
        'Samples that failed: the database was slow, refused the query or answered with something else than numbers.',
      unit: 'short',
      width: 6,
      height: 8,
      expr: orZero(c.sum(c.increase('plumbline.gauges.errors', {}, '1h'))),
      thresholds: NONE_IS_BEST,
    }),
    bars({
      title: 'Samples',
      description:
        'Samples by set, and those that failed by reason. About one in each interval, however many replicas there are.',
      unit: 'short',
      queries: [
        line(c.sum(c.increase('plumbline.gauges.samples'), 'set'), c.legend('set')),
        line(
          c.sum(c.increase('plumbline.gauges.errors'), 'set', 'reason'),
          `${c.legend('set')} failure: ${c.legend('reason')}`,
        ),
      ],
    }),
  );
}

/** For the product team: how does work flow? Undefined where the application samples nothing. */
export function workflowBoard(c: BoardContext): Board | undefined {
  const gauges = workflowGauges(c);
  if (gauges.length === 0) return undefined;
  return {
    uid: 'plumbline-workflow',
    title: 'Workflow health',
    audience: 'product',
    description: 'Where does work wait? Numbers sampled from the database, each from the replica that sampled last.',
    alerts: 'product',
    related: ['plumbline-usage'],
    defaultRange: 'now-24h',
    rows: [
      row('Now', ...gauges.map(numberOf)),
      row('Over time', ...gauges.map((gauge) => trendOf(c, gauge))),
      samplerRow(c),
    ],
  };
}
