import {
  type Building,
  buildingOf,
  isFormat,
  isPlainText,
  isUnknownText,
  partsOf,
  withoutPlaces,
} from '../built-text.ts';
import { createLogCallReader } from '../log-call.ts';
import { type LintContext, type LintRule, namesSchema } from '../rule.ts';
import type { SyntaxNode } from '../syntax.ts';

const WHY =
  'so every line has another text: nobody can count or search it, and the values lose the names that redaction goes by';
const FIX = '; fix: keep the message constant and pass the values as fields: `{{instead}}`.';

/** Room for the constant part of a message in the line that shows how to write it. */
const MAX_TEXT_LENGTH = 60;
const MAX_NAMES = 4;

const quoted = (text: string): string => (text.includes("'") ? JSON.stringify(text) : `'${text}'`);

/** The call as it should be, from the names and the constant pieces of the built text. */
function instead(context: LintContext, method: string, { node, building, fields: before, values }: Built): string {
  if (building === 'errorText') return `log.${method}({ ${before}err: error }, 'order refused')`;
  const all = [node, ...values].map((one) => partsOf(context, one));
  const names = all.flatMap((parts) => parts.names);
  const text = withoutPlaces(all[0]?.texts.join(' ') ?? '')
    .replaceAll(/[\s:=,;([{<#]+(?=\s|$)/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const fields = [...new Set(names)].slice(0, MAX_NAMES).join(', ') || 'id';
  const shown = /\w/.test(text) && text.length <= MAX_TEXT_LENGTH ? text : 'order created';
  return `log.${method}({ ${before}${fields} }, ${quoted(shown)})`;
}

interface Built {
  readonly node: SyntaxNode;
  readonly building: Building;
  /** What stands for the fields that the call has already. */
  readonly fields: '' | '…, ';
  /** What is to be put into a format. */
  readonly values: readonly SyntaxNode[];
}

/** The argument that is the message: the first one where it is a text, else the one after the fields. */
function builtMessage(context: LintContext, given: readonly SyntaxNode[]): Built | undefined {
  for (const [index, node] of given.slice(0, 2).entries()) {
    const fields = index === 0 ? '' : '…, ';
    if (node.type === 'SpreadElement') return undefined;
    if (isPlainText(context, node)) {
      const values = given.slice(index + 1);
      return values.length > 0 && isFormat(context, node) ? { node, building: 'format', fields, values } : undefined;
    }
    const building = buildingOf(context, node);
    if (building !== undefined) return { node, building, fields, values: [] };
    // Of two arguments the first may be fields, of which nobody knows more either.
    if (index === Math.min(given.length, 2) - 1 && isUnknownText(context, node))
      return { node, building: 'value', fields, values: [] };
  }
  return undefined;
}

/** Refuses log messages put together from values. */
export const noBuiltLogMessage: LintRule = {
  meta: {
    type: 'problem',
    docs: { description: 'Refuses log messages put together from values.' },
    schema: namesSchema('loggers'),
    messages: {
      template: `The message of this log call is a template with values in it, ${WHY}${FIX}`,
      concatenation: `The message of this log call is joined from values, ${WHY}${FIX}`,
      format: `The message of this log call has places for values, which nobody fills: they are no parts of the message${FIX}`,
      value: `The message of this log call is a value that nobody knows here, ${WHY}${FIX}`,
      conversion: `The message of this log call is a value made into text, ${WHY}${FIX}`,
      errorText: `The message of this log call is the text of an error, ${WHY}; stack and causes are lost; fix: pass the error as a field and say what failed: \`{{instead}}\`.`,
    },
  },
  create(context) {
    const read = createLogCallReader(context);
    return {
      CallExpression(call) {
        const logCall = read(call);
        if (logCall === undefined || logCall.method === 'child') return;
        const { method, arguments: given } = logCall;
        const built = builtMessage(context, given);
        if (built === undefined) return;
        const { node, building } = built;
        context.report({ node, messageId: building, data: { instead: instead(context, method, built) } });
      },
    };
  },
};
