import { constantOf, type LintContext } from './rule.ts';
import { isNode, literalText, memberName, quasiText, type SyntaxNode, tailName, unwrap } from './syntax.ts';

/** How a text was put together from values. */
export type Building = 'template' | 'concatenation' | 'conversion' | 'errorText' | 'format' | 'value';

/** Constants that stand for other constants are followed this far. */
const MAX_STEPS = 5;

const CONVERTERS: ReadonlySet<string> = new Set([
  'String',
  'format',
  'formatWithOptions',
  'inspect',
  'stringify',
  'sprintf',
]);

// Only what always makes a text of a value: `slice` or `concat` may as well be an array's.
const TEXT_METHODS: ReadonlySet<string> = new Set([
  'toFixed',
  'toISOString',
  'toLocaleString',
  'toString',
  'join',
  'replace',
  'replaceAll',
]);

const ERROR_NAME = /^(?:e|ex|err|error|exception|cause)$|(?:Error|Exception)$/;

/** Whether an expression has the same value in every call: literals, and constants of this file made of literals. */
function isConstant(context: LintContext, node: SyntaxNode, steps = 0): boolean {
  const inner = unwrap(node);
  const all = (parts: readonly (SyntaxNode | undefined)[]): boolean =>
    parts.every((part) => part !== undefined && isConstant(context, part, steps));
  switch (inner.type) {
    case 'Literal':
      return true;
    case 'TemplateLiteral':
      return all(inner.expressions ?? []);
    case 'BinaryExpression':
      return all([inner.left, inner.right]);
    case 'Identifier': {
      const value = steps < MAX_STEPS ? constantOf(context, inner) : undefined;
      return value !== undefined && isConstant(context, value, steps + 1);
    }
    default:
      return false;
  }
}

/** `String(x)`, `JSON.stringify(x)`, `util.format(…)`, `x.toString()` and their like. */
function isConversion({ callee }: SyntaxNode): boolean {
  const inner = callee && unwrap(callee);
  if (inner === undefined) return false;
  if (CONVERTERS.has(tailName(inner) ?? '')) return true;
  return inner.type === 'MemberExpression' && TEXT_METHODS.has(memberName(inner) ?? '');
}

const isErrorText = ({ object, ...member }: SyntaxNode): boolean =>
  ['message', 'stack'].includes(memberName(member) ?? '') &&
  object !== undefined &&
  ERROR_NAME.test(tailName(object) ?? '');

