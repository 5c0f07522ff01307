import type { BoardRow } from '../../model/board.ts';
import type { BoardContext } from '../board-context.ts';
import { bars, line, row } from '../panels.ts';

/** The first-party pages with product numbers, where an application has mounted them. */
export const dashboardRow = (c: BoardContext): BoardRow => {
  const each = (name: string, ...labels: readonly string[]) => c.sumOrNone(c.increase(`plumbline.${name}`), ...labels);
  return row(
    'The pages with product numbers',
    bars({
      title: 'Views of the product pages',
      description:
        'Views of the first-party dashboard and exports from it, by how they ended. Denied ones are on record.',
      unit: 'short',
      queries: [line(each('dashboard.views', 'outcome'), c.legend('outcome'))],
    }),
    bars({
      title: 'What the product pages could not do',
      description:
        'Panels that came late or not at all, by reason; views that could not be recorded; reports that failed.',
      unit: 'short',
      queries: [
        line(each('dashboard.failures', 'reason'), c.legend('reason')),
        line(each('reporting.runs', 'outcome'), `report run: ${c.legend('outcome')}`),
      ],
    }),
  );
};
