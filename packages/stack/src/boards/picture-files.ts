import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import { boardsOf } from './boards-of.ts';
import { sampleData } from './draw/sample-data.ts';
import type { ThemeName } from './draw/theme.ts';
import { drawBoard } from './draw-board.ts';

export interface PictureOptions {
  /** @default 'light' */
  readonly theme?: ThemeName;
  /** End of the time that is shown, in Unix seconds. */
  readonly until: number;
}

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** `now-6h` in seconds. */
export function rangeSeconds(range = 'now-6h'): number {
  const [, amount, unit = ''] = /^now-(\d+)([mhdw])$/.exec(range) ?? [];
  return Number(amount ?? 6) * (UNITS[unit] ?? 3_600);
}

/** A picture of each board with made-up numbers, to look at before anything runs: `pictures/plumbline-slo.svg`. */
export function pictureFiles(model: StackModel, { theme = 'light', until }: PictureOptions): readonly StackFile[] {
  return boardsOf(model).map((board) => {
    const time = [until - rangeSeconds(board.defaultRange), until] as const;
    return {
      path: `pictures/${board.uid}.svg`,
      text: drawBoard(board, {
        theme,
        time,
        note: 'made-up numbers',
        dataOf: (panel) => sampleData(panel, model, time),
      }),
    };
  });
}
