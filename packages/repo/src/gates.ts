import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { checkArrows } from './check-arrows.ts';
import { checkDocs } from './check-docs.ts';
import { checkRegex } from './check-regex.ts';
import { checkSurface, checkSurfaceChangesets } from './check-surface.ts';
import { runCommand } from './command.ts';
import { type GateReport, gateLine } from './gate-report.ts';
import { checkGenerated } from './generate.ts';
import { checkPacks } from './pack-check.ts';
import { type CheckResult, isProgram, say } from './report.ts';
import { checkSize } from './size.ts';
import { checkout } from './workspace.ts';

const checkUnused = async (root: string): Promise<CheckResult> => {
  const knip = path.join(root, 'node_modules/.bin/knip');
  const { status, stdout, stderr } = await runCommand(knip, ['--no-progress', '--no-config-hints'], {
    cwd: root,
  });
  return { faults: status === 0 ? [] : [`${stdout}${stderr}`.trim()], count: 1 };
};

/** Every gate by name, the quick ones first. */
export const gates: Readonly<Record<string, (root: string) => CheckResult | Promise<CheckResult>>> = {
  arrows: checkArrows,
  surface: (root) => checkSurface(root),
  changesets: (root) => checkSurfaceChangesets(root),
  generated: checkGenerated,
  unused: checkUnused,
  size: checkSize,
  regex: checkRegex,
  docs: checkDocs,
  packages: (root) => checkPacks(root, { lint: true }),
};

const attempt = async (root: string, name: string): Promise<CheckResult> => {
  const gate = gates[name];
  if (gate === undefined)
    return { faults: [`there is no gate "${name}"; there are ${Object.keys(gates).join(', ')}`], count: 0 };
  try {
    return await gate(root);
  } catch (error) {
    return { faults: [error instanceof Error ? error.message : String(error)], count: 0 };
  }
};

/** Runs one gate, prints its line and what failed, and leaves its report. */
export const runGate = async (root: string, name: string): Promise<GateReport> => {
  const began = performance.now();
  const { faults, count, notes = [] } = await attempt(root, name);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const report: GateReport = { name, ok: faults.length === 0, seconds, count };
  for (const note of notes) say(`  ${note}`);
  for (const fault of faults) say(`  ✗ ${fault.replaceAll('\n', '\n    ')}`);
  say(gateLine(report));
  const folder = path.join(root, 'packages/repo/temp/gates');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(report)}\n`);
  return report;
};

if (isProgram(import.meta.filename)) {
  const wanted = process.argv.slice(2);
  for (const name of wanted.length > 0 ? wanted : Object.keys(gates)) {
    const { ok } = await runGate(checkout, name);
    if (!ok) process.exitCode = 1;
  }
}
