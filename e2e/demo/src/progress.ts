/** What the demo is doing, on stderr: one line that is rewritten on a terminal, a line a step elsewhere. */
export interface Progress {
  (line: string): void;
  /** Takes the line away, so that the report stands alone. */
  done(): void;
}

export function createProgress(out: NodeJS.WriteStream = process.stderr): Progress {
  const began = Date.now();
  let last = '';
  const say = (line: string): void => {
    const seconds = `${((Date.now() - began) / 1_000).toFixed(1)} s`.padStart(7);
    if (out.isTTY) out.write(`\r\u001B[K${seconds}  ${line}`);
    // Without a terminal, numbers that only count up would fill the page.
    else if (line.replaceAll(/\d+/g, '') !== last) out.write(`${seconds}  ${line}\n`);
    last = line.replaceAll(/\d+/g, '');
  };
  return Object.assign(say, { done: () => void (out.isTTY && out.write('\r\u001B[K')) });
}
