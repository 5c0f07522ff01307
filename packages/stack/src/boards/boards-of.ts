import type { Board } from '../model/board.ts';
import type { StackModel } from '../model/stack-model.ts';
import { createBoardContext } from './board-context.ts';
import { costBoard } from './cost/cost-board.ts';
import { databaseBoard } from './database/database-board.ts';
import { infrastructureBoard } from './infrastructure/infrastructure-board.ts';
import { isOwnBoard, ownUid } from './own-uid.ts';
import { executiveBoard } from './leadership/executive-board.ts';
import { reportBoards } from './leadership/report-boards.ts';
import { usageBoard } from './product/usage-board.ts';
import { workflowBoard } from './product/workflow-board.ts';
import { reliabilityBoard } from './reliability/reliability-board.ts';
import { requestBoard } from './reliability/request-board.ts';
import { sloBoard } from './reliability/slo-board.ts';
import { auditBoard } from './security/audit-board.ts';
import { stackBoard } from './stack/stack-board.ts';

const present = <Value>(value: Value | undefined): value is Value => value !== undefined;

/**
 * Every board of the application: the four layers, then what they lead to. A board, row or panel that could never have data
 * for this application is left out, and so are links to it.
 */
export function boardsOf(model: StackModel): readonly Board[] {
  const context = createBoardContext(model);
  const boards = [
    reliabilityBoard(context),
    usageBoard(context),
    auditBoard(context),
    executiveBoard(context),
    workflowBoard(context),
    sloBoard(context),
    requestBoard(),
    stackBoard(context),
    infrastructureBoard(context),
    databaseBoard(context),
    costBoard(context),
    ...reportBoards(context),
  ].filter(present);
  const uids = new Set(boards.map(({ uid }) => uid));
  return boards.map((board) => ({
    ...board,
    uid: ownUid(model, board.uid),
    title: isOwnBoard(model, board.uid) ? `${model.application.service.name}: ${board.title}` : board.title,
    related: (board.related ?? []).filter((uid) => uids.has(uid)).map((uid) => ownUid(model, uid)),
    rows: board.rows.filter(({ panels }) => panels.length > 0),
  }));
}
