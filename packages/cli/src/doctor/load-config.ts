import { existsSync } from 'node:fs';
import path from 'node:path';
import { askConfig } from '../config-child.ts';
import type { LoadedConfig, ReadConfig } from './loaded-config.ts';

const NAMES = ['plumbline.config.ts', 'plumbline.config.mts', 'plumbline.config.js', 'plumbline.config.mjs'];

/** Beside package.json, or in the folder that a compiler reads alone. */
const FOLDERS = ['', 'src'];

/** The configuration file of an application, if it has one. */
export const findConfig = (directory: string): string | undefined =>
  FOLDERS.flatMap((folder) => NAMES.map((name) => path.join(directory, folder, name))).find((file) => existsSync(file));

/** Imports the configuration in a process of its own, and says what is in it. */
export async function loadConfig(
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LoadedConfig> {
  const file = findConfig(directory);
  if (file === undefined) return { status: 'absent' };
  const answer = await askConfig({ directory, file, env });
  const said = 'value' in answer ? (answer.value as ReadConfig) : { status: 'failed' as const, reason: answer.silent };
  return { ...said, file: path.relative(directory, file) };
}
