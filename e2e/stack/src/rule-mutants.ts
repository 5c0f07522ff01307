/** One wrong version of an expression, or of the time for which it must hold. */
export interface Mutant {
  /** What was done: 'comparison flipped', 'window changed'. */
  readonly kind: string;
  readonly expr: string;
  readonly for: string;
}

/** What is mutated of a rule. */
export interface Mutable {
  readonly expr: string;
  readonly for: string;
}

const FLIPPED: Readonly<Record<string, string>> = { '>': '<', '<': '>', '>=': '<', '<=': '>', '==': '!=', '!=': '==' };
const FACTOR = 50;
/** A window as the next one that people use; a longer time than any proof holds on for would be trivial. */
const LONGER = 6;
/** How far back a silent series is looked for, and so short that nothing would be found. */
const REMEMBERED = '[1d';
const SHORT_MEMORY = 300;
/** Windows of recordings. Those that are compared over a long time become shorter, the quick ones longer. */
const RECORDED: Readonly<Record<string, string>> = {
  '5m': '30m',
  '30m': '2h',
  '1h': '30m',
  '2h': '6h',
  '1d': '6h',
  '3d': '1d',
};

/** Service and environment stand in every selector of an expression: to take one away alone would leave the others to do its work. */
const SCOPE = ['service_name', 'deployment_environment_name', 'slo'];

const replaceAt = (expr: string, match: RegExpMatchArray, text: string): string =>
  expr.slice(0, match.index) + text + expr.slice((match.index ?? 0) + match[0].length);

const boundsOf = (expr: string): readonly (readonly [RegExpMatchArray, number])[] =>
  [...expr.matchAll(/ (>=|<=|==|>|<) (\d+(?:\.\d+)?)(?![\w.])/g)].map((match) => [match, Number(match[2])] as const);

/** What joins conditions, joined in the wrong way. */
const joins = (expr: string): readonly [string, string][] =>
  [...expr.matchAll(/(?<=^ *)(and|unless)(?= |$)/gm)].flatMap((match): [string, string][] =>
    match[1] === 'and'
      ? [['`and` became `unless`', replaceAt(expr, match, 'unless')]]
      : [['`unless` became `and`', replaceAt(expr, match, 'and')]],
  );

function comparisons(expr: string): readonly [string, string][] {
  const flipped = [...expr.matchAll(/ (>=|<=|==|!=|>|<) /g)].map((match): [string, string] => [
    'comparison flipped',
    replaceAt(expr, match, ` ${FLIPPED[match[1] ?? ''] ?? ''} `),
  ]);
  const bounds = boundsOf(expr);
  const raised = bounds.map(([match, bound]): [string, string] => [
    'threshold x 50',
    replaceAt(expr, match, ` ${match[1]} ${bound === 0 ? FACTOR : bound * FACTOR}`),
  ]);
  // Two windows of a burn share a threshold, and days and hours of a week begin at 0: lower is the same there.
  const isLowered = !/slo:|hour\(\)/.test(expr);
  const lowered = bounds
    .filter(([, bound]) => isLowered && bound !== 0)
    .map(([match, bound]): [string, string] => [
      'threshold / 50',
      replaceAt(expr, match, ` ${match[1]} ${bound / FACTOR}`),
    ]);
  return [...flipped, ...raised, ...lowered];
}

function branches(expr: string): readonly [string, string][] {
  const parts = expr.split('\nor\n');
  if (parts.length === 1) return [];
  return parts.map((_, index): [string, string] => [
    '`or` branch removed',
    parts.filter((_part, at) => at !== index).join('\nor\n'),
  ]);
}

/**
 * Without the `http_route` matcher probes count. What stands on the right of `unless` is compared with all its labels: a
 * matcher there changes nothing, and is left alone.
 */
function matchers(expr: string): readonly [string, string][] {
  const single = [...expr.matchAll(/(unless \w+|last_over_time\(\w+)?\{([^}]*)\}/g)].flatMap((match) => {
    const list = [...(match[2] ?? '').matchAll(/\w+(?:=~|!~|!=|=)"[^"]*"/g)].map(([text]) => text);
    return list.flatMap((text): [string, string][] => {
      if (match[1] !== undefined || SCOPE.some((label) => text.startsWith(`${label}=`))) return [];
      const rest = list.filter((other) => other !== text).join(',');
      const kind = text.startsWith('http_route') ? 'probe exclusion removed' : 'matcher removed';
      return [[kind, replaceAt(expr, match, `{${rest}}`)]];
    });
  });
  const scope = SCOPE.flatMap((label): [string, string][] => {
    const without = expr.replaceAll(new RegExp(String.raw`\b${label}="[^"]*",?`, 'g'), '');
    return without === expr ? [] : [['matcher removed', without.replaceAll(',}', '}')]];
  });
  return [...single, ...scope];
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

function windows(expr: string): readonly [string, string][] {
  const found = new Set([...expr.matchAll(/(\[| offset )(\d+)([smhdw])/g)].map(([text]) => text));
  const longer = Array.from(found, (text): [string, string] => {
    const [, before = '', amount = '', unit = ''] = /(\[| offset )(\d+)([smhdw])/.exec(text) ?? [];
    // To remember a series for longer is no fault, only for less.
    const seconds = text === REMEMBERED ? SHORT_MEMORY : Number(amount) * (UNITS[unit] ?? 1) * LONGER;
    // The closing sign goes with it: `[5m` is also the beginning of `[5ms`.
    return [
      'window changed',
      expr.replaceAll(new RegExp(`${text.replace('[', String.raw`\[`)}(?=\\W|$)`, 'g'), `${before}${seconds}s`),
    ];
  });
  const recorded = [...expr.matchAll(/slo:error_ratio:(\w+)/g)].map((match): [string, string] => {
    // The long window of the second pair is 6h, the quick one of the fourth as well.
    const isQuick = expr.slice(0, match.index).lastIndexOf('  and ') > expr.slice(0, match.index).lastIndexOf('(\n');
    const other = match[1] === '6h' ? (isQuick ? '1d' : '2h') : (RECORDED[match[1] ?? ''] ?? '30d');
    return ['window changed', replaceAt(expr, match, `slo:error_ratio:${other}`)];
  });
  return [...longer, ...recorded];
}

function aggregations(expr: string): readonly [string, string][] {
  return [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap((match) => {
    const labels = (match[1] ?? '').split(', ');
    return labels.map((label): [string, string] => [
      'aggregation label removed',
      replaceAt(expr, match, `by (${labels.filter((other) => other !== label).join(', ')})`),
    ]);
  });
}

/** Every mutant of a rule, each with one change. */
export function mutantsOf({ expr, for: wait }: Mutable): readonly Mutant[] {
  const changed = [
    ...comparisons(expr),
    ...branches(expr),
    ...matchers(expr),
    ...windows(expr),
    ...aggregations(expr),
    ...joins(expr),
  ];
  return [
    ...changed.filter(([, other]) => other !== expr).map(([kind, other]) => ({ kind, expr: other, for: wait })),
    ...(expr === 'vector(1)' ? [] : [{ kind: '`for` set to 1h', expr, for: '1h' }]),
    ...(wait.startsWith('0') ? [] : [{ kind: '`for` removed', expr, for: '0m' }]),
  ];
}
