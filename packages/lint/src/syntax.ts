/**
 * The part of a syntax node that the rules read. ESLint's parser, those for TypeScript, and oxlint make nodes of this shape
 * (ESTree), so no type of theirs is needed here.
 */
export interface SyntaxNode {
  readonly type: string;
  readonly parent?: SyntaxNode | null | undefined;
  readonly name?: unknown;
  readonly value?: unknown;
  readonly operator?: string | undefined;
  readonly computed?: boolean | undefined;
  readonly object?: SyntaxNode | undefined;
  readonly property?: SyntaxNode | undefined;
  readonly key?: SyntaxNode | undefined;
  readonly callee?: SyntaxNode | undefined;
  readonly arguments?: readonly SyntaxNode[] | undefined;
  readonly argument?: SyntaxNode | null | undefined;
  readonly expression?: SyntaxNode | boolean | undefined;
  readonly expressions?: readonly SyntaxNode[] | undefined;
  readonly quasi?: SyntaxNode | undefined;
  readonly quasis?: readonly SyntaxNode[] | undefined;
  readonly left?: SyntaxNode | undefined;
  readonly right?: SyntaxNode | undefined;
  readonly consequent?: unknown;
  readonly alternate?: unknown;
  readonly properties?: readonly SyntaxNode[] | undefined;
  readonly elements?: readonly (SyntaxNode | null)[] | undefined;
  readonly source?: SyntaxNode | null | undefined;
  readonly id?: SyntaxNode | null | undefined;
  readonly init?: SyntaxNode | null | undefined;
  readonly kind?: string | undefined;
  readonly importKind?: string | undefined;
  readonly exportKind?: string | undefined;
  readonly moduleReference?: SyntaxNode | undefined;
}

/** Whether a value is a syntax node. */
export const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** Wrappers that change what the type checker sees and not the value, and `?.` around a chain. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'AwaitExpression',
  'ChainExpression',
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSInstantiationExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
]);

/** The expression inside of casts, `!`, `await`, parentheses and optional chains. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (WRAPPERS.has(inner.type)) {
    const next = inner.type === 'AwaitExpression' ? inner.argument : inner.expression;
    if (!isNode(next)) break;
    inner = next;
  }
  return inner;
}

/** A text that stands in the code as it is. */
export function literalText(node: SyntaxNode | null | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions?.length === 0) return quasiText(node.quasis?.[0]);
  return undefined;
}

/** The text of one constant piece of a template. */
export function quasiText(quasi: SyntaxNode | undefined): string {
  const { cooked } = (quasi?.value ?? {}) as { readonly cooked?: unknown };
  return typeof cooked === 'string' ? cooked : '';
}

/** The name of the member that a member expression reads: `info` of `log.info`, `log['info']` and `this.#info`. */
export function memberName({ property, computed }: SyntaxNode): string | undefined {
  if (property === undefined) return undefined;
  if (computed === true) return literalText(property);
  return typeof property.name === 'string' ? property.name : undefined;
}

/** The last name of an identifier or of a path of members: `body` of `body` and of `request.body`. */
export function tailName(node: SyntaxNode): string | undefined {
  const inner = unwrap(node);
  if (inner.type === 'Identifier') return typeof inner.name === 'string' ? inner.name : undefined;
  if (inner.type === 'ThisExpression') return 'this';
  return inner.type === 'MemberExpression' ? memberName(inner) : undefined;
}
