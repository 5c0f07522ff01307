import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runCommand } from './command.ts';
import type { Consumer } from './consumer.ts';
import type { MatrixNode } from './matrix-nodes.ts';

/** Long enough for the slowest import on a busy machine. */
const IMPORT_TIMEOUT_MS = 60_000;
/** How long a process may go on after its last import before something is said to keep it alive. */
const IDLE_MS = 3_000;
const KEPT_ALIVE = 99;

// The timer does not hold the process: it fires only where something else does.
const END = `setTimeout(() => process.exit(${KEPT_ALIVE}), Number(idleMs)).unref();`;

const PROGRAMS = {
  esm: `import { writeFileSync } from 'node:fs';
const [out, idleMs, ...names] = process.argv.slice(2);
const results = [];
for (const name of names) {
  try { const module = await import(name); results.push([name, 'ok', Object.keys(module).length]); }
  catch (error) { results.push([name, error?.code ?? 'error', String(error?.message)]); }
}
writeFileSync(out, JSON.stringify(results));
${END}
`,
  cjs: `const { writeFileSync } = require('node:fs');
const [out, idleMs, ...names] = process.argv.slice(2);
const results = names.map((name) => {
  try { return [name, 'ok', Object.keys(require(name)).length]; }
  catch (error) { return [name, error?.code ?? 'error', String(error?.message)]; }
});
writeFileSync(out, JSON.stringify(results));
${END}
`,
} as const;

type Form = keyof typeof PROGRAMS;
type Row = readonly [name: string, outcome: string, detail: string | number];

const packageOf = (specifier: string): string => specifier.split('/').slice(0, 2).join('/');

/** A subpath may fail only because an optional peer of its package is not installed, and the main entry never. */
const rowFault = ({ absent }: Consumer, [name, outcome, detail]: Row): string | undefined => {
  if (outcome === 'ok') return undefined;
  const excusable =
    ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(outcome) &&
    packageOf(name) !== name &&
    (absent.get(packageOf(name)) ?? []).some((peer) => String(detail).includes(`'${peer}'`));
  return excusable ? undefined : `${name}: ${outcome}: ${String(detail).split('\n')[0]}`;
};

const runImports = async (
  consumer: Consumer,
  { name: nodeName, binary }: MatrixNode,
  form: Form,
  names: readonly string[],
  idleMs: number,
): Promise<readonly string[]> => {
  const file = path.join(consumer.folder, `imports-${form}.${form === 'esm' ? 'mjs' : 'cjs'}`);
  const out = path.join(consumer.folder, `imports-${nodeName}-${form}.json`);
  writeFileSync(file, PROGRAMS[form]);
  rmSync(out, { force: true });
  const env = { PATH: process.env['PATH'], HOME: consumer.folder };
  const result = await runCommand(binary, [file, out, String(idleMs), ...names], {
    cwd: consumer.folder,
    env,
    timeoutMs: IMPORT_TIMEOUT_MS,
  });
  const label = `${nodeName} ${form}`;
  const noisy = `${result.stdout}${result.stderr}`.trim();
  if (result.timedOut || result.status !== 0 || noisy !== '') {
    const [only, ...others] = names;
    if (others.length > 0) {
      const alone: string[] = [];
      for (const name of names)
        alone.push(...(await runImports(consumer, { name: nodeName, binary }, form, [name], idleMs)));
      return alone.length > 0
        ? alone
        : [`${label}: together the imports end with ${result.status}: ${noisy.slice(0, 400)}`];
    }
    if (result.timedOut || result.status === KEPT_ALIVE)
      return [`${label}: ${only}: importing it keeps the process alive`];
    if (result.status === 0) return [`${label}: ${only}: importing it prints: ${noisy.slice(0, 200)}`];
    return [`${label}: ${only}: the process ended with ${result.status}: ${noisy.slice(-400)}`];
  }
  const rows = JSON.parse(readFileSync(out, 'utf8')) as readonly Row[];
  return rows.flatMap((row) => rowFault(consumer, row) ?? []).map((fault) => `${label}: ${fault}`);
};

/** Imports and requires every subpath on one Node: nothing may fail, print or keep the process alive. */
export const importFaults = async (
  consumer: Consumer,
  node: MatrixNode,
  idleMs: number = IDLE_MS,
): Promise<readonly string[]> => [
  ...(await runImports(consumer, node, 'esm', consumer.specifiers, idleMs)),
  ...(await runImports(consumer, node, 'cjs', consumer.specifiers, idleMs)),
];
