import { instrumentMailer } from '@plumbline/metrics/instrument';
import nodemailer, { type Transporter } from 'nodemailer';
import { expect, it, onTestFinished } from 'vitest';
import { startMail } from '../../health/src/mail-server.ts';
import { startSignals } from '../src/signals.ts';

const PASSWORD = 'canary-of-the-password';
const message = {
  from: 'app@canary.example',
  to: 'ada@canary.example',
  subject: 'canary of a subject',
  text: 'canary',
};

function transportOf(port: number, pass: string): Transporter {
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port,
    auth: { user: 'app', pass },
    connectionTimeout: 2_000,
  });
  onTestFinished(() => transport.close());
  return transport;
}

const calls = (outcome: string): string =>
  `plumbline_dependency_calls_total{dependency="email",operation="send",outcome="${outcome}"}`;

it('nodemailer: sent, refused, gone and back, by promise and by callback, without a word of the message', async () => {
  await using server = await startMail(PASSWORD);
  await using signals = await startSignals({ dependencies: { email: ['send'] } });
  const { metrics, scrape } = signals;
  const transport = instrumentMailer(metrics, transportOf(server.port, PASSWORD));
  expect(await scrape()).toMatchObject({ [calls('success')]: 0, [calls('failure')]: 0 });

  expect(await transport.sendMail(message)).toMatchObject({ accepted: ['ada@canary.example'] });
  const called = await new Promise((resolve, reject) => {
    const returned = transport.sendMail(message, (error, info) => (error === null ? resolve(info) : reject(error)));
    expect(returned).toBeUndefined();
  });
  expect(called).toMatchObject({ accepted: ['ada@canary.example'] });
  expect(await scrape()).toMatchObject({ [calls('success')]: 2, [calls('failure')]: 0 });

  const stranger = instrumentMailer(metrics, transportOf(server.port, 'wrong'));
  await expect(stranger.sendMail(message)).rejects.toMatchObject({ code: 'EAUTH' });
  await server.stop();
  await expect(transport.sendMail(message)).rejects.toMatchObject({ code: 'ESOCKET' });
  const failed = await new Promise((resolve) => {
    transport.sendMail(message, resolve);
  });
  expect(failed).toMatchObject({ code: 'ESOCKET' });
  await server.start();
  await transport.sendMail(message);
  expect(await scrape()).toMatchObject({
    [calls('success')]: 3,
    [calls('failure')]: 3,
    'plumbline_dependency_duration_seconds_count{dependency="email",outcome="success"}': 3,
    plumbline_heartbeat: 1,
  });
  expect(signals.texts.join('\n')).not.toContain('canary');

  // Whoever wraps again counts nothing twice, and after the shutdown mail is sent all the same.
  expect(instrumentMailer(metrics, transport)).toBe(transport);
  metrics.shutdown();
  await transport.sendMail(message);
  expect((await scrape())[calls('success')]).toBe(3);
});
