/** A word of an action: `$labels.job`, `humanize`, `"text"`, `|`; blanks between two of them are one. */
export interface Token {
  readonly kind: 'blank' | 'string' | 'number' | 'variable' | 'field' | 'word' | 'sign';
  readonly text: string;
}

const KINDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['blank', /[ \t\r\n]+/y],
  ['string', /"(?:[^"\\\n]|\\(?:[abfnrtv\\"]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|[0-3][0-7]{2}))*"/y],
  ['string', /`[^`]*`/y],
  ['number', /[+-]?(?:0x[\da-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)(?![\w.])/y],
  ['variable', /\$\w*/y],
  ['field', /\.[A-Za-z_]\w*/y],
  ['word', /[A-Za-z_]\w*/y],
  ['sign', /:=|[=|(),.]/y],
];

const COMMENT: readonly Token[] = [];

function tokenAt(text: string, at: number): Token | undefined {
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) return { kind, text: found };
  }
  return undefined;
}

/** The words of one action, and where the text goes on behind its `}}`; undefined where Go finds no word or no end. */
function actionAt(text: string, from: number): { readonly tokens: readonly Token[]; readonly end: number } | undefined {
  const tokens: Token[] = [];
  // A minus with a blank takes the white space of the text around away.
  let at = /^-[ \t\r\n]/.test(text.slice(from, from + 2)) ? from + 1 : from;
  const comment = /^\s*\/\*[^]*?\*\/(?:\s+-)?\}\}/.exec(text.slice(at));
  if (comment !== null) return { tokens: COMMENT, end: at + comment[0].length };
  for (;;) {
    const [end] = /^(?:[ \t\r\n]-)?\}\}/.exec(text.slice(at, at + 4)) ?? [];
    if (end !== undefined) return { tokens, end: at + end.length };
    const token = tokenAt(text, at);
    if (token === undefined) return undefined;
    tokens.push(token);
    at += token.text.length;
  }
}

/** Actions of a template of Go, each as its words; undefined in place of one that cannot be read, which is the last. */
export function actionsOf(template: string): readonly (readonly Token[] | undefined)[] {
  const found: (readonly Token[] | undefined)[] = [];
  let at = template.indexOf('{{');
  while (at !== -1) {
    const action = actionAt(template, at + 2);
    if (action?.tokens !== COMMENT) found.push(action?.tokens);
    if (action === undefined) break;
    at = template.indexOf('{{', action.end);
  }
  return found;
}
