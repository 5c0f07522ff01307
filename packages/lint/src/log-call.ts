import { constantOf, type LintContext, namesOption } from './rule.ts';
import { memberName, type SyntaxNode, tailName, unwrap } from './syntax.ts';

/** Names that mean a log: by themselves, or as the last word of a longer name (`requestLog`, `createLogger`). */
export const LOGGERS: readonly string[] = ['log', 'logger'];

const LEVELS: ReadonlySet<string> = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);

/** Constants that stand for other constants are followed this far; more is a loop or a puzzle. */
const MAX_STEPS = 5;

/** A call that writes a log line, or one that binds fields to all lines of a child. */
export interface LogCall {
  readonly method: string;
  readonly arguments: readonly SyntaxNode[];
}

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function isLoggerName(name: string | undefined, loggers: readonly string[]): boolean {
  if (name === undefined) return false;
  const bare = name.replace(/^[_$]+/, '');
  return loggers.some(
    (logger) => bare === logger || bare === logger.toUpperCase() || bare.endsWith(capitalized(logger)),
  );
}

function isLogger(context: LintContext, node: SyntaxNode, loggers: readonly string[], steps = 0): boolean {
  const inner = unwrap(node);
  if (isLoggerName(tailName(inner), loggers)) return true;
  if (inner.type === 'CallExpression' && inner.callee) {
    const callee = unwrap(inner.callee);
    if (isLoggerName(tailName(callee), loggers)) return true;
    return (
      callee.type === 'MemberExpression' &&
      memberName(callee) === 'child' &&
      callee.object !== undefined &&
      isLogger(context, callee.object, loggers, steps)
    );
  }
  const value = steps < MAX_STEPS ? constantOf(context, inner) : undefined;
  return value !== undefined && isLogger(context, value, loggers, steps + 1);
}

/** Reads calls of a log's methods; `child` is among them. Undefined for every other call. */
export function createLogCallReader(context: LintContext): (call: SyntaxNode) => LogCall | undefined {
  const loggers = namesOption(context, 'loggers', LOGGERS);
  return (call) => {
    const callee = call.callee && unwrap(call.callee);
    if (callee?.type !== 'MemberExpression' || callee.object === undefined) return undefined;
    const method = memberName(callee);
    if (method === undefined || (method !== 'child' && !LEVELS.has(method))) return undefined;
    return isLogger(context, callee.object, loggers) ? { method, arguments: call.arguments ?? [] } : undefined;
  };
}
