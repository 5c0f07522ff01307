import type { Setting } from './setting.ts';
import type { TemplateFile } from './templates.ts';

const awaiting = ({ imported }: Setting, minimal: boolean): string => `import { start } from '@plumbline/node';
import config from '../plumbline.config${imported}';

/** What the service uses, from any file; the order of imports does not matter. */
export const plumbline = await start(config);

export const { logger, ${minimal ? '' : 'events, audit, '}identify, health, metrics } = plumbline;
`;

const WHEN = `Starts everything at the first call; every later one gives the same. It is awaited before the server listens. This file has
 * no \`await\` at its top level, because \`require\` takes no module that has one.`;

const callable = ({ imported }: Setting): string => `import { type BaselineOf, start } from '@plumbline/node';
import config from '../plumbline.config${imported}';

let running: Promise<BaselineOf<typeof config>> | undefined;

/**
 * ${WHEN}
 */
export const startTelemetry = (): Promise<BaselineOf<typeof config>> => (running ??= start(config));
`;

const callableScript = ({ imported }: Setting): string => `import { start } from '@plumbline/node';
import config from '../plumbline.config${imported}';

/** @type {Promise<import('@plumbline/node').BaselineOf<typeof config>> | undefined} */
let running;

/**
 * ${WHEN}
 *
 * @returns {Promise<import('@plumbline/node').BaselineOf<typeof config>>}
 */
export const startTelemetry = () => (running ??= start(config));
`;

/** The file that starts everything. */
export function startFile(setting: Setting, minimal: boolean): TemplateFile {
  const { folder, extension, isAwaitless, isTypeScript } = setting;
  const called = isTypeScript ? callable(setting) : callableScript(setting);
  return {
    path: `${folder}telemetry/start.${extension}`,
    purpose: isAwaitless ? 'starts everything; the entry calls it' : 'starts everything; the entry imports it',
    content: isAwaitless ? called : awaiting(setting, minimal),
  };
}

const instrumentation = ({
  imported,
  isTypeScript,
}: Setting): string => `import { installBaseline } from '@plumbline/node/next';

/** Next calls it once, and answers when it has ended. */
export async function register()${isTypeScript ? ': Promise<void>' : ''} {
  if (process.env${isTypeScript ? "['NEXT_RUNTIME']" : '.NEXT_RUNTIME'} !== 'nodejs') return;
  const { startTelemetry } = await import('./telemetry/start${imported}');
  installBaseline(await startTelemetry());
}

export { onRequestError } from '@plumbline/node/next';
`;

const probe = ({ isTypeScript }: Setting): string => `import { baseline } from '@plumbline/node/next';

export const dynamic = 'force-dynamic';

/** 200 as soon as requests may come, and 503 before and while the process ends. */
export async function GET(${isTypeScript ? 'request: Request): Promise<Response>' : 'request)'} {
  const answer = await baseline()?.health.respond('/readyz', request.headers);
  return answer ? new Response(answer.body, answer) : new Response(null, { status: 503 });
}
`;

/** What Next calls by its name. */
export function nextFiles(setting: Setting): readonly TemplateFile[] {
  const { folder, isTypeScript, hasRouteFiles } = setting;
  const extension = isTypeScript ? 'ts' : 'js';
  const files = [
    {
      path: `${folder}instrumentation.${extension}`,
      purpose: 'Next starts everything through it',
      content: instrumentation(setting),
      isOptional: true,
    },
    {
      path: `${folder}app/readyz/route.${extension}`,
      purpose: 'the probe that keeps requests away until everything has started',
      content: probe(setting),
      isOptional: true,
    },
  ];
  return hasRouteFiles ? files : files.slice(0, 1);
}
