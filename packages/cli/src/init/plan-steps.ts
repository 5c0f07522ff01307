import { relativeSpecifier } from '../start-script.ts';
import type { Setting } from './setting.ts';

/** `../telemetry/start.ts`, as the entry names it; as from beside package.json where the entry is not known. */
export function starterOf({ folder, imported, entry }: Setting): string {
  return relativeSpecifier(entry ?? `${folder}main`, `${folder}telemetry/start${imported}`);
}

const named = ({ entry }: Setting): string => entry ?? "the service's entry";

/** Which of `require` and `import` an entry of CommonJS takes depends on its name, and on who compiles it. */
function commonJsStart(setting: Setting): string {
  const file = starterOf(setting);
  const call = `\`const plumbline = await startTelemetry()\` before its server listens`;
  if (setting.isTypeScript && setting.folder !== '') {
    return `in ${named(setting)} write \`const { startTelemetry } = await import('${file}')\` in the function that listens, and ${call}`;
  }
  const required = `\`const { startTelemetry } = require('${file}')\``;
  const imported = `\`import { startTelemetry } from '${file}'\``;
  if (/\.m[jt]s$/.test(setting.entry ?? '')) return `write ${imported} in ${named(setting)}, and ${call}`;
  return `package.json stays as it is, CommonJS: write ${required} in ${named(setting)}, or ${imported} where that is .mts or .mjs or a bundler compiles it, and ${call}`;
}

/** How the entry gets `plumbline`. */
export function startStep(setting: Setting): string {
  if (setting.isAwaitless) return commonJsStart(setting);
  return `write \`import { plumbline } from '${starterOf(setting)}'\` in ${named(setting)}, anywhere among its imports`;
}

/** What to call around the shutdown, by framework; every other one has the server of \`node:http\`. */
const CLOSES: Readonly<Record<string, string>> = { fastify: '() => app.close()', nest: '() => app.close()' };

/** One call for the framework that package.json names; those that there are where it names none. */
export const joinSteps = ({ framework }: Setting): readonly string[] => [
  `call \`installBaseline(app, plumbline)\` of @plumbline/node/${framework ?? 'express (or /fastify, /hono, /koa, /nest)'} before the routes: route patterns, probes, events of browsers, answers to errors`,
  `hand over what ends the server: \`plumbline.onShutdown({ before: ${CLOSES[framework ?? ''] ?? '() => new Promise((closed) => server.close(closed))'} })\`; SIGTERM and SIGINT then end the process by themselves`,
];

/** Whose error handler stands beside ours. */
const ownHandler = (framework: string | undefined): string => {
  const beside = 'beside `installBaseline(app, plumbline, { errorHandler: false })`';
  if (framework === 'fastify' || framework === 'nest') return `${beside}, it`;
  return framework === undefined
    ? `before the baseline's (in Fastify and Nest ${beside}), it`
    : "before the baseline's, it";
};

/** What an application has already, and what becomes of it. */
export const presentSteps = ({ framework }: Setting): readonly string[] => [
  'a SIGTERM or SIGINT handler that there is: move its work into `onShutdown` and remove it, as `process.exit()` in it loses what is still queued',
  `an error handler that there is: ${ownHandler(framework)} calls \`const errorId = plumbline.captureError(error)\` and answers with \`plumbline.errorBody('internal_error', { errorId })\``,
  `a logger that there is (pino${framework === 'fastify' ? ', `request.log`' : ''}): write with \`plumbline.logger\` instead, as its lines have no request ID and nothing redacts them`,
];

/** What Next loads itself instead of bundling it: one copy for every route, and what is loaded on demand. */
const external = (minimal: boolean): string =>
  [
    '@plumbline/node',
    ...(minimal ? [] : ['@plumbline/adapter-clickhouse', '@plumbline/audit', '@plumbline/core', '@plumbline/schema']),
  ]
    .map((name) => `'${name}'`)
    .join(', ');

/** Next hands its application to nobody: each route says its pattern itself. */
export const nextSteps = (setting: Setting, minimal: boolean, isInstrumented: boolean): readonly string[] => [
  ...(isInstrumented
    ? [
        `${named(setting)} stays yours: in its \`register\`, behind \`if (process.env.NEXT_RUNTIME !== 'nodejs') return\`, write \`const { startTelemetry } = await import('${starterOf(setting)}')\` and \`installBaseline(await startTelemetry())\` of @plumbline/node/next, and \`export { onRequestError } from '@plumbline/node/next'\` beside it`,
      ]
    : []),
  `put \`serverExternalPackages: [${external(minimal)}]\` into next.config`,
  "write each route handler as `export const GET = baselineRoute('/api/orders/[id]', handler)` of @plumbline/node/next: its pattern, its duration, its answer to errors; `baseline()?.logger` is the logger in it",
  'what ends beside it: `baseline()?.onShutdown({ after: () => pool.end() })`; a SIGTERM handler or a logger that there is goes that way, too',
];
