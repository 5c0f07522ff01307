import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { mustRun } from './command.ts';
import type { Tarball } from './pack.ts';
import { pnpm } from './pnpm.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

/** Installs from the rehearsal's registry; other packages come from wherever this machine gets them. */
const install = async (folder: string, registry: string): Promise<void> => {
  const settings = ['minimumReleaseAge: 0', 'autoInstallPeers: true', 'updateNotifier: false', 'pmOnFail: ignore'];
  writeFileSync(path.join(folder, '.npmrc'), `@plumbline:registry=${registry}\n`);
  writeFileSync(path.join(folder, 'pnpm-workspace.yaml'), `${settings.join('\n')}\n`);
  const args = ['install', '--ignore-scripts', '--prefer-offline', '--no-frozen-lockfile'];
  await mustRun(pnpm(), args, { cwd: folder, timeoutMs: 600_000 });
};

/** Two lines of a user: install the preset, import it and what it is made of. */
export const tryConsumer = async (folder: string, registry: string, released: readonly Tarball[]): Promise<string> => {
  mkdirSync(folder, { recursive: true });
  const preset = released.find(({ name }) => name === '@plumbline/node');
  if (preset === undefined) throw new Error('@plumbline/node was not released.');
  const names = [
    preset.name,
    ...Object.keys(preset.manifest.dependencies ?? {}).filter((name) => name.startsWith('@plumbline/')),
  ];
  const dependencies = Object.fromEntries(
    names.map((name) => [name, released.find((one) => one.name === name)?.manifest.version]),
  );
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module', dependencies }),
  );
  await install(folder, registry);
  const imports = names.map((name) => `import(${JSON.stringify(name)})`).join(', ');
  writeFileSync(
    path.join(folder, 'smoke.js'),
    `const all = await Promise.all([${imports}]);\nconsole.log(all.length);\n`,
  );
  const { stdout } = await mustRun('node', ['smoke.js'], { cwd: folder, timeoutMs: 30_000 });
  return `${stdout.trim()} packages installed from the registry and imported`;
};

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
};

/** Starts the service, sends a request with an ID, expects it back, and stops the service as an orchestrator would. */
const askService = async (folder: string): Promise<string> => {
  const port = await freePort();
  const data = path.join(folder, 'data');
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    PORT: String(port),
    APPROVALS_DATA: data,
    NODE_ENV: 'development',
  };
  const child = spawn('node', ['src/main.ts'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => void (output += text));
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  try {
    const id = `rehearsal-${process.pid}`;
    const until = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
      if (Date.now() > until) throw new Error('the service did not answer in time');
      const response = await fetch(`http://127.0.0.1:${port}/no-such-page`, { headers: { 'x-request-id': id } }).catch(
        () => undefined,
      );
      if (response !== undefined) {
        await response.arrayBuffer();
        if (response.headers.get('x-request-id') !== id) throw new Error('the service did not echo x-request-id');
        break;
      }
      await wait(100);
    }
    child.kill('SIGTERM');
    const ended = await Promise.race([exited, wait(STOP_TIMEOUT_MS, undefined, { ref: false })]);
    if (ended === undefined) throw new Error('the service did not end after SIGTERM');
    // After its shutdown the preset gives the signal back, so that the parent sees the true cause of the end.
    if (ended[0] !== 0 && ended[1] !== 'SIGTERM') throw new Error(`the service ended with ${ended[0]} after SIGTERM`);
    return 'examples/approvals: started from the registry, echoed its request ID, stopped';
  } catch (error) {
    throw new Error(`examples/approvals: ${(error as Error).message}\n${output.slice(-2000)}`, { cause: error });
  } finally {
    child.kill('SIGKILL');
  }
};

/** Installs the example outside the workspace and asks it something. Undefined where there is no example yet. */
export const tryExample = async (copy: string, folder: string, registry: string): Promise<string | undefined> => {
  const example = path.join(copy, 'examples/approvals');
  if (!existsSync(path.join(example, 'package.json'))) return undefined;
  mkdirSync(folder, { recursive: true });
  // Packing turns workspace: and catalog: into the versions a user would write.
  const packed = path.join(folder, 'example.tgz');
  await mustRun(pnpm(), ['pack', '--out', packed], { cwd: example });
  await mustRun('tar', ['-xzf', packed, '--strip-components=1', '-C', folder]);
  await install(folder, registry);
  return askService(folder);
};
