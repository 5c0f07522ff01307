import { existsSync } from 'node:fs';
import path from 'node:path';
import { askConfig } from '../config-child.ts';
import type { LoadedConfig } from './loaded-config.ts';

const NAMES = ['plumbline.config.ts', 'plumbline.config.mts', 'plumbline.config.js', 'plumbline.config.mjs'];

/** The configuration file of an application, if it has one. */
export const findConfig = (directory: string): string | undefined =>
  NAMES.map((name) => path.join(directory, name)).find((file) => existsSync(file));

/** Imports the configuration in a process of its own, and says what is in it. */
export async function loadConfig(
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LoadedConfig> {
  const file = findConfig(directory);
  if (file === undefined) return { status: 'absent' };
  const answer = await askConfig({ directory, file, env });
  return 'value' in answer ? (answer.value as LoadedConfig) : { status: 'failed', reason: answer.silent };
}
