import type { Panel } from '../../model/board.ts';
import type { DrawnLine } from './panel-data.ts';

type Line = readonly [level: DrawnLine['level'], text: string];

const ERRORS: readonly Line[] = [
  ['error', 'export failed  error.type=TimeoutError route=/exports'],
  ['error', 'request failed  method=POST route=/approvals/:id status=500'],
];
const WARNINGS: readonly Line[] = [['warn', 'mail was not taken, it will be tried again  attempt=2']];
const REFUSED: readonly Line[] = [
  ['warn', 'request completed  method=POST route=/login status=401'],
  ['warn', 'request completed  method=GET route=/admin/users status=403'],
];
const ALL: readonly Line[] = [
  ['info', 'request completed  method=POST route=/approvals/:id status=201'],
  ...WARNINGS,
  ['info', 'request completed  method=GET route=/items status=200'],
  ...ERRORS,
  ['info', 'request completed  method=GET route=/items/:id status=200'],
];
const TRACES: readonly Line[] = [
  ['info', 'approvals  POST /approvals/:id  212 ms  9 spans'],
  ['info', 'approvals  GET /items  38 ms  4 spans'],
];
const FAILED_TRACES: readonly Line[] = [
  ['error', 'approvals  POST /exports  5.01 s  6 spans'],
  ['error', 'approvals  POST /approvals/:id  64 ms  5 spans'],
];

/** What a query of lines or traces would bring, by what it asks for. */
function linesOf({ kind, queries }: Panel): readonly Line[] {
  const expr = queries.map((query) => query.expr).join(' ');
  if (kind === 'traces') return expr.includes('status = error') ? FAILED_TRACES : TRACES;
  if (/40[13]/.test(expr)) return REFUSED;
  if (expr.includes('severity_number >= 17')) return ERRORS;
  return expr.includes('severity_number >= 13') ? [...WARNINGS, ...ERRORS] : ALL;
}

/** Made-up lines or traces, as many as a panel may have room for. */
export function sampleLines(panel: Panel, [, to]: readonly [from: number, to: number]): readonly DrawnLine[] {
  const lines = linesOf(panel);
  return Array.from({ length: 36 }, (_, index) => {
    const [level = 'info', text] = lines[index % lines.length] ?? ['info', ''];
    return { seconds: to - index * 17.31, level, text };
  });
}
