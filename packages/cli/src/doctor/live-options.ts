import { existsSync } from 'node:fs';
import path from 'node:path';
import { type CommandIo, PlumblineError } from '@plumbline/core';
import type { LiveOptions } from './live.ts';

/** Seconds that `--live` may take. */
const DEFAULT_SECONDS = 10;
const MAX_SECONDS = 300;

interface LiveArguments {
  readonly live: boolean;
  readonly timeout?: string | undefined;
  readonly as?: string | undefined;
  readonly 'start-options'?: string | undefined;
}

const wrong = (what: string, fix: string): PlumblineError =>
  new PlumblineError('PLB_CLI_USAGE', `doctor: ${what}`, { fix });

/** What goes with `--live`; undefined without it. Throws PLB_CLI_USAGE. */
export function liveOptions(options: LiveArguments, io: CommandIo): LiveOptions | undefined {
  const { live, timeout, as: actor, 'start-options': file } = options;
  if (!live) {
    const name = (['timeout', 'as', 'start-options'] as const).find((one) => options[one] !== undefined);
    if (name !== undefined) throw wrong(`\`--${name}\` is for \`--live\``, 'Add `--live`, or leave it out.');
    return undefined;
  }
  const seconds = timeout === undefined ? DEFAULT_SECONDS : Number(timeout);
  if (!(seconds >= 1 && seconds <= MAX_SECONDS)) {
    throw wrong(`\`--timeout\` must be 1 to ${MAX_SECONDS} seconds`, 'Write it as `--timeout 10`.');
  }
  if (actor !== undefined && !/^[\w.:-]{1,100}$/.test(actor)) {
    throw wrong('`--as` must be an opaque ID', 'Write 1 to 100 letters, digits, `.`, `_`, `:` or `-`: no address.');
  }
  const startOptions = file === undefined ? undefined : path.resolve(io.cwd, file);
  if (startOptions !== undefined && !existsSync(startOptions)) {
    throw wrong('`--start-options` names a file that is not there', 'Name the module that exports the audit store.');
  }
  return { timeoutMs: seconds * 1_000, actor: actor ?? `uid-${process.getuid?.() ?? 'unknown'}`, startOptions };
}
