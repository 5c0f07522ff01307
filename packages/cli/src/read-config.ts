import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Describer, isPlumblineError, toError } from '@plumbline/core';
import { describeConfig, NO_DEFAULT } from './doctor/describe-config.ts';
import { askStart } from './doctor/start-faults.ts';
import type { DescribeAnswer } from './describe.ts';
import { resolveAsTypeScript } from './resolve-as-typescript.ts';

/**
 * Imports one configuration file and answers on descriptor 3: `node read-config.js FILE` with what the doctor reads,
 * `node read-config.js FILE ENTRY ARGS` with what the describer at ENTRY returns.
 */

const importDefault = async (url: string): Promise<unknown> =>
  ((await import(url)) as { readonly default?: unknown }).default;

function asFault(thrown: unknown, code: 'PLB_CONFIG_INVALID' | undefined): DescribeAnswer {
  if (isPlumblineError(thrown)) {
    const what = thrown.message.slice(`${thrown.code}: `.length, thrown.message.lastIndexOf('\n  fix: '));
    return { fault: { code: thrown.code, what, fix: thrown.fix } };
  }
  return { fault: { code, what: toError(thrown).message, fix: undefined } };
}

async function describeWith(file: string, entry: string, args: string): Promise<DescribeAnswer> {
  let config: unknown;
  try {
    config = await importDefault(file);
  } catch (error) {
    return asFault(error, 'PLB_CONFIG_INVALID');
  }
  if (typeof config !== 'object' || config === null) return asFault(NO_DEFAULT, 'PLB_CONFIG_INVALID');
  try {
    const { describe } = (await import(entry)) as { readonly describe: Describer };
    return { value: await describe(config, JSON.parse(args) as readonly string[]) };
  } catch (error) {
    return asFault(error, undefined);
  }
}

async function readForDoctor(file: string): Promise<unknown> {
  try {
    const config = await importDefault(file);
    return describeConfig(config, await askStart(config, process.cwd()));
  } catch (error) {
    return { status: 'failed', reason: toError(error).message };
  }
}

async function main(): Promise<void> {
  const [path = '', entry, args = '[]'] = process.argv.slice(2);
  const file = pathToFileURL(path).href;
  resolveAsTypeScript();
  const answer = entry === undefined ? await readForDoctor(file) : await describeWith(file, entry, args);
  // The descriptor blocks, and this goes on where one write took a part.
  writeFileSync(3, JSON.stringify(answer));
  // The file may have started something that would keep this process.
  process.exit(0);
}

void main();
