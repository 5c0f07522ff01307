import path from 'node:path';
import { build, type BuildOptions } from 'esbuild';

/** How a service and the packages in it are loaded. */
export type Form = 'esm' | 'cjs' | 'bundled';

export const FORMS: readonly Form[] = ['esm', 'cjs', 'bundled'];

export const APPS = ['express', 'fastify', 'koa', 'hono', 'nest', 'http', 'http2'] as const;
export type App = (typeof APPS)[number];

/** What Nest asks for by name and does without. */
const ABSENT_IN_NEST = [
  '@nestjs/microservices',
  '@nestjs/websockets/*',
  '@nestjs/websockets',
  '@nestjs/microservices/*',
  'class-transformer',
  'class-validator',
];

const OPTIONS: Readonly<Record<Form, BuildOptions>> = {
  esm: { format: 'esm', packages: 'external', outExtension: { '.js': '.mjs' } },
  cjs: { format: 'cjs', packages: 'external', outExtension: { '.js': '.cjs' } },
  bundled: { format: 'cjs', external: ABSENT_IN_NEST, outExtension: { '.js': '.cjs' } },
};

/** Compiles services into a folder: with `import` or `require` of the published packages, or with all of them in one file. */
export async function buildApps(folder: string, form: Form, apps: readonly App[]): Promise<void> {
  await build({
    ...OPTIONS[form],
    entryPoints: apps.map((app) => path.join(import.meta.dirname, 'apps', `${app}.ts`)),
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node22',
    logLevel: 'error',
  });
}

export const builtFile = (folder: string, form: Form, app: App): string =>
  path.join(folder, `${app}${form === 'esm' ? '.mjs' : '.cjs'}`);
