import type { CommandIo, Describer } from '@plumbline/core';
import { commands } from '../src/cli.ts';

export interface Ran {
  readonly code: number | undefined;
  readonly out: string;
}

/** Runs one of this package's commands, whose configuration is asked in this process. */
export async function runCommand(command: string, config: object, args: readonly string[]): Promise<Ran> {
  let out = '';
  const io: CommandIo = {
    cwd: '.',
    env: {},
    stdout: (text) => void (out += text),
    stderr: () => undefined,
    async describe<Answer>(entry: URL, given: readonly string[] = []): Promise<Answer> {
      const { describe } = (await import(entry.href)) as { readonly describe: Describer };
      return JSON.parse(JSON.stringify(await describe(config, given))) as Answer;
    },
  };
  const code = await commands.find(({ name }) => name === command)?.run(args, io);
  return { code, out };
}
