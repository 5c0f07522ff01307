import type { Plan } from './plan.ts';
import { joinSteps, nextSteps, presentSteps, startStep } from './plan-steps.ts';
import type { Setting } from './setting.ts';
import type { TemplateValues } from './templates.ts';

const CHDB =
  'chdb, embedded ClickHouse, is nearly all of the 600 MB that node_modules then has, and only development needs it: leave ' +
  'it out where CLICKHOUSE_URL names a server. For logs, request IDs, traces and metrics without product events and audit ' +
  'trail run `npx plumbline init --minimal` instead';

const DOCTOR = 'run `npx plumbline doctor --env-file .env`';

function runStep({ framework, isTypeScript, folder, entry }: Setting): string {
  if (framework === 'next') {
    return `${DOCTOR}, then \`next build\`, and start it with \`NEXT_MANUAL_SIG_HANDLE=true next start\`: in the environment of the process, as Next reads .env too late for it, and would end the process before what is queued is sent`;
  }
  const isBuilt = isTypeScript && folder !== '';
  const file = isBuilt || entry === undefined ? '' : ` ${entry}`;
  return `${isBuilt ? 'build it, ' : ''}start it with \`node --env-file=.env${file}\`, then ${DOCTOR}`;
}

/** The first lockfile is written where the packages can say what leaves; every later one is a step of its own. */
const lockStep = (isWritten: boolean): string =>
  isWritten
    ? 'commit plumbline.egress.lock, which is written too; run `npx plumbline egress` whenever what leaves has changed'
    : 'run `npx plumbline egress` and commit plumbline.egress.lock; again whenever what leaves has changed';

/** What init is about to write, and what is left to do by hand. */
export function planText({ files, install }: Plan, { setting, minimal }: TemplateValues): string {
  const width = Math.max(...files.map((file) => file.path.length));
  const isInstrumented = files.some(({ path, isTheirs }) => path === setting.entry && isTheirs);
  const steps = [
    ...(install.length > 0
      ? [`npm install ${install.join(' ')}${install.includes('chdb') ? `\n     ${CHDB}` : ''}`]
      : []),
    ...(minimal ? [] : [lockStep(install.length === 0)]),
    ...(setting.compilerOption === undefined
      ? []
      : [
          `put \`${setting.compilerOption}\` into \`compilerOptions\` of tsconfig.json, as the files name one another as Node loads them`,
        ]),
    ...(setting.framework === 'next'
      ? nextSteps(setting, minimal, isInstrumented)
      : [startStep(setting), ...joinSteps(setting), ...presentSteps(setting)]),
    runStep(setting),
  ];
  return [
    'Plan:',
    ...files.map((file) => `  ${file.action.padEnd(8)}  ${file.path.padEnd(width)}  ${file.purpose}`),
    'Then:',
    ...steps.map((step, index) => `  ${String(index + 1).padStart(steps.length > 9 ? 2 : 1)}. ${step}`),
    '',
  ].join('\n');
}
