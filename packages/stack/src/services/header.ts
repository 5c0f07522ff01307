/** What stands above every generated file. */
export const header = (what: string): string =>
  `${what}\nWritten by \`plumbline stack generate\`: change plumbline.stack.ts, not this file.`;
