import { type ErrorCode, nearestWord, PlumblineError } from '@plumbline/core';
import { namedPackages, readManifest, resolvePackage } from './installation.ts';

/** Which package brings a command; a package that an application does not have cannot say so itself. */
export const commandOwners: Readonly<Record<string, string>> = {
  audit: '@plumbline/audit',
  catalog: '@plumbline/schema',
  egress: '@plumbline/schema',
  erase: '@plumbline/events',
  events: '@plumbline/events',
  metrics: '@plumbline/dashboard',
  report: '@plumbline/dashboard',
  stack: '@plumbline/stack',
};

/** Packages that run beside an application and not in it. */
const DEVELOPMENT: ReadonlySet<string> = new Set(['@plumbline/stack']);

const installOf = (owner: string): string => `npm install ${DEVELOPMENT.has(owner) ? '--save-dev ' : ''}${owner}`;

/** Where a command was looked for. */
export interface Looked {
  /** Folder with the package.json of the application; undefined where there is none. */
  readonly application: string | undefined;
  /** Commands that there are. */
  readonly known: readonly string[];
  /** Packages whose commands could not be loaded, and why. */
  readonly failures: readonly string[];
}

const USAGE: ErrorCode = 'PLB_CLI_USAGE';

/** In node_modules, as another package or a link put it there, and not a dependency of the application. */
const isOnlyThere = (owner: string, application: string): boolean =>
  resolvePackage(owner, application) !== undefined && !namedPackages(readManifest(application) ?? {}).includes(owner);

/** The error of a command that nothing brings: what to install, what could not be loaded, or what was probably meant. */
export function missingCommand(name: string, { application, failures, known }: Looked): PlumblineError {
  const owner = Object.hasOwn(commandOwners, name) ? commandOwners[name] : undefined;
  if (owner === undefined) {
    const meant = name.startsWith('-') ? undefined : nearestWord(name, [...known, ...Object.keys(commandOwners)]);
    const more = meant === undefined ? '' : `; did you mean \`${meant}\`?`;
    return new PlumblineError(USAGE, `there is no command \`${name.slice(0, 40)}\`${more}`);
  }
  if (failures.some((failure) => failure.startsWith(`${owner}:`)))
    return new PlumblineError(USAGE, `\`plumbline ${name}\` comes with ${owner}, which could not be loaded`, {
      fix: 'Install it anew with what it needs; the line above says why it was not loaded.',
    });
  if (application === undefined)
    return new PlumblineError(USAGE, `\`plumbline ${name}\` comes with ${owner}, and there is no package.json here`, {
      fix: `Run it in the folder of an application that has ${owner}.`,
    });
  if (isOnlyThere(owner, application)) {
    const what = `\`plumbline ${name}\` comes with ${owner}, which is installed, but ${application}/package.json does not name it`;
    return new PlumblineError(USAGE, what, { fix: `Add it to the dependencies there: \`${installOf(owner)}\`.` });
  }
  return new PlumblineError(USAGE, `\`plumbline ${name}\` comes with ${owner}, which ${application} does not have`, {
    fix: `Install it there: \`${installOf(owner)}\`, or run the command in the folder of the application that has it.`,
  });
}
