import { createHash } from 'node:crypto';
import { PlumblineError } from '@plumbline/core';
import { KIND } from './egress.ts';

/** A project as the egress lockfile names it: no key stands there, not even a public one. */
export type ProjectName = `sha256:${string}` | `env:${string}`;

/** Enough that nobody makes a second project of the same digest, and short enough to be compared by eye. */
const DIGITS = 16;

const NAME = /^(?:sha256:[0-9a-f]{16}|env:[A-Z][A-Z0-9_]*)$/;

/** How the lockfile names the project of a key. */
export const projectOf = (apiKey: string): ProjectName =>
  `sha256:${createHash('sha256').update(apiKey).digest('hex').slice(0, DIGITS)}`;

const wrong = (what: string, fix: string): PlumblineError =>
  new PlumblineError('PLB_ADAPTER_OPTION', `${KIND}: ${what}`, { fix });

/** Throws for what is no list of projects; without a key it cannot say how the key's own is written. */
export function checkProjectNames(projects: unknown, apiKey?: string): void {
  if (projects === undefined) return;
  if (Array.isArray(projects) && projects.length > 0 && projects.every((name) => NAME.test(String(name)))) return;
  throw wrong(
    '`projects` is no list of projects',
    apiKey === undefined
      ? `Write each as \`sha256:\` and ${DIGITS} digits, as the error for a key that is not listed names it.`
      : `Write each as \`${projectOf(apiKey)}\`, which is the one of this key.`,
  );
}

/** Throws where a key is of none of the projects that the lockfile names. It says the digest and never the key. */
export function checkProjects(apiKey: string, projects: readonly ProjectName[] | undefined): void {
  checkProjectNames(projects, apiKey);
  // A variable decides which one it is, and the lockfile says so.
  if (projects === undefined || projects.some((name) => name.startsWith('env:'))) return;
  if (projects.includes(projectOf(apiKey))) return;
  throw wrong(
    `the key is of another project, ${projectOf(apiKey)}, than \`projects\` lists`,
    'Set the key of a project that is listed, or list this one, run `npx plumbline egress` and have the file reviewed.',
  );
}
