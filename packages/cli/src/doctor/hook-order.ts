import { existsSync } from 'node:fs';
import path from 'node:path';
import { blocked, type DoctorCheck, type DoctorFault, judge, notNeeded } from './doctor-check.ts';
import type { Project } from './project.ts';
import { type Load, readGraph } from './source-graph.ts';
import { findStarter, readScript, relativeSpecifier } from '../start-script.ts';

/** Modules that instrumentation must be ahead of: servers, clients and drivers. */
const HOOKED = new Set(
  (
    'http https http2 express fastify koa hono @hono/node-server @hapi/hapi restify next @nestjs/core polka h3 undici ' +
    'axios got node-fetch pg mysql mysql2 mongodb mongoose redis ioredis kafkajs amqplib knex @prisma/client graphql ' +
    '@grpc/grpc-js'
  ).split(' '),
);

const START = '@plumbline/node';

/** Preloaded, it lets instrumentations see ES modules. It starts nothing. */
const REGISTER = '@plumbline/node/register';

/** The package of a specifier: `pg/lib/x` is pg, `node:http` is http. */
function packageOf(specifier: string): string {
  const bare = specifier.replace(/^node:/, '');
  return bare
    .split('/')
    .slice(0, bare.startsWith('@') ? 2 : 1)
    .join('/');
}

type Step =
  | { readonly kind: 'start' }
  | { readonly kind: 'hooked'; readonly module: string; readonly file: string; readonly line: number };

/** The first of the two that is reached when the entry is loaded. */
function firstReached(loads: readonly Load[]): Step | undefined {
  const at = loads.findIndex(({ specifier }) => specifier === START);
  if (at < 0) return undefined;
  const hooked = loads.slice(0, at).find(({ specifier }) => HOOKED.has(packageOf(specifier)));
  return hooked === undefined
    ? { kind: 'start' }
    : { kind: 'hooked', module: hooked.specifier, file: hooked.file, line: hooked.line };
}

/** What `npm start` loads. */
interface Start {
  /** Preloaded modules, then the file. */
  readonly files: readonly string[];
  /** Whether instrumentations see ES modules; undefined where the flags of `node` are not known. */
  readonly hooked: boolean | undefined;
}

/** Preloaded modules that have the same effect as `@plumbline/node/register`. */
const OTHER_HOOKS = /@opentelemetry\/instrumentation\/hook|import-in-the-middle/;

/** Next loads it by its name before its server answers, and compiles it. */
function nextEntry({ directory, manifest, entry }: Project): string | undefined {
  if (entry !== undefined || !isNext({ manifest })) return undefined;
  const names = ['', 'src'].flatMap((folder) =>
    ['ts', 'js', 'mts', 'mjs', 'tsx'].map((extension) => path.join(directory, folder, `instrumentation.${extension}`)),
  );
  return names.find((file) => existsSync(file)) ?? names[0];
}

const isNext = ({ manifest }: Pick<Project, 'manifest'>): boolean =>
  Object.hasOwn({ ...manifest.dependencies }, 'next') && readScript(manifest.scripts?.['start']) === undefined;

function readStart(project: Project): Start | undefined {
  const { manifest, directory, entry = nextEntry(project) } = project;
  if (entry !== undefined) return { files: [entry], hooked: undefined };
  const script = manifest.scripts?.['start'];
  const files = readScript(script);
  if (files === undefined) {
    const { main } = manifest;
    return main === undefined ? undefined : { files: [path.resolve(directory, main)], hooked: undefined };
  }
  if (files.length === 0) return undefined;
  return {
    files: files
      .filter((file) => file !== REGISTER)
      .map((file) => (file === START ? file : path.resolve(directory, file))),
    hooked: files.includes(REGISTER) || OTHER_HOOKS.test(script ?? ''),
  };
}

/** The application's own files that are known to be loaded first, as far as they are there. */
export const entriesOf = (project: Project): readonly string[] =>
  (readStart(project)?.files ?? []).filter((file) => existsSync(file));

/** Whether Node loads a file as an ES module. */
const isEsm = (file: string, { manifest }: Project): boolean =>
  /\.m[jt]s$/.test(file) || (manifest.type === 'module' && !/\.c[jt]s$/.test(file));

/** Instrumentations that patch by OpenTelemetry's base class. HTTP is traced by the baseline, and its own are refused there. */
const INSTRUMENTATION = /^@opentelemetry\/instrumentation-(?!http$|undici$)/;

function hookFault(project: Project, { files, hooked }: Start): DoctorFault[] {
  const name = Object.keys({ ...project.manifest.dependencies, ...project.manifest.optionalDependencies }).find((key) =>
    INSTRUMENTATION.test(key),
  );
  const entry = files.at(-1) ?? '';
  if (name === undefined || hooked !== false || !isEsm(entry, project)) return [];
  return [
    {
      what: `\`npm start\` does not preload ${REGISTER}, so ${name} does not see what ES modules import`,
      fix: `Write \`node --import ${REGISTER} ${path.relative(project.directory, entry)}\` in \`scripts.start\`.`,
    },
  ];
}

