import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { freePort, type ServerProcess, startProcess } from './server-process.ts';

const PROGRAM = path.join(import.meta.dirname, 'mail-program.ts');

export interface MailServer extends ServerProcess {
  /** Certificate of a server with TLS, which is its own authority. */
  readonly ca?: string;
}

function makeCertificate(folder: string): { readonly CERT: string; readonly KEY: string } {
  const files = { CERT: path.join(folder, 'cert.pem'), KEY: path.join(folder, 'key.pem') };
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names];
  execFileSync('openssl', [...args, '-keyout', files.KEY, '-out', files.CERT], { stdio: 'ignore' });
  return files;
}

/** A mail server that user `app` logs in to with the password; without TLS, or with it from the first byte. */
export async function startMail(password: string, { tls = false } = {}): Promise<MailServer> {
  const cwd = mkdtempSync(path.join(os.tmpdir(), 'mail-'));
  const port = await freePort();
  const files = tls ? makeCertificate(cwd) : undefined;
  const env = { PORT: String(port), PASSWORD: password, ...files };
  const args = ['--disable-warning=ExperimentalWarning', PROGRAM];
  const server = await startProcess({ file: process.execPath, args, env, cwd }, port);
  return {
    ...server,
    ...(files && { ca: readFileSync(files.CERT, 'utf8') }),
    async [Symbol.asyncDispose]() {
      await server.stop();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}
