import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { type Child, makeFolder, runChild } from './run-child.ts';

const preload = pathToFileURL(path.join(import.meta.dirname, 'fixtures/watch.ts')).href;

/** What holds with and without an audit trail. */
async function expectQuiet(child: Child): Promise<void> {
  const end = await child.ended;
  expect({ end, stderr: child.stderr() }).toMatchObject({ end: '0' });
  const asked = child.lines.find(({ msg }) => msg === 'asked');
  expect(asked).toMatchObject({ probes: [{ status: 'ok' }, { status: 'ok' }, { status: 'ok' }] });
  expect(child.lines.filter(({ msg }) => msg === 'request')).toMatchObject([
    { request_id: asked?.['echoed'], trace_id: asked?.['echoed'], status: 200 },
  ]);
  expect(child.lines.at(-1)).toMatchObject({
    snapshot: { accepted: 0, refused: { no_destination: 1 }, destinations: {} },
  });
  expect(child.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  const { packages, attempts, connections } = JSON.parse(child.stderr().trim().split('\n').at(-1) ?? '') as {
    packages: string[];
    attempts: unknown[];
    connections: string[];
  };
  const { host } = new URL(String(asked?.['origin']));
  expect(attempts).toEqual([]);
  expect(new Set(connections)).toEqual(new Set([host]));
  // No client of a destination, and of OpenTelemetry the API alone.
  expect(packages).toEqual(expect.arrayContaining(['zod', '@opentelemetry/api']));
  const clients = packages.filter((name) => /chdb|^@(?:clickhouse|sentry|opentelemetry)\//.test(name));
  expect(clients).toEqual(['@opentelemetry/api']);
}

it('logs, answers health and counts events, and sends, loads and writes nothing', async () => {
  // Node itself refuses every write, child process and native add-on. From Node 25 on it would refuse sockets too: those
  // are watched by the preloaded module.
  const net = process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [];
  const flags = ['--import', preload, '--permission', '--allow-fs-read=*', ...net];
  const child = runChild('minimal.ts', { cwd: makeFolder(), flags });
  await expectQuiet(child);
  expect(child.lines.at(-1)).toMatchObject({ tally: { delivered: 0, lost: {}, pending: 0 } });
});

it('writes the audit trail into its folder and nowhere else', async () => {
  const folder = makeFolder();
  const child = runChild('minimal.ts', {
    cwd: folder,
    environment: { HOME: folder, TMPDIR: folder },
    flags: ['--import', preload],
    args: ['audit'],
  });
  await expectQuiet(child);
  expect(child.lines.at(-1)).toMatchObject({
    tally: { delivered: 1, lost: {}, pending: 0 },
    audit: { recorded: 1, stored: 1, pending: 0 },
  });
  expect(readdirSync(folder)).toEqual(['spool']);
});
