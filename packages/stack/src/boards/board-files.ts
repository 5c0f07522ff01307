import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import { boardsOf } from './boards-of.ts';
import { dashboardJson } from './grafana/dashboard-json.ts';
import { dataSourcesFile } from './grafana/data-sources-file.ts';
import { folderRightsFile, providersFile } from './grafana/folder-files.ts';

/** Boards, their folders and data sources as Grafana reads them, and what there is to say about rights. */
export function boardFiles(model: StackModel): readonly StackFile[] {
  const boards = boardsOf(model);
  const audiences = new Set(boards.map(({ audience }) => audience));
  return [
    ...boards.map((board) => ({
      path: `grafana/dashboards/${board.audience}/${board.uid}.json`,
      text: `${JSON.stringify(dashboardJson(board, boards, model), undefined, 2)}\n`,
    })),
    dataSourcesFile(model),
    providersFile(audiences),
    folderRightsFile(audiences),
  ];
}
