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

/** Throws where a key is of none of the projects that the lockfile names. It says the digest and never the key. */
export function checkProjects(apiKey: string, projects: unknown): void {
  if (projects === undefined) return;
  const wrong = (what: string, fix: string): never => {
    throw new PlumblineError('PLB_ADAPTER_OPTION', `${KIND}: ${what}`, { fix });
  };
  if (!Array.isArray(projects) || projects.length === 0 || !projects.every((name) => NAME.test(String(name)))) {
    wrong('`projects` is no list of projects', `Write each as \`${projectOf(apiKey)}\`, which is the one of this key.`);
  }
  // A variable decides which one it is, and the lockfile says so.
  const names = projects as readonly string[];
  if (names.some((name) => name.startsWith('env:')) || names.includes(projectOf(apiKey))) return;
  wrong(
    `the key is of another project, ${projectOf(apiKey)}, than \`projects\` lists`,
    'Set the key of a project that is listed, or list this one, run `plumbline egress` and have the file reviewed.',
  );
}
