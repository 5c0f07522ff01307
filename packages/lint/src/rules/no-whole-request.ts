import { createLogCallReader } from '../log-call.ts';
import { constantOf, findVariable, type LintContext, type LintRule, namesOption, namesSchema } from '../rule.ts';
import { isNode, memberName, type SyntaxNode, tailName, unwrap } from '../syntax.ts';

/** Names of things that hold everything a caller sent. */
const WHOLE: readonly string[] = ['req', 'request', 'headers', 'rawHeaders', 'cookies', 'body'];

/** Parts of a request that are something else under this name elsewhere: a query is also one of a database. */
const PARTS: ReadonlySet<string> = new Set(['query', 'params']);
const REQUESTS: ReadonlySet<string> = new Set(['req', 'request', 'ctx', 'context']);

/** Calls whose result holds what was passed to them. */
const COPIES: ReadonlySet<string> = new Set([
  'assign',
  'fromEntries',
  'entries',
  'inspect',
  'stringify',
  'String',
  'structuredClone',
]);

/** Methods of a fetch `Request` that read its whole body. */
const BODY_READERS: ReadonlySet<string> = new Set(['formData', 'json', 'text']);

/** Objects in objects are looked through this far, as the copies and constants on the way. */
const MAX_DEPTH = 6;

const EXAMPLES: Readonly<Record<string, string>> = {
  body: '{ item_id: body.itemId }',
  cookies: '{ signed_in: cookies.session !== undefined }',
  params: '{ order_id: request.params.orderId }',
  query: '{ page: request.query.page }',
};
const BY_DEFAULT = "{ content_type: request.headers['content-type'] }";

const isRequest = (node: SyntaxNode | null | undefined): boolean => isNode(node) && REQUESTS.has(tailName(node) ?? '');

/** `req.query`, `ctx.request.params`, and `query` after `const { query } = req`. */
function isPartOfRequest(context: LintContext, node: SyntaxNode): boolean {
  const name = tailName(node) ?? '';
  if (!PARTS.has(name)) return false;
  if (node.type === 'MemberExpression') return isRequest(node.object);
  const [definition] = findVariable(context, node, name)?.defs ?? [];
  return (
    definition?.type === 'Variable' && definition.node.id?.type === 'ObjectPattern' && isRequest(definition.node.init)
  );
}

interface Found {
  readonly node: SyntaxNode;
  readonly name: string;
}

function createFinder(context: LintContext): (node: SyntaxNode) => readonly Found[] {
  const names: ReadonlySet<string> = new Set(namesOption(context, 'names', WHOLE));

  function inCall(call: SyntaxNode, depth: number): readonly Found[] {
    const callee = call.callee && unwrap(call.callee);
    if (callee === undefined) return [];
    if (COPIES.has(tailName(callee) ?? '')) return (call.arguments ?? []).flatMap((one) => find(one, depth + 1));
    if (callee.type !== 'MemberExpression' || !BODY_READERS.has(memberName(callee) ?? '')) return [];
    const of = callee.object && tailName(callee.object);
    return of !== undefined && names.has(of) ? [{ node: call, name: 'body' }] : [];
  }

  function inName(node: SyntaxNode, depth: number): readonly Found[] {
    const value = constantOf(context, node);
    const inner = value && unwrap(value);
    const name = tailName(node);
    if (name !== undefined && names.has(name)) {
      // A constant of that name may be a literal, or an object that names its fields.
      return inner?.type === 'Literal' || inner?.type === 'ObjectExpression' ? [] : [{ node, name }];
    }
    if (isPartOfRequest(context, node)) return [{ node, name: name ?? '' }];
    // What a constant holds is reported where it is logged.
    return inner === undefined ? [] : find(inner, depth + 1).map((found) => ({ node, name: found.name }));
  }

  function find(node: SyntaxNode, depth = 0): readonly Found[] {
    if (depth > MAX_DEPTH) return [];
    const inner = unwrap(node);
    switch (inner.type) {
      case 'Identifier':
      case 'MemberExpression':
        return inName(inner, depth);
      case 'ObjectExpression':
        return (inner.properties ?? []).flatMap((property) => {
          const value = property.type === 'SpreadElement' ? property.argument : property.value;
          return isNode(value) ? find(value, depth + 1) : [];
        });
      case 'ArrayExpression':
        return (inner.elements ?? []).flatMap((element) => (element ? find(element, depth + 1) : []));
      case 'SpreadElement':
        return inner.argument ? find(inner.argument, depth + 1) : [];
      case 'ConditionalExpression':
        return [inner.consequent, inner.alternate].flatMap((one) => (isNode(one) ? find(one, depth + 1) : []));
      case 'LogicalExpression':
        return [inner.left, inner.right].flatMap((one) => (one ? find(one, depth + 1) : []));
      case 'CallExpression':
        return inCall(inner, depth);
      default:
        return [];
    }
  }
  return find;
}

/** Refuses log calls that take a request, its headers, cookies or body along as a whole. */
export const noWholeRequest: LintRule = {
  meta: {
    type: 'problem',
    docs: { description: 'Refuses a whole request, its headers, cookies or body in the fields of a log call.' },
    schema: namesSchema('loggers', 'names'),
    messages: {
      whole:
        'This log call takes the whole `{{name}}` along: credentials, personal data and whatever a caller adds tomorrow; fix: name the fields that are needed: `{{example}}`; method, route, status and duration are on the summary line of the request.',
    },
  },
  create(context) {
    const read = createLogCallReader(context);
    const find = createFinder(context);
    return {
      CallExpression(call) {
        for (const { node, name } of (read(call)?.arguments ?? []).flatMap((argument) => find(argument))) {
          context.report({ node, messageId: 'whole', data: { name, example: EXAMPLES[name] ?? BY_DEFAULT } });
        }
      },
    };
  },
};