/** Whether the entry may be what a build makes. `npm init` writes a `main` that nobody has made yet. */
const isBuilt = ({ manifest, entry }: Project): boolean =>
  entry !== undefined || manifest.scripts?.['start'] !== undefined || manifest.scripts?.['build'] !== undefined;

/** How an entry starts telemetry, with the file of init that it may have; a CommonJS entry waits for what it requires. */
const fixFor = (entry: string, project: Project, isPatched: boolean): string => {
  const name = path.relative(project.directory, entry);
  const { directory } = project;
  if (isNext(project)) {
    const file = findStarter(entry, directory)?.replace(/\.ts$/, '') ?? './telemetry/start';
    return `In \`register\` of ${name}, behind \`if (process.env.NEXT_RUNTIME !== 'nodejs') return\`, write \`const { startTelemetry } = await import('${file}')\` and \`installBaseline(await startTelemetry())\` of @plumbline/node/next; \`npx plumbline init\` writes both files.`;
  }
  const isModule = isEsm(entry, project);
  const absent = path.join(directory, `telemetry/start.${isModule ? 'ts' : 'mts'}`);
  const file = findStarter(entry, directory) ?? relativeSpecifier(entry, absent);
  if (!isModule)
    return `Write \`const { startTelemetry } = require('${file}')\` (the file that calls \`start\` of @plumbline/node) in ${name}, and await \`startTelemetry()\` before its server listens.`;
  return isPatched
    ? `Make \`import '${file}'\` (the file that calls \`start\` of @plumbline/node) the first import of ${name}.`
    : `Write \`import { plumbline } from '${file}'\` (the file that calls \`start\` of @plumbline/node) in ${name}, anywhere among its imports.`;
};

/** Packages that patch modules as they load; the baseline itself listens to channels and does not care about order. */
const PATCHING = /^(?:@opentelemetry\/(?:instrumentation-|auto-instrumentations-)|dd-trace$|elastic-apm-node$)/;

/** The first dependency of the application that patches others, if any. */
function patcherOf({ manifest }: Project): string | undefined {
  return Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).find((name) =>
    PATCHING.test(name),
  );
}

function faultOf(
  entry: string,
  project: Project,
  step: Step | undefined,
  patcher: string | undefined,
): DoctorFault | undefined {
  const relative = (file: string): string => path.relative(project.directory, file);
  if (step === undefined) {
    return {
      what: `${relative(entry)} never imports @plumbline/node, so nothing is started`,
      fix: fixFor(entry, project, patcher !== undefined),
    };
  }
  if (step.kind === 'start' || patcher === undefined) return undefined;
  return {
    what: `${relative(step.file)}:${step.line} loads ${step.module} before telemetry starts, so ${patcher} cannot patch it`,
    fix: fixFor(entry, project, true),
  };
}

/** Telemetry that is never started, or started after what a patching instrumentation should watch. */
export const hookOrder: DoctorCheck = {
  name: 'hook-order',
  run(project) {
    if (!project.packages.some(({ name }) => name === '@plumbline/node'))
      return notNeeded('@plumbline/node is not a dependency');
    const start = readStart(project);
    if (start === undefined)
      return blocked('package.json has no `scripts.start` with node and no `main`; name the file with `--entry`');
    const { files } = start;
    if (files.includes(START)) return judge(hookFault(project, start), 'telemetry is preloaded');
    const absent = files.find((file) => !existsSync(file));
    if (absent !== undefined && !isBuilt(project)) return blocked('no entry found; name it with `--entry`');
    if (absent !== undefined && isNext(project)) {
      const what = `there is no ${path.relative(project.directory, absent)}, so nothing is started`;
      return judge([{ what, fix: fixFor(absent, project, false) }], '');
    }
    if (absent !== undefined)
      return blocked(`${path.relative(project.directory, absent)} does not exist; build the application first`);
    const entry = files.at(-1) ?? '';
    const graph = readGraph(files, project.directory);
    const step = firstReached(graph.loads);
    if (step === undefined && graph.unknown !== undefined)
      return blocked(
        `${graph.unknown} leads to no file, and nothing else starts telemetry; name the file that does with \`--entry\``,
      );
    const patcher = patcherOf(project);
    const fault = faultOf(entry, project, step, patcher);
    const fine = patcher === undefined ? 'starts' : 'starts first';
    return judge(
      [...(fault ? [fault] : []), ...hookFault(project, start)],
      `telemetry ${fine} in ${path.relative(project.directory, files[0] ?? '')}`,
    );
  },
};
