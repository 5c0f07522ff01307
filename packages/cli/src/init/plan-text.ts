import type { Plan } from './plan.ts';
import type { TemplateValues } from './templates.ts';

const CHDB =
  'chdb, embedded ClickHouse, is nearly all of the 600 MB that node_modules then has, and only development needs it: leave ' +
  'it out where CLICKHOUSE_URL names a server. For logs, request IDs, traces and metrics without product events and audit ' +
  'trail run `npx plumbline init --minimal` instead';

const ESM_START = "make `import './telemetry/start.ts'` the first import of the service's entry";

const COMMONJS_START =
  "package.json stays as it is, CommonJS: write `const { startTelemetry } = require('./telemetry/start.mts')` in the " +
  "service's entry, or `import { startTelemetry } from './telemetry/start.mts'` where the entry is .mts or .mjs or a " +
  'bundler compiles it, and `const plumbline = await startTelemetry()` before its server listens';

/** Next compiles what it is given, whatever package.json says, and calls `register` before its server answers. */
const nextStart = (commonJs: boolean): string =>
  commonJs
    ? "in `register` of instrumentation.ts, behind `if (process.env.NEXT_RUNTIME !== 'nodejs') return`, write " +
      "`const { startTelemetry } = await import('./telemetry/start.mts')` and `const plumbline = await startTelemetry()`"
    : "in `register` of instrumentation.ts, behind `if (process.env.NEXT_RUNTIME !== 'nodejs') return`, write " +
      "`const { plumbline } = await import('./telemetry/start.ts')`";

const startStep = (framework: string | undefined, commonJs: boolean): string => {
  if (framework === 'next') return nextStart(commonJs);
  return commonJs ? COMMONJS_START : ESM_START;
};

/** One call for the framework that package.json names; those that there are where it names none. */
const joinStep = (framework: string | undefined): string =>
  framework === 'next'
    ? 'call `installBaseline(plumbline)` of @plumbline/node/next there, and export its `onRequestError` beside'
    : `call \`installBaseline(app, plumbline)\` of @plumbline/node/${framework ?? 'express (or /fastify, /hono, /koa, /nest)'} before the routes: route patterns, probes, events of browsers, answers to errors`;

/** What init is about to write, and what is left to do by hand. */
export function planText({ files, install, framework }: Plan, { commonJs, minimal }: TemplateValues): string {
  const width = Math.max(...files.map((file) => file.path.length));
  const steps = [
    ...(install.length > 0
      ? [`npm install ${install.join(' ')}${install.includes('chdb') ? `\n     ${CHDB}` : ''}`]
      : []),
    ...(minimal
      ? []
      : ['run `npx plumbline egress` and commit plumbline.egress.lock; again whenever what leaves has changed']),
    startStep(framework, commonJs),
    joinStep(framework),
    'start it with `node --env-file=.env`, then run `npx plumbline doctor --env-file .env`',
  ];
  return [
    'Plan:',
    ...files.map((file) => `  ${file.action.padEnd(8)}  ${file.path.padEnd(width)}  ${file.purpose}`),
    'Then:',
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    '',
  ].join('\n');
}
