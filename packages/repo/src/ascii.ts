import ts from 'typescript';

/** Each as an escape that says the same in a text and in an expression. */
const escapeUnits = (text: string): string =>
  text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const literal = (text: string): string => escapeUnits(JSON.stringify(text));

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** `String.raw` of a text as that text; what stands between is a text as well, and so a sum of them says the same. */
function rawEdits({ template, tag }: ts.TaggedTemplateExpression, file: ts.SourceFile): readonly Edit[] {
  const start = tag.getStart(file);
  if (ts.isNoSubstitutionTemplateLiteral(template))
    return [{ start, end: template.end, text: literal(template.rawText ?? '') }];
  const { head, templateSpans } = template;
  return [
    { start, end: head.end, text: `(${literal(head.rawText ?? '')} + (` },
    ...templateSpans.map(({ literal: part }) => ({
      start: part.getStart(file),
      end: part.end,
      text: `) + ${literal(part.rawText ?? '')}${ts.isTemplateTail(part) ? ')' : ' + ('}`,
    })),
  ];
}

/**
 * The same code in ASCII: expressions, `String.raw` and comments, which are what esbuild leaves as it is. V8 keeps a file of
 * which one character is beyond Latin-1 with two bytes for each character, for as long as the process runs.
 */
export function toAscii(code: string): string {
  if (escapeUnits(code) === code) return code;
  const file = ts.createSourceFile('chunk.js', code, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText(file) === 'String.raw') {
      const all = rawEdits(node, file);
      const said = code.slice(node.getStart(file), node.end);
      if (escapeUnits(said) !== said) edits.push(...all);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  let at = 0;
  let text = '';
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    text += escapeUnits(code.slice(at, edit.start)) + edit.text;
    at = edit.end;
  }
  return text + escapeUnits(code.slice(at));
}
