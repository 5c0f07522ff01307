import { type App, APPS, type Form, FORMS } from './build.ts';

const NAMES: Readonly<Record<App, string>> = {
  express: 'Express 5',
  fastify: 'Fastify 5',
  koa: 'Koa 3 with `@koa/router`',
  hono: 'Hono 4 on `@hono/node-server`',
  nest: 'Nest 12 on Express',
  http: '`node:http`',
  http2: '`node:http2`',
};

const HEADS: Readonly<Record<Form, string>> = { esm: '`import`', cjs: '`require`', bundled: 'bundled' };

/** Lines of Node that `matrixNodes` brings. */
export const NODES = ['22', '24', '26'] as const;

/** Those of them that Next is served on. */
export const NEXT_NODES = ['22', '24', '26'] as const;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** What the live part runs, as the README of `@plumbline/node` has it; Next comes from a check of its own. */
export const matrixTable = (): string =>
  [
    row(['', ...FORMS.map((form) => HEADS[form])]),
    row(['---', ...FORMS.map(() => '---')]),
    ...APPS.map((app) => row([NAMES[app], ...FORMS.map(() => `Node ${NODES.join(', ')}`)])),
    row(['Next 16, `next build` and `next start`', `Node ${NEXT_NODES.join(', ')}`, '–', 'not: stays external']),
  ].join('\n');
