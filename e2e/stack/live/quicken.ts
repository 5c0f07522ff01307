import { parse, stringify } from 'yaml';

/** Everything happens so many times as fast: windows, `for`, intervals and waits of what was generated, and nothing else. */
export const SPEED = 20;
/** No window is longer, so that what is over is forgotten before the test ends. */
const LONGEST_SECONDS = 30;
/** A rate needs a few samples, one each second. */
const SHORTEST_SECONDS = 6;

const UNITS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};
const DURATION = String.raw`(?:\d+(?:ms|[smhdwy]))+`;

export const secondsOf = (duration: string): number =>
  [...duration.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );

const quickSeconds = (seconds: number): number => Math.ceil(seconds / SPEED);
const quickWindow = (seconds: number): number =>
  Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, quickSeconds(seconds)));
export const quickWait = (duration: string): string => `${quickSeconds(secondsOf(duration))}s`;

/** Windows and offsets of an expression, and the bound of an age that is as long as one of its windows. */
export function quickExpr(expr: string): string {
  const ages = new Set([...expr.matchAll(/\[(\d+)s\]/g)].map(([, seconds]) => seconds));
  return expr
    .replaceAll(/> (\d+)\b/g, (all, seconds: string) => (ages.has(seconds) ? `> ${quickWindow(Number(seconds))}` : all))
    .replaceAll(
      new RegExp(String.raw`\[(${DURATION})\]`, 'g'),
      (_all, window: string) => `[${quickWindow(secondsOf(window))}s]`,
    )
    .replaceAll(
      new RegExp(String.raw`offset (${DURATION})`, 'g'),
      (_all, by: string) => `offset ${quickWindow(secondsOf(by))}s`,
    );
}

interface Rule {
  expr: string;
  for?: string;
  keep_firing_for?: string;
  alert?: string;
  record?: string;
}

/** A file of rules, generated as it is, with its times shortened. */
export function quickRules(text: string): string {
  const file = parse(text) as { groups: { interval?: string; rules: Rule[] }[] };
  for (const group of file.groups) {
    delete group.interval;
    for (const rule of group.rules) {
      rule.expr = quickExpr(rule.expr);
      if (rule.for !== undefined) rule.for = quickWait(rule.for);
    }
  }
  return stringify(file);
}
