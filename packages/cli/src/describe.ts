import { realpathSync } from 'node:fs';
import path from 'node:path';
import { type CommandIo, type DescribeOptions, type ErrorCode, PlumblineError } from '@plumbline/core';
import { askConfig } from './config-child.ts';
import { findConfig } from './doctor/load-config.ts';
import { findApplication } from './installation.ts';

/** What the process that imported the configuration says to a describer's question. */
export type DescribeAnswer =
  | { readonly value?: unknown }
  | {
      readonly fault: {
        /** Undefined where the describer threw something that is no error of ours. */
        readonly code: ErrorCode | undefined;
        readonly what: string;
        readonly fix: string | undefined;
      };
    };

const invalid = (what: string, fix?: string): PlumblineError =>
  new PlumblineError('PLB_CONFIG_INVALID', what, fix === undefined ? {} : { fix });

/** Makes the `describe` of a {@link CommandIo}: asks the configuration of the application in this folder or above. */
export function createDescribe({ cwd, env }: Pick<CommandIo, 'cwd' | 'env'>): CommandIo['describe'] {
  return async <Answer>(entry: URL, args: readonly string[] = [], options: DescribeOptions = {}): Promise<Answer> => {
    const application = findApplication(cwd);
    const directory = application === undefined ? undefined : realpathSync(application);
    const file = directory === undefined ? undefined : findConfig(directory);
    if (directory === undefined || file === undefined) {
      throw invalid(
        'there is no plumbline.config.ts',
        'Run this in the folder of the application. Where there is none yet, `npx plumbline init` writes one; where `start` is handed an object, make that the default export of plumbline.config.ts and import it.',
      );
    }
    const name = path.relative(directory, file);
    const answer = await askConfig({ directory, file, env, describer: { entry, args }, ...options });
    if ('silent' in answer) throw invalid(`${name}: ${answer.silent}`);
    const said = answer.value as DescribeAnswer;
    if (!('fault' in said)) return said.value as Answer;
    const { code, what, fix } = said.fault;
    if (code === undefined) throw new Error(what);
    if (fix === undefined) throw new PlumblineError(code, `${name}: ${what}`);
    throw new PlumblineError(code, what, { fix });
  };
}
