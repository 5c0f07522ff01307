import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { blocked, type DoctorCheck, type DoctorFault, judge, notNeeded } from './doctor-check.ts';
import type { Project } from './project.ts';
import { readImports } from './read-imports.ts';

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

/** A limit against endless graphs: an entry reaches its server long before this. */
const MAX_FILES = 500;

/** The package of a specifier: `pg/lib/x` is pg, `node:http` is http. */
function packageOf(specifier: string): string {
  const bare = specifier.replace(/^node:/, '');
  return bare
    .split('/')
    .slice(0, bare.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The file of a relative import, with the extensions that TypeScript and Node allow. */
function resolveFile(from: string, specifier: string): string | undefined {
  const base = path.resolve(path.dirname(from), specifier);
  const candidates = [
    base,
    base.replace(/\.js$/, '.ts'),
    `${base}.ts`,
    `${base}.js`,
    path.join(base, 'index.ts'),
    path.join(base, 'index.js'),
  ];
  return candidates.find((file) => existsSync(file) && statSync(file).isFile());
}

type Step =
  | { readonly kind: 'start' }
  | { readonly kind: 'hooked'; readonly module: string; readonly file: string; readonly line: number };

/** The first of the two that is reached when the entry is loaded; modules load depth first, in the order of their imports. */
function firstReached(entry: string): Step | undefined {
  const seen = new Set<string>();
  let hooked: Step | undefined;
  const visit = (file: string): Step | undefined => {
    if (seen.has(file) || seen.size >= MAX_FILES) return undefined;
    seen.add(file);
    for (const { specifier, line } of readImports(readFileSync(file, 'utf8'))) {
      if (specifier === START) return hooked ?? { kind: 'start' };
      const name = packageOf(specifier);
      if (HOOKED.has(name)) hooked ??= { kind: 'hooked', module: specifier, file, line };
      const local = specifier.startsWith('.') ? resolveFile(file, specifier) : undefined;
      const found = local === undefined ? undefined : visit(local);
      if (found) return found;
    }
    return undefined;
  };
  return visit(entry);
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

function readStart({ manifest, directory, entry }: Project): Start | undefined {
  if (entry !== undefined) return { files: [entry], hooked: undefined };
  const script = manifest.scripts?.['start'];
  const words = script?.split(/\s+/) ?? [];
  const at = words.findLastIndex((word) => /(?:^|\/)(?:node|tsx|ts-node)$/.test(word));
  if (at < 0) {
    const { main } = manifest;
    return main === undefined ? undefined : { files: [path.resolve(directory, main)], hooked: undefined };
  }
  const files: string[] = [];
  for (let index = at + 1; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const preload = /^(?:--import|--require|-r)(?:=(.+))?$/.exec(word);
    if (preload) files.push(preload[1] ?? words[(index += 1)] ?? '');
    else if (!word.startsWith('-')) {
      files.push(word);
      break;
    }
  }
  if (files.length === 0) return undefined;
  return {
    files: files
      .filter((file) => file !== REGISTER)
      .map((file) => (file === START ? file : path.resolve(directory, file))),
    hooked: files.includes(REGISTER) || OTHER_HOOKS.test(script ?? ''),
  };
}

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

/** The file that init writes; a CommonJS entry takes it with `require`, and waits for what it starts. */
const fixFor = (entry: string, project: Project): string => {
  const name = path.relative(project.directory, entry);
  return isEsm(entry, project)
    ? `Make \`import './telemetry/start.ts'\` (the file that calls \`start\` of @plumbline/node) the first import of ${name}.`
    : `Write \`const { startTelemetry } = require('./telemetry/start.mts')\` (the file that calls \`start\` of @plumbline/node) first in ${name}, and await \`startTelemetry()\` before its server listens.`;
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
      fix: fixFor(entry, project),
    };
  }
  if (step.kind === 'start' || patcher === undefined) return undefined;
  return {
    what: `${relative(step.file)}:${step.line} loads ${step.module} before telemetry starts, so ${patcher} cannot patch it`,
    fix: fixFor(entry, project),
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
    if (absent !== undefined)
      return blocked(`${path.relative(project.directory, absent)} does not exist; build the application first`);
    const entry = files.at(-1) ?? '';
    const step = files.map((file) => firstReached(file)).find((found) => found !== undefined);
    const patcher = patcherOf(project);
    const fault = faultOf(entry, project, step, patcher);
    const fine = patcher === undefined ? 'starts' : 'starts first';
    return judge(
      [...(fault ? [fault] : []), ...hookFault(project, start)],
      `telemetry ${fine} in ${path.relative(project.directory, files[0] ?? '')}`,
    );
  },
};
