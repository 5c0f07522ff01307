import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { bringGo } from '../../collector/live/go.ts';
import { freePort, type ServerProcess, startProcess } from './server-process.ts';

/** A gateway that speaks S3 before a folder and verifies every signature. Go checks the module against its checksum database. */
const MODULE = 'github.com/versity/versitygw/cmd/versitygw';
const VERSION = 'v1.8.0';

const TEMP = path.resolve(import.meta.dirname, '../temp');

export interface S3Server extends ServerProcess {
  readonly endpoint: string;
}

/** Built once for each version, some minutes on two cores. */
function build(): string {
  const folder = path.join(TEMP, `versitygw-${VERSION}`);
  const file = path.join(folder, 'versitygw');
  if (existsSync(file)) return file;
  const unfinished = `${folder}.part-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  execFileSync(bringGo(), ['install', `${MODULE}@${VERSION}`], {
    // Outside of any module of this checkout.
    cwd: path.parse(import.meta.dirname).root,
    env: { ...process.env, GOBIN: unfinished, CGO_ENABLED: '0' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  renameSync(unfinished, folder);
  return file;
}

/** An S3-compatible server with one account. */
export async function startS3(account: { readonly key: string; readonly secret: string }): Promise<S3Server> {
  const file = build();
  const cwd = mkdtempSync(path.join(os.tmpdir(), 's3-'));
  mkdirSync(path.join(cwd, 'buckets'));
  const port = await freePort();
  const args = ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', 'buckets'];
  const env = { ROOT_ACCESS_KEY: account.key, ROOT_SECRET_KEY: account.secret };
  const server = await startProcess({ file, args, env, cwd }, port);
  return {
    ...server,
    endpoint: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await server.stop();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}
