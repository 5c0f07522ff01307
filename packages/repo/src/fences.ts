/** A TypeScript code fence of a Markdown file. */
export interface Fence {
  /** Line of the opening backticks, from 1. */
  readonly line: number;
  readonly code: string;
  /** False for `ts no-run`: type-checked only. */
  readonly run: boolean;
  /** From a first line such as `// telemetry/catalog.ts`: later fences of the same document can import it. A `.cts` is CommonJS. */
  readonly file: string | undefined;
}

const OPEN = /^(\s*)(`{3,})ts\b(.*)$/;

/** Every fence marked `ts`, in order. Other languages are not code that this workspace can run. */
export const tsFences = (markdown: string): readonly Fence[] => {
  const lines = markdown.split(/\r?\n/);
  const fences: Fence[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const open = OPEN.exec(lines[index] ?? '');
    if (open === null) continue;
    const [, indent = '', ticks = '', info = ''] = open;
    const end = lines.findIndex((line, at) => at > index && line.trim() === ticks);
    const last = end === -1 ? lines.length : end;
    const body = lines
      .slice(index + 1, last)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    const named = /^\/\/ ((?:[\w-]+\/)*[\w.-]+\.[cm]?ts)\b/.exec(body[0] ?? '');
    fences.push({
      line: index + 1,
      code: `${body.join('\n')}\n`,
      run: !/\bno-run\b/.test(info),
      file: named?.[1],
    });
    index = last;
  }
  return fences;
};
