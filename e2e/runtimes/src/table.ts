import { CHECKS, type CheckName } from './checks.ts';
import { type Runtime, RUNTIMES } from './runtimes.ts';

const HEADS: Readonly<Record<Runtime, string>> = {
  bun: 'Bun 1.4.5',
  deno: 'Deno 2.9.6',
  workerd: 'workerd 2026-11-17',
};

/** What a runtime is known not to do; the live part asserts that it still does not. */
export const NOT: Readonly<Record<Runtime, readonly CheckName[]>> = {
  bun: [],
  deno: [],
  workerd: ['a client that goes away has a summary'],
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** What the live part runs, as the README of `@plumbline/trace` has it. */
export const runtimeTable = (): string =>
  [
    row(['`traceFetch` around Hono', ...RUNTIMES.map((runtime) => HEADS[runtime])]),
    row(['---', ...RUNTIMES.map(() => '---')]),
    ...(Object.keys(CHECKS) as CheckName[]).map((name) =>
      row([name, ...RUNTIMES.map((runtime) => (NOT[runtime].includes(name) ? 'no' : 'yes'))]),
    ),
  ].join('\n');
