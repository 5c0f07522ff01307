/** Where a reader stands: everything up to `seq` lies behind it. */
export interface Position {
  readonly seq: number;
  readonly segment: number;
  readonly offset: number;
}

export const START: Position = { seq: 0, segment: 0, offset: 0 };

/** Whether `a` lies behind `b` in the same part. */
export const isBehind = (a: Position, b: Position): boolean =>
  a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);
