import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { AnchorStatement } from '../src/anchors.ts';

/** A statement about a header, so that `openssl ts -verify -data` can hash the header itself. */
export const header = 'plumbline-audit-seal v1\ntrail 01890a5d-ac96-774b-bcce-b302099a8057\nseal 7\n';
export const statement: AnchorStatement = {
  at: '2026-01-02T03:04:05.678Z',
  hash: createHash('sha256').update(header).digest('hex'),
  records: 31_000,
  seal: 7,
  trail: '01890a5d-ac96-774b-bcce-b302099a8057',
};

export const openssl = (folder: string, ...args: string[]): string =>
  execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const CONFIG = `
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[plain]
basicConstraints = critical, CA:TRUE
subjectKeyIdentifier = none
authorityKeyIdentifier = none
[ca0]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
[tsa]
extendedKeyUsage = critical, timeStamping
[noncritical]
extendedKeyUsage = timeStamping
[server]
extendedKeyUsage = critical, timeStamping, serverAuth
[policies]
tsa_policy1 = 1.2.3.4.1
[tsa_config]
serial = serial
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256, sha384
signer_digest = sha256
accuracy = secs:1, millisecs:500
ordering = yes
ess_cert_id_alg = sha256
clock_precision_digits = 3
`;

const KEYS: Readonly<Record<string, readonly string[]>> = {
  rsa: ['-newkey', 'rsa:2048'],
  ec: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
};

/** Makes a certificate `<name>.pem` with its key, signed by itself or by an issuer; `as` certifies the same key once more. */
export function certify(
  folder: string,
  name: string,
  options: {
    readonly as?: string;
    readonly days?: string;
    readonly extensions: string;
    readonly issuer?: string;
    readonly key?: string;
  },
): void {
  const { as, days = '3650', extensions, issuer, key = 'ec' } = options;
  const subject = ['-subj', `/O=Test/CN=${name}`];
  const signed = ['-days', days, '-extensions', extensions];
  const out = ['-keyout', `${name}.key`, '-nodes', '-config', 'req.cnf'];
  writeFileSync(path.join(folder, 'req.cnf'), `[req]\ndistinguished_name=dn\n[dn]\n${CONFIG}`);
  const serial = ['-set_serial', `0x${createHash('sha1').update(name).digest('hex').slice(0, 16)}`];
  if (!issuer) {
    openssl(
      folder,
      'req',
      '-x509',
      ...serial,
      ...(KEYS[key] ?? []),
      ...subject,
      ...signed,
      ...out,
      '-out',
      `${as ?? name}.pem`,
    );
    return;
  }
  if (!as) openssl(folder, 'req', '-new', ...(KEYS[key] ?? []), ...subject, ...out, '-out', `${name}.csr`);
  const by = ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, ...serial];
  openssl(
    folder,
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    ...by,
    ...signed,
    '-extfile',
    'req.cnf',
    '-out',
    `${as ?? name}.pem`,
  );
}

/** Answers one request with `openssl ts -reply`. */
export function reply(
  folder: string,
  query: Buffer,
  { chain, config = '', signer = 'tsa' }: { chain?: string; config?: string; signer?: string } = {},
): Promise<Buffer> {
  writeFileSync(path.join(folder, 'ts.cnf'), `[tsa]\ndefault_tsa=tsa_config\n${CONFIG}${config}`);
  writeFileSync(path.join(folder, 'query.tsq'), query);
  const args = ['ts', '-reply', '-config', 'ts.cnf', '-queryfile', 'query.tsq', '-signer', `${signer}.pem`];
  args.push('-inkey', `${signer}.key`, ...(chain === undefined ? [] : ['-chain', `${chain}.pem`]), '-out', 'reply.tsr');
  return new Promise((resolve, reject) => {
    execFile('openssl', args, { cwd: folder }, (error) => {
      if (error) reject(error);
      else resolve(readFileSync(path.join(folder, 'reply.tsr')));
    });
  });
}

export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A server on this machine that answers each POST; what it received is kept. */
export async function receive(
  answer: (query: Buffer, server: Server) => Promise<Buffer> | Buffer,
  { status = 200, type = 'application/timestamp-reply' }: { status?: number; type?: string } = {},
): Promise<{ readonly url: string; readonly received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    const end = async (): Promise<void> => {
      const body = Buffer.concat(parts);
      received.push({ headers: request.headers, body });
      response.writeHead(status, { 'content-type': type }).end(await answer(body, server));
    };
    request.on('end', () => void end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stamp?key=k3y`, received };
}
