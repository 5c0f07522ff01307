import { execFile } from 'node:child_process';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { promisify } from 'node:util';
import { start } from '@plumbline/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import config from '../plumbline.config.ts';
import { createNotificationsServer } from '../src/server.ts';

const lines: string[] = [];
let failing = false;
let server: Server;
let origin: string;
let close: () => Promise<unknown>;

beforeAll(async () => {
  const plumbline = await start(config, {
    signals: false,
    logDestination: { write: (line) => void lines.push(line) },
    environment: { NODE_ENV: 'production' },
  });
  const mailer = { send: () => (failing ? Promise.reject(new Error('mail server: 451')) : Promise.resolve()) };
  server = createNotificationsServer(mailer, plumbline);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = async () => {
    server.close();
    server.closeAllConnections();
    await plumbline.shutdown();
  };
});

afterAll(() => close());

const post = (body: string): Promise<Response> => fetch(`${origin}/notifications`, { method: 'POST', body });
/** Asks as the service before this one does: what leaves this process itself carries no trace to hosts that are not listed. */
const postFromElsewhere = async (body: string, headers: Record<string, string>): Promise<unknown> => {
  const request = JSON.stringify({ method: 'POST', body, headers });
  const script = `const answer = await fetch('${origin}/notifications', ${request});
    console.log(JSON.stringify([answer.status, answer.headers.get('x-request-id')]));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return JSON.parse(stdout);
};
const invite = JSON.stringify({ template: 'invite', recipientId: 'inv_1' });

it('keeps the request ID and the trace of the service before it', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const answer = await postFromElsewhere(invite, { 'x-request-id': 'req-from-approvals', traceparent });
  expect(answer).toEqual([202, 'req-from-approvals']);
  const line = lines.map((text) => JSON.parse(text) as Record<string, unknown>).find(({ msg }) => msg === 'mail sent');
  expect(line).toMatchObject({
    request_id: 'req-from-approvals',
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    route_pattern: '/notifications',
    template: 'invite',
  });
});

it('says which part failed, with the ID and without the reason', async () => {
  failing = true;
  const response = await post(invite);
  failing = false;
  expect(response.status).toBe(502);
  const read = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
  const failed = read.find(({ msg }) => msg === 'unhandled error');
  expect(failed).toMatchObject({ template: 'invite', error_id: expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(await response.json()).toEqual({
    error: {
      code: 'mail_failed',
      request_id: response.headers.get('x-request-id'),
      error_id: failed?.['error_id'],
    },
  });
});

it.each([['{'], ['{}'], ['{"template":"other","recipientId":"x"}'], ['x'.repeat(20_000)]])(
  'refuses a message it cannot send: %.20s',
  async (body) => {
    expect((await post(body)).status).toBe(400);
  },
);

it('answers probes and does not know other paths', async () => {
  expect((await fetch(`${origin}/livez`)).status).toBe(200);
  expect((await fetch(`${origin}/elsewhere`)).status).toBe(404);
});
