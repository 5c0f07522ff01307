import { findVariable, type LintRule } from '../rule.ts';
import { literalText, memberName, type SyntaxNode } from '../syntax.ts';

const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(['global', 'globalThis', 'self', 'window']);
const MODULES: ReadonlySet<string> = new Set(['console', 'node:console']);

/** What to write in place of a method of the console. */
const INSTEAD: Readonly<Record<string, string>> = {
  debug: "logger.debug({ id }, 'cache missed')",
  error: "logger.error({ err: error, id }, 'order refused')",
  trace: "logger.debug({ id }, 'cache missed')",
  warn: "logger.warn({ id }, 'order retried')",
};
const BY_DEFAULT = "logger.info({ id }, 'order created')";

/** An identifier that is no value here: a member's name, a key, a label, a type, a declaration. */
function isName(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent === null || parent === undefined) return false;
  if (parent.type === 'MemberExpression') return parent.property === node && parent.computed !== true;
  if (['Property', 'MethodDefinition', 'PropertyDefinition'].includes(parent.type)) {
    return parent.key === node && parent.computed !== true && parent.value !== node;
  }
  return /^(?:TS(?!As|NonNull|Satisfies)|Import|Export|Labeled|Break|Continue|JSX)/.test(parent.type);
}

/** The console in `console.log` and `globalThis.console.log`: the method read from it. */
function methodOf(node: SyntaxNode): string | undefined {
  const { parent } = node;
  return parent?.type === 'MemberExpression' && parent.object === node ? memberName(parent) : undefined;
}

/** Refuses the console in application code, in every spelling that needs no detective: there is no automatic repair. */
export const noConsole: LintRule = {
  meta: {
    type: 'problem',
    docs: { description: 'Refuses the console where the service has a logger.' },
    schema: [],
    messages: {
      console:
        '`{{call}}` writes a line that has no request ID and that nobody redacts; fix: write it with the logger: `{{instead}}`, values in the fields and the message constant.',
    },
  },
  create(context) {
    const report = (node: SyntaxNode, method: string | undefined): void => {
      const call = method === undefined ? 'console' : `console.${method}`;
      const instead = (method === undefined ? undefined : INSTEAD[method]) ?? BY_DEFAULT;
      context.report({ node, messageId: 'console', data: { call, instead } });
    };
    return {
      Identifier(node) {
        if (node.name !== 'console' || isName(node) || findVariable(context, node, 'console')) return;
        report(node, methodOf(node));
      },
      MemberExpression(node) {
        const { object } = node;
        if (memberName(node) !== 'console' || object?.type !== 'Identifier' || typeof object.name !== 'string') return;
        if (!GLOBAL_OBJECTS.has(object.name) || findVariable(context, object, object.name)) return;
        report(node, methodOf(node));
      },
      ImportDeclaration(node) {
        if (MODULES.has(literalText(node.source) ?? '')) report(node, undefined);
      },
    };
  },
};
