import { createServer, type IncomingHttpHeaders } from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { start } from '../src/index.ts';
import { readPropagation } from '../src/propagation.ts';
import { type Config, quiet, refusal, service } from './fixtures/egress-setting.ts';
import { lockOf } from './fixtures/lock.ts';
import { cleanup } from './run-child.ts';

/** A service that is called, and what its callers said. */
async function callee(): Promise<{ readonly host: string; readonly got: IncomingHttpHeaders[] }> {
  const got: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    got.push(request.headers);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup.push(() => new Promise((resolve) => server.close(resolve)));
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}

const configOf = (...propagateTo: readonly string[]): Config => ({ service, trace: { propagateTo } });

async function call(config: Config, host: string, environment: Readonly<Record<string, string>> = {}): Promise<void> {
  const { live } = quiet(environment);
  const plumbline = await start(config, live);
  await plumbline.runJob('call', async () => void (await (await fetch(`http://${host}/`)).text()));
  await plumbline.shutdown();
}

it.each([true, false])('are put on requests of HTTP/2 where trace.http2Client is %s', async (http2Client) => {
  const server = http2.createServer();
  const got: http2.IncomingHttpHeaders[] = [];
  server.on('stream', (stream, headers) => {
    got.push(headers);
    stream.respond({ ':status': 200 }, { endStream: true });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    service,
    trace: { propagateTo: [host], http2Client },
    egress: { propagation: { party: 'first-party' } },
  } as const;
  const plumbline = await start(config, quiet().live);
  const session = http2.connect(`http://${host}`);
  cleanup.push(
    () => plumbline.shutdown(),
    () => session.destroy(),
    () => void server.close(),
  );
  await plumbline.runJob(
    'call',
    () =>
      new Promise((done) =>
        session
          .request()
          .on('close', () => done(0))
          .resume(),
      ),
  );
  expect(got.map((headers) => headers['traceparent'] !== undefined)).toEqual([http2Client]);
});

describe('hosts that get the trace headers', () => {
  it('have a line each in the lockfile, by their name or by the variable that has it', () => {
    const lines = lockOf(configOf('Notes.internal:8080', 'env:NOTES_URL')).split('\n');
    expect(lines.filter((line) => line.includes('  trace-headers  '))).toEqual([
      'gate  trace-headers  owner=none  review=none  expires=none  consent=none  erasure=not-possible  retention=receiver',
      'wire  trace-headers  header  traceparent',
      'wire  trace-headers  header  tracestate',
      'wire  trace-headers  header  x-request-id',
      'signal  trace-headers  undeclared  env:NOTES_URL  any  /*',
      'signal  trace-headers  undeclared  notes.internal:8080  any  /*',
    ]);
    expect(lockOf(configOf())).not.toContain('trace-headers');
  });

  it('are refused where the lockfile does not have them, and where they are outside and there is none', async () => {
    const lock = lockOf(configOf('notes.internal'));
    const more = { ...configOf('notes.internal', 'vendor.example'), egress: { lock } };
    expect(await refusal(more)).toMatchObject({
      code: 'PLB_EGRESS_LOCK_DIFFERS',
      message: expect.stringContaining(
        'trace-headers: requests: your own calls to vendor.example (whose is not said)',
      ) as string,
    });
    const outside = { ...configOf('vendor.example'), egress: { propagation: { party: 'third-party' } } } as const;
    expect(await refusal(outside)).toMatchObject({ code: 'PLB_EGRESS_LOCK_MISSING' });
    // To say nothing is not easier than to say that they are outside.
    const unsaid = await refusal(configOf('vendor.example'));
    expect(unsaid.message).toMatch(
      /PLB_EGRESS_LOCK_MISSING: no egress lockfile allows trace-headers: .*\n {2}- trace-headers: .*vendor\.example/,
    );
    // The one line that answers it, where it is their own, stands in the message.
    const answer = "`egress: { propagation: { party: 'first-party' } }` says so. This would leave:";
    expect(unsaid.message).toContain(
      `\`egress.lock\` is not in the configuration, and \`trace.propagateTo\` names hosts of which nobody says whose they are: where all of them are your own, ${answer}`,
    );
    expect((await refusal(outside)).message).not.toContain(answer);
    expect(unsaid.fix).toMatch(/^Run `npx plumbline egress` \(@plumbline\/cli, /);
    expect(unsaid.fix).toMatch(/ are your own, write `egress: { propagation: { party: 'first-party' } }` instead\.$/);
    expect((await refusal(outside)).fix).not.toContain('first-party');
    expect(await refusal(configOf('env:NOTES_URL'), { NOTES_URL: 'https://vendor.example' })).toMatchObject({
      code: 'PLB_EGRESS_LOCK_MISSING',
    });
  });

  it('are each whose they are said to be, and start without a lockfile where all of them are our own', async () => {
    const hosts = { 'Notes.internal': 'first-party', 'vendor.example': 'third-party' } as const;
    const mixed: Config = { ...configOf('notes.internal', 'vendor.example'), egress: { propagation: { hosts } } };
    const lines = lockOf(mixed).split('\n');
    expect(lines.filter((line) => line.startsWith('signal  trace-headers'))).toEqual([
      'signal  trace-headers  first-party  notes.internal  any  /*',
      'signal  trace-headers  third-party  vendor.example  any  /*',
    ]);
    expect(await refusal(mixed)).toMatchObject({
      code: 'PLB_EGRESS_LOCK_MISSING',
      message: expect.stringContaining('your own calls to vendor.example (third party)') as string,
    });
    await call({ ...mixed, egress: { ...mixed.egress, lock: lockOf(mixed) } }, (await callee()).host);
    // Who was a third party in the file is not our own because somebody now says so.
    const claimed = { propagation: { party: 'first-party' }, lock: lockOf(mixed) } as const;
    expect(await refusal({ ...mixed, egress: claimed })).toMatchObject({
      code: 'PLB_EGRESS_LOCK_DIFFERS',
      message: expect.stringMatching(/calls to vendor\.example \(first party\); the file allows third party/) as string,
    });
  });

  it('of somebody outside ask for a lockfile only where their variable is set', async () => {
    const { host } = await callee();
    const propagation = { party: 'first-party', hosts: { 'env:VENDOR_URL': 'third-party' } } as const;
    const config: Config = { ...configOf(host, 'env:VENDOR_URL'), egress: { propagation } };
    await call(config, host);
    expect(await refusal(config, { VENDOR_URL: 'https://vendor.example' })).toMatchObject({
      code: 'PLB_EGRESS_LOCK_MISSING',
    });
  });

  it('are refused where it is said of a host that is none of them whose it is', async () => {
    const hosts = { 'notes.internl': 'first-party', 'vendor.example': 'mine' };
    const egress = { propagation: { hosts } } as unknown as Config['egress'];
    const wrong = await refusal({ ...configOf('notes.internal', 'vendor.example'), ...(egress && { egress }) });
    expect(wrong.message).toContain(
      "config.egress.propagation.hosts.vendor.example: must be 'first-party' or 'third-party'",
    );
    const misspelt: Config = {
      ...configOf('notes.internal'),
      egress: { propagation: { hosts: { 'notes.internl': 'first-party' } } },
    };
    expect(await refusal(misspelt)).toMatchObject({
      code: 'PLB_CONFIG_INVALID',
      message: expect.stringContaining(
        'config.egress.propagation.hosts.notes.internl: is no host of `trace.propagateTo`; there are notes.internal',
      ) as string,
    });
  });

  it('get them, and others do not, whether code or a variable names them', async () => {
    const { host, got } = await callee();
    const config = configOf('env:NOTES_URL');
    const locked = { ...config, egress: { lock: lockOf(config) } };
    await call({ ...configOf(host), egress: { propagation: { party: 'first-party' } } }, host);
    // Nowhere to carry anything to: there is nothing that a lockfile must allow.
    await call(config, host);
    await call(locked, host, { NOTES_URL: `http://${host}/v1` });
    await call(locked, host, { NOTES_URL: `elsewhere.internal, ${host}` });
    await call(locked, host);
    await call(locked, host, { NOTES_URL: 'elsewhere.internal' });
    const carried = got.map((headers) => ['traceparent', 'x-request-id'].filter((name) => name in headers).length);
    expect(carried).toEqual([2, 0, 2, 2, 0, 0]);
  });

  it('are refused by the name of their variable, and never by its value', async () => {
    const error = await refusal(configOf('env:NOTES_URL'), { NOTES_URL: 'ftp://canary.example/x' });
    expect(error).toMatchObject({
      code: 'PLB_CONFIG_INVALID',
      message: expect.stringContaining('NOTES_URL') as string,
    });
    expect(error.message).not.toContain('canary');
  });
});

it.each([
  ['a.internal', ['a.internal']],
  ['a.internal:80,[::1]:8080', ['a.internal:80', '[::1]:8080']],
  [' https://a.internal/path?x=1 , ', ['a.internal']],
  ['', []],
])('reads %j', (text, hosts) => {
  expect(readPropagation(['env:X', 'plain'], { X: text })).toEqual({ hosts: [...hosts, 'plain'], faults: [] });
});
