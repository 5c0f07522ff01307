/** A text as a literal of the language. */
export const literal = (text: string): string =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;

/** The text of a module whose constants are these. */
export function moduleOf(constants: object, notes: Readonly<Record<string, string>>): string {
  const head =
    '// Written by `npm run tables` from the lists of rules and words, and held against them by a test: not to be edited.';
  const parts = Object.entries(constants).map(([name, value]) => {
    const type = typeof value === 'object' ? `: ${typeOf(value as object)}` : '';
    return `/** ${notes[name] ?? ''} */\nexport const ${name}${type} = ${valueOf(value)};\n`;
  });
  return [head, ...parts].join('\n');
}

function valueOf(value: unknown): string {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return `[${value.map(valueOf).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, one]) => `${literal(key)}: ${valueOf(one)}`)
      .join(', ')} }`;
  return String(value);
}

function typeOf(value: object): string {
  if (Array.isArray(value)) return 'readonly string[]';
  return `Readonly<Record<string, ${typeof Object.values(value)[0]}>>`;
}
