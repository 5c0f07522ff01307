import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Command, type MigrationTarget, toError } from '@plumbline/core';
import type { DoctorCheck } from './doctor/doctor-check.ts';
import { findApplication, walkInstallation } from './installation.ts';

/** What the packages of an application bring to the command line. */
export interface FoundCommands {
  readonly commands: readonly (Command & { readonly from: string })[];
  readonly checks: readonly DoctorCheck[];
  readonly migrations: readonly MigrationTarget[];
  /** Packages whose commands could not be loaded, and why. */
  readonly failures: readonly string[];
}

const isCommand = (value: unknown): value is Command =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Command).name === 'string' &&
  typeof (value as Command).summary === 'string' &&
  typeof (value as Command).run === 'function';

const isCheck = (value: unknown): value is DoctorCheck =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as DoctorCheck).name === 'string' &&
  typeof (value as DoctorCheck).run === 'function';

const isTarget = (value: unknown): value is MigrationTarget =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as MigrationTarget).name === 'string' &&
  typeof (value as MigrationTarget).plan === 'function' &&
  typeof (value as MigrationTarget).apply === 'function';

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function resolveCli(name: string, folder: string): string | undefined {
  try {
    // From inside the package its own name resolves to itself, whatever the layout of node_modules.
    return createRequire(path.join(folder, 'package.json')).resolve(`${name}/cli`);
  } catch (error) {
    // A package without commands has no ./cli in its exports; that is no failure.
    if ((error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined;
    throw error;
  }
}

/** Loads the `./cli` subpath of every @plumbline package that the application has, direct or through another. */
export async function findCommands(directory: string): Promise<FoundCommands> {
  const application = findApplication(directory);
  const commands: (Command & { readonly from: string })[] = [];
  const checks: DoctorCheck[] = [];
  const migrations: MigrationTarget[] = [];
  const failures: string[] = [];
  const packages = application === undefined ? [] : walkInstallation(application);
  for (const { name, folder } of packages) {
    if (!name.startsWith('@plumbline/') || name === '@plumbline/cli') continue;
    try {
      const entry = resolveCli(name, folder);
      if (entry === undefined) continue;
      const module = (await import(pathToFileURL(entry).href)) as Record<string, unknown>;
      for (const command of listOf(module['commands'])) {
        if (isCommand(command)) commands.push(Object.assign(Object.create(command) as Command, { from: name }));
        else failures.push(`${name}: an entry of \`commands\` is not a command`);
      }
      for (const target of listOf(module['migrations'])) {
        if (isTarget(target)) migrations.push(target);
        else failures.push(`${name}: an entry of \`migrations\` is not a store`);
      }
      checks.push(...listOf(module['checks']).filter((check) => isCheck(check)));
    } catch (error) {
      failures.push(`${name}: ${toError(error).message.split('\n')[0] ?? ''}`);
    }
  }
  return { commands, checks, migrations, failures };
}
