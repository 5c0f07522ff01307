import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Expression } from './regex-parts.ts';
import { faultOf } from './regex-proof.ts';
import { readExpressions, recordExpressions } from './regex-sources.ts';
import { type CheckResult, conclude, isProgram } from './report.ts';
import { checkout, readJson } from './workspace.ts';

/** A regular expression that the proof refuses and that is used all the same, with what bounds it. */
interface Excuse {
  /** The file it stands in. */
  readonly file: string;
  /** As it is written. */
  readonly code: string;
  /** Why its time stays linear where it is used. */
  readonly reason: string;
  /** The proof would take longer than it may, on some machines: it is not tried. */
  readonly undecided?: boolean;
}

const MIN_REASON = 20;

/** Packages whose run-time expressions are recorded and proven one by one. */
const RECORDED = 'packages/redact/';

function unique(expressions: readonly Expression[]): readonly Expression[] {
  const byCode = new Map<string, Expression>();
  for (const one of expressions) {
    const code = `/${one.source}/${one.flags}`;
    if (!byCode.has(code)) byCode.set(code, one);
  }
  return [...byCode.values()];
}

const fileOf = (where: string): string => where.replace(/:\d+$/, '');

/** Proves each regular expression of the published packages linear, but for those with a written excuse. */
export const checkRegex = (root: string): CheckResult => {
  const file = path.join(root, 'packages/repo/regex.json');
  const excuses = existsSync(file) ? (readJson(file) as readonly Excuse[]) : [];
  const used = new Set<Excuse>();
  const excused = (code: string, where: string): boolean => {
    const excuse = excuses.find((one) => one.code === code && one.file === fileOf(where));
    if (excuse !== undefined) used.add(excuse);
    return excuse !== undefined;
  };
  const { written, built } = readExpressions(root);
  const all = unique([...written, ...recordExpressions(root)]);
  const faults = all.flatMap((expression) => {
    const code = `/${expression.source}/${expression.flags}`;
    if (excuses.some((one) => one.undecided === true && one.code === code) && excused(code, expression.where))
      return [];
    const fault = faultOf(expression);
    return fault === undefined || excused(code, expression.where)
      ? []
      : [`${expression.where}: ${code}: ${fault}; rewrite it, or say in regex.json what bounds it`];
  });
  const unseen = built
    .filter(({ where, code }) => !where.startsWith(RECORDED) && !excused(code, where))
    .map(({ where, code }) => `${where}: ${code} is made at run time, where no proof sees it; write a literal`);
  const idle = excuses.filter((one) => !used.has(one)).map((one) => `regex.json: ${one.code} needs no excuse any more`);
  const silent = excuses
    .filter(({ reason }) => reason.length < MIN_REASON)
    .map((one) => `regex.json: ${one.code} has no reason`);
  return { faults: [...faults, ...unseen, ...idle, ...silent], count: all.length };
};

if (isProgram(import.meta.filename)) conclude('regex', checkRegex(checkout));
