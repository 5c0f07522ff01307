import type { SyntaxNode } from './syntax.ts';

/** A variable of a scope, as ESLint's scope analysis describes it. */
interface Variable {
  readonly defs: readonly {
    readonly type: string;
    readonly node: SyntaxNode;
    readonly parent?: SyntaxNode | null | undefined;
  }[];
}

interface Scope {
  readonly set: { get(name: string): Variable | undefined };
  readonly upper: Scope | null;
}

/** The part of a rule's context that the rules use; ESLint and oxlint both have it. */
export interface LintContext {
  readonly options: readonly unknown[];
  /** Of it `getScope` is used. Its type is loose, because ESLint's own is generic over languages. */
  readonly sourceCode: object;
  report(finding: {
    readonly node: SyntaxNode;
    readonly messageId: string;
    readonly data: Readonly<Record<string, string>>;
  }): void;
}

/** What a rule does at which kind of node. */
export interface LintVisitor {
  readonly [selector: string]: (node: SyntaxNode) => void;
}

/** A rule in the form that ESLint and oxlint take. */
export interface LintRule {
  readonly meta: {
    readonly type: 'problem' | 'suggestion';
    readonly docs: { readonly description: string };
    readonly schema: readonly Readonly<Record<string, unknown>>[];
    readonly messages: Readonly<Record<string, string>>;
  };
  create(context: LintContext): LintVisitor;
}

/** The variable that a name means at this place; undefined for a global. */
export function findVariable(context: LintContext, at: SyntaxNode, name: string): Variable | undefined {
  const source = context.sourceCode as { getScope(node: SyntaxNode): Scope };
  for (let scope: Scope | null = source.getScope(at); scope !== null; scope = scope.upper) {
    const variable = scope.set.get(name);
    // A global that the configuration declares is in the outermost scope, without a definition.
    if (variable !== undefined && variable.defs.length > 0) return variable;
  }
  return undefined;
}

/** What a `const` of this file was given, for an identifier that means one. */
export function constantOf(context: LintContext, identifier: SyntaxNode): SyntaxNode | undefined {
  if (identifier.type !== 'Identifier' || typeof identifier.name !== 'string') return undefined;
  const [definition, second] = findVariable(context, identifier, identifier.name)?.defs ?? [];
  if (definition?.type !== 'Variable' || second !== undefined) return undefined;
  const { id, init } = definition.node;
  return definition.parent?.kind === 'const' && id?.type === 'Identifier' ? (init ?? undefined) : undefined;
}

/** The names given in the rule's one options object, else the rule's own. */
export function namesOption(context: LintContext, option: string, names: readonly string[]): readonly string[] {
  const [given] = context.options as readonly (Readonly<Record<string, unknown>> | undefined)[];
  return (given?.[option] as readonly string[] | undefined) ?? names;
}

/** The schema of options that are lists of names. */
export const namesSchema = (...options: readonly string[]): LintRule['meta']['schema'] => [
  {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      options.map((option) => [
        option,
        { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1, uniqueItems: true },
      ]),
    ),
  },
];
