import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { type CommandIo, PlumblineError } from '@plumbline/core';
import {
  findApplication,
  type InstalledPackage,
  type Manifest,
  readManifest,
  walkInstallation,
} from '../installation.ts';
import { loadConfig } from './load-config.ts';
import type { LoadedConfig } from './loaded-config.ts';

/** What the checks look at: read once, before the first of them. */
export interface Project {
  /** Folder of the application's package.json. */
  readonly directory: string;
  readonly manifest: Manifest;
  readonly packages: readonly InstalledPackage[];
  /** The process's environment, over that of `--env-file`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: LoadedConfig;
  /** What `--entry` says that `npm start` runs. */
  readonly entry: string | undefined;
  readonly nodeVersion: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

function readEnvFile(file: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new PlumblineError('PLB_CLI_USAGE', 'doctor: `--env-file` cannot be read', {
      cause,
      fix: 'Name an existing file of NAME=value lines.',
    });
  }
}

/** Reads the project; throws PLB_CLI_USAGE where there is none. */
export async function readProject(
  io: CommandIo,
  options: {
    readonly dir?: string | undefined;
    readonly entry?: string | undefined;
    readonly envFile?: string | undefined;
  },
): Promise<Project> {
  const application = findApplication(path.resolve(io.cwd, options.dir ?? '.'));
  const manifest = application === undefined ? undefined : readManifest(application);
  if (application === undefined || manifest === undefined) {
    throw new PlumblineError('PLB_CLI_USAGE', 'doctor: there is no readable package.json here or above', {
      fix: 'Run it in the folder of an application, or name that folder with `--dir`.',
    });
  }
  const directory = realpathSync(application);
  const fromFile = options.envFile === undefined ? {} : readEnvFile(path.resolve(io.cwd, options.envFile));
  const env = { ...fromFile, ...io.env };
  return {
    directory,
    manifest,
    packages: walkInstallation(directory),
    env,
    config: await loadConfig(directory, env),
    entry: options.entry === undefined ? undefined : path.resolve(io.cwd, options.entry),
    nodeVersion: process.versions.node,
    now: Date.now(),
  };
}
