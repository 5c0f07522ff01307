import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { PlumblineError, toError } from '@plumbline/core';

/** Reads the options of one command. Throws PLB_CLI_USAGE for one it does not know. */
export function parseOptions<const Options extends ParseArgsOptionsConfig>(
  command: string,
  args: readonly string[],
  options: Options,
): ReturnType<typeof parseArgs<{ options: Options }>>['values'] {
  try {
    return parseArgs<{ options: Options }>({ args: [...args], options, allowPositionals: false, strict: true } as never)
      .values;
  } catch (error) {
    const [what = 'wrong options'] = toError(error).message.split('. ');
    throw new PlumblineError('PLB_CLI_USAGE', `${command}: ${what}`, {
      fix: `Run \`npx plumbline ${command} --help\`.`,
    });
  }
}
