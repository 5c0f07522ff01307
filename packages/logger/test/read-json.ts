/**
 * Reads JSON as a strict parser of another language would: a name that stands twice in one object is an error, and so is
 * anything that is not JSON (RFC 8259). `JSON.parse` says nothing of repeated names.
 */
export function namesOnce(text: string): void {
  JSON.parse(text);
  const objects: (Set<string> | undefined)[] = [];
  for (const [token, name, colon] of text.matchAll(/"((?:[^"\\]|\\.)*)"(\s*:)?|[{}[\]]/gs)) {
    if (token === '{') objects.push(new Set());
    else if (token === '[') objects.push(undefined);
    else if (token === '}' || token === ']') objects.pop();
    else if (colon !== undefined) {
      const key = JSON.parse(`"${name}"`) as string;
      if (objects.at(-1)?.has(key) === true) throw new Error(`${JSON.stringify(key)} stands twice`);
      objects.at(-1)?.add(key);
    }
  }
}
