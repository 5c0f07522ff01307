import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The root of the workspace. */
export const ROOT = path.resolve(import.meta.dirname, '../../..');

/** The binary of the workspace, the one that its own lint runs. */
const OXLINT = path.join(ROOT, 'node_modules/.bin/oxlint');

/** A finding of oxlint, as its JSON format has it. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number; readonly column: number } }[];
}

/** Runs the real oxlint with this configuration over these files, in a folder of its own. */
export async function oxlint(
  config: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly findings: readonly Finding[] }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'oxlint-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    // No other rule speaks; the plugin runs from its source.
    const whole = {
      jsPlugins: [path.join(import.meta.dirname, '../src/index.ts')],
      categories: { correctness: 'off' },
      ...config,
    };
    writeFileSync(path.join(folder, '.oxlintrc.json'), JSON.stringify(whole));
    return await new Promise((resolve, reject) => {
      execFile(OXLINT, ['--format=json', '-c', '.oxlintrc.json', '.'], { cwd: folder }, (error, stdout, stderr) => {
        const status = error === null ? 0 : Number(error.code);
        if (!stdout.startsWith('{')) reject(new Error(`oxlint ended with ${status}: ${stdout}${stderr}`));
        else resolve({ status, findings: (JSON.parse(stdout) as { diagnostics: readonly Finding[] }).diagnostics });
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
