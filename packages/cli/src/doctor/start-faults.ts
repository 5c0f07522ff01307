import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { toError } from '@plumbline/core';
import { resolvePackage, walkInstallation } from '../installation.ts';

/** What the application's own preset says of a configuration: nothing where there is none. */
export interface StartAnswer {
  /** Every fault for which `start` refuses it, in its words. */
  readonly faults?: readonly string[];
  /** Why it could not be asked. */
  readonly unasked?: string;
}

const PRESET = '@plumbline/node';

const presetOf = (directory: string): string | undefined =>
  resolvePackage(PRESET, directory) ?? walkInstallation(directory).find(({ name }) => name === PRESET)?.folder;

/** Asks the function that `start` itself asks, of the copy that the application would load. */
export async function askStart(config: unknown, directory: string): Promise<StartAnswer> {
  const folder = presetOf(directory);
  if (folder === undefined) return {};
  try {
    const entry = createRequire(path.join(folder, 'package.json')).resolve(PRESET);
    const { checkConfig } = (await import(pathToFileURL(entry).href)) as {
      readonly checkConfig?: (config: unknown) => Promise<readonly string[]>;
    };
    if (checkConfig === undefined) return { unasked: `${PRESET} is of another version` };
    return { faults: await checkConfig(config) };
  } catch (error) {
    return { unasked: `${PRESET} does not load: ${toError(error).message.split('\n')[0] ?? ''}` };
  }
}
