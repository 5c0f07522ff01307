import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

/** Runs the entry in a process of its own, in an empty folder, and says what it did. */
export async function observeAbsence(traits: AbsenceTraits): Promise<AbsenceFindings> {
  const { entry, environment = {}, conditions = [] } = traits;
  const folder = mkdtempSync(path.join(tmpdir(), 'absence-'));
  const flags = [...conditions, ...(fromSource ? ['plumbline:source'] : [])].map((name) => `--conditions=${name}`);
  const child = fork(fileURLToPath(probe), [entry.href], {
    cwd: folder,
    // A scope of its own: what a shell or a runner set is not what a service has.
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    execArgv: [...flags, '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let report: AbsenceReport | undefined;
  let printed = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stdout?.resume();
  child.on('message', (message: AbsenceReport) => (report = message));
  const end = await new Promise<string>((resolve) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve('still running');
    }, END_MS);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(String(signal ?? code));
    });
  });
  const files = readdirSync(folder, { recursive: true }).map(String);
  rmSync(folder, { recursive: true, force: true });
  if (report === undefined) throw new Error(`the probe did not report (${end}): ${printed.slice(0, 2000)}`);
  return { ...report, files, end };
}
