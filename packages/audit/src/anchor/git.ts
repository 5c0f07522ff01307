import { execFile, type ExecFileException } from 'node:child_process';
import { anchorError } from './anchor-target.ts';

/** One command of the installed git. Resolves with its output, without the line end. */
export type Git = (
  args: readonly string[],
  input?: { readonly env?: Readonly<Record<string, string>>; readonly stdin?: string },
) => Promise<string>;

/** Variables by which a git that runs this process, as in a hook, would turn commands to its own repository. */
const REDIRECTING =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|AUTHOR_.*|COMMITTER_.*)$/;

/** A push over a slow line; a commit takes milliseconds. */
const TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 1_048_576;

/** Name and address that commits bear, so that none have to be configured; RFC 2606 keeps the address from being anyone's. */
const IDENTITY = { NAME: 'Plumbline audit', EMAIL: 'audit@plumbline.invalid' };

const environment = (): Record<string, string | undefined> => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !REDIRECTING.test(name))),
  GIT_AUTHOR_NAME: IDENTITY.NAME,
  GIT_AUTHOR_EMAIL: IDENTITY.EMAIL,
  GIT_COMMITTER_NAME: IDENTITY.NAME,
  GIT_COMMITTER_EMAIL: IDENTITY.EMAIL,
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
});

/** What may be user, password and host of an address. */
const AUTHORITY = /[^\s/'"]+/g;

/** A text without user and password of its addresses: git takes them out of most of its messages, and not out of all. */
const withoutCredentials = (text: string): string =>
  text.replaceAll(AUTHORITY, (authority) => authority.slice(authority.lastIndexOf('@') + 1));

/** A git that answered with an exit code; its text is what git wrote. */
export interface GitFailure extends Error {
  readonly exitCode?: number;
}

function failureOf(error: ExecFileException, stderr: string): GitFailure {
  const exitCode = typeof error.code === 'number' ? { exitCode: error.code } : {};
  const text = stderr.trim() || String(error.code ?? error.signal);
  return Object.assign(new Error(withoutCredentials(text)), exitCode);
}

/** Runs git in a repository, without a shell. Rejects with PLB_AUDIT_ANCHOR, whose cause is a {@link GitFailure}. */
export function openGit(directory: string): Git {
  return (args, { env = {}, stdin } = {}) =>
    new Promise((resolve, reject) => {
      const options = { env: { ...environment(), ...env }, timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES };
      const child = execFile('git', ['-C', directory, ...args], options, (error, stdout, stderr) => {
        if (!error) return resolve(stdout.replace(/\n$/, ''));
        const failed = `git ${args[0]} failed (${String(error.code ?? error.signal)})`;
        const why = error.code === 'ENOENT' ? 'git is not installed' : failed;
        reject(anchorError(`gitAnchor: ${why}`, failureOf(error, stderr)));
      });
      // A git that ended at once closes its input, which the exit code says better.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(stdin ?? '');
    });
}
