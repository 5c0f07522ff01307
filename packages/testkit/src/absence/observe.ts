import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { AbsenceReport } from './mark.ts';

/** What is run, and what must not come with it. */
export interface AbsenceTraits {
  /**
   * A module that uses the adapter as an application does that has it switched off: its top level runs, and then its
   * export `run`, if there is one, with the environment.
   */
  readonly entry: URL;
  /** Packages of the vendor, by name; those under a scope or a prefix with a star at the end. */
  readonly vendorPackages: readonly string[];
  /** Variables of the process, besides PATH. @default {} */
  readonly environment?: Readonly<Record<string, string>>;
  /** Conditions under which packages are resolved. */
  readonly conditions?: readonly string[];
}

/** What was seen of one run. */
export interface AbsenceFindings extends AbsenceReport {
  /** Files that lay in the working directory at the end, which was empty. */
  readonly files: readonly string[];
  /** How it ended: 0, another code, a signal, or `still running`. */
  readonly end: string;
}

/** A process that has nothing to do ends at once; loading is all that takes time. */
const END_MS = 20_000;

const fromSource = import.meta.url.endsWith('.ts');

// Bundled code lies beside the program, its source a folder below.
const probe = new URL(fromSource ? '../absence-probe.ts' : './absence-probe.js', import.meta.url);

/** Runs Node without a channel, a terminal or variables of this process, which a service does not have either. */
function runNode(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly end: string; readonly printed: string }> {
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text));
  return new Promise((resolve) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, END_MS);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ end: late ? 'still running' : String(signal ?? code), printed });
    });
  });
}

/** Runs the entry in a process of its own, in an empty folder, and says what it did. */
export async function observeAbsence(traits: AbsenceTraits): Promise<AbsenceFindings> {
  const { entry, environment = {}, conditions = [] } = traits;
  const outside = mkdtempSync(path.join(tmpdir(), 'absence-'));
  // The working directory stays empty unless the entry writes: the report lies beside it.
  const [folder, out] = [path.join(outside, 'work'), path.join(outside, 'report.json')];
  mkdirSync(folder);
  const flags = [...conditions, ...(fromSource ? ['plumbline:source'] : [])].map((name) => `--conditions=${name}`);
  const args = [...flags, '--disable-warning=ExperimentalWarning', fileURLToPath(probe), entry.href, out];
  try {
    const { end, printed } = await runNode(args, folder, environment);
    if (!existsSync(out)) throw new Error(`the probe did not report (${end}): ${printed.slice(0, 2000)}`);
    const report = JSON.parse(readFileSync(out, 'utf8')) as AbsenceReport;
    return { ...report, files: readdirSync(folder, { recursive: true }).map(String), end };
  } finally {
    rmSync(outside, { recursive: true, force: true });
  }
}