/** How an expression puts a text together from values; undefined where it does not, or where nobody can tell. */
export function buildingOf(context: LintContext, node: SyntaxNode, steps = 0): Building | undefined {
  const inner = unwrap(node);
  const first = (...branches: readonly unknown[]): Building | undefined => {
    for (const branch of branches) {
      const found = isNode(branch) ? buildingOf(context, branch, steps) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  switch (inner.type) {
    case 'TemplateLiteral':
      return isConstant(context, inner) ? undefined : 'template';
    case 'TaggedTemplateExpression':
      return (inner.quasi?.expressions?.length ?? 0) > 0 ? 'template' : undefined;
    case 'BinaryExpression':
      return inner.operator === '+' && !isConstant(context, inner) ? 'concatenation' : undefined;
    case 'CallExpression':
      return isConversion(inner) ? 'conversion' : undefined;
    case 'MemberExpression':
      return isErrorText(inner) ? 'errorText' : undefined;
    case 'ConditionalExpression':
      return first(inner.consequent, inner.alternate);
    case 'LogicalExpression':
      return first(inner.left, inner.right);
    case 'Identifier':
      return steps < MAX_STEPS ? buildingOf(context, constantOf(context, inner) ?? EMPTY, steps + 1) : undefined;
    default:
      return undefined;
  }
}

/** Names of constants: `ORDER_CREATED`, `MESSAGES.created`, `Message.Created`. */
const CONSTANT_NAME = /^[A-Z]/;

/** `order.note` and `ctx.t('x')`: another text each time, and nothing says which. An error passes: it has a message of its own. */
export function isUnknownText(context: LintContext, node: SyntaxNode): boolean {
  const inner = unwrap(node);
  const any = (...branches: readonly unknown[]): boolean =>
    branches.some((branch) => isNode(branch) && isUnknownText(context, branch));
  if (inner.type === 'ConditionalExpression') return any(inner.consequent, inner.alternate);
  if (inner.type === 'LogicalExpression') return any(inner.left, inner.right);
  const callee = inner.type === 'CallExpression' ? inner.callee && unwrap(inner.callee) : inner;
  if (callee === undefined || (callee === inner && inner.type !== 'MemberExpression')) return false;
  if (ERROR_NAME.test(tailName(callee) ?? '')) return false;
  if (callee !== inner) return true;
  const names = [tailName(inner), inner.object && tailName(inner.object)];
  return !names.some((name) => CONSTANT_NAME.test(name ?? '')) && !isOfConstant(context, inner.object);
}

/** Whether an object of this file is meant, whose members stand in the code. */
function isOfConstant(context: LintContext, object: SyntaxNode | undefined): boolean {
  const value = object && constantOf(context, unwrap(object));
  return value !== undefined && unwrap(value).type === 'ObjectExpression';
}

/** A place for a value, as `printf` and `util.format` have it. */
const PLACE = /%[sdifjoO]/g;

/** Whether a text that stands in the code asks for values. */
export const isFormat = (context: LintContext, node: SyntaxNode): boolean =>
  partsOf(context, node).texts.join('').search(PLACE) !== -1;

/** Such a text without the places. */
export const withoutPlaces = (text: string): string => text.replaceAll(PLACE, '');

const EMPTY: SyntaxNode = { type: 'EmptyStatement' };

/** Whether an expression is a text that stands in the code, and so the message of the call. */
export const isPlainText = (context: LintContext, node: SyntaxNode): boolean =>
  isConstant(context, node) && !(unwrap(node).type === 'Literal' && literalText(unwrap(node)) === undefined);

/** The constant pieces of a built text, and the names of the values between them, in order. */
export interface TextParts {
  readonly texts: readonly string[];
  readonly names: readonly string[];
}

const NOTHING: TextParts = { texts: [], names: [] };

const joined = (all: readonly TextParts[]): TextParts => ({
  texts: all.flatMap(({ texts }) => texts),
  names: all.flatMap(({ names }) => names),
});

/** Takes a built text apart, so that a message can say what to write instead. */
export function partsOf(context: LintContext, node: SyntaxNode | undefined, steps = 0): TextParts {
  if (node === undefined || steps > MAX_STEPS) return NOTHING;
  const inner = unwrap(node);
  const of = (part: SyntaxNode | undefined): TextParts => partsOf(context, part, steps + 1);
  const text = literalText(inner);
  if (text !== undefined) return { texts: [text], names: [] };
  switch (inner.type) {
    case 'TemplateLiteral':
      return joined([
        { texts: (inner.quasis ?? []).map(quasiText), names: [] },
        ...(inner.expressions ?? []).map((expression) => of(expression)),
      ]);
    case 'TaggedTemplateExpression':
      return of(inner.quasi);
    case 'BinaryExpression':
      return joined([of(inner.left), of(inner.right)]);
    case 'CallExpression':
      return joined((isConversion(inner) ? (inner.arguments ?? []) : []).map((argument) => of(argument)));
    case 'Identifier': {
      const value = constantOf(context, inner);
      return value === undefined || buildingOf(context, value) === undefined ? named(inner) : of(value);
    }
    default:
      return named(inner);
  }
}

function named(node: SyntaxNode): TextParts {
  const name = tailName(node);
  return name === undefined || !/^[A-Za-z_$][\w$]*$/.test(name) ? NOTHING : { texts: [], names: [name] };
}
