import { mailerCheck, smtpCheck } from '@plumbline/health';
import { createTransport } from 'nodemailer';
import { expect, it } from 'vitest';
import { startMail } from '../src/mail-server.ts';
import { wordOf, wordsOf } from '../src/word.ts';

const PASSWORD = 'canary-of-the-password';
const host = '127.0.0.1';

it('a mail server healthy, frozen, thawed, gone and back', async () => {
  await using server = await startMail(PASSWORD);
  const { port } = server;
  const checks = {
    mailer: mailerCheck(createTransport({ host, port, auth: { user: 'app', pass: PASSWORD } })),
    smtp: smtpCheck({ host, port }),
  };
  expect(await wordsOf(checks)).toEqual({ mailer: 'ok', smtp: 'ok' });
  server.freeze();
  expect(await wordsOf(checks)).toEqual({ mailer: 'Timeout', smtp: 'Timeout' });
  server.thaw();
  expect(await wordsOf(checks)).toEqual({ mailer: 'ok', smtp: 'ok' });
  await server.stop();
  expect(await wordsOf(checks)).toEqual({ mailer: 'Error ESOCKET', smtp: 'Error ECONNREFUSED' });
  await server.start();
  expect(await wordsOf(checks)).toEqual({ mailer: 'ok', smtp: 'ok' });
});

it('a wrong password shows with nodemailer, and a greeting asks for none', async () => {
  await using server = await startMail(PASSWORD);
  const { port } = server;
  const transport = createTransport({ host, port, auth: { user: 'app', pass: 'wrong' } });
  expect(await wordsOf({ mailer: mailerCheck(transport), smtp: smtpCheck({ host, port }) })).toEqual({
    mailer: 'Error EAUTH',
    smtp: 'ok',
  });
});

it('TLS from the first byte: of an authority that is known, unknown, and not spoken', async () => {
  await using server = await startMail(PASSWORD, { tls: true });
  await using plain = await startMail(PASSWORD);
  const { port, ca = '' } = server;
  expect(await wordOf(smtpCheck({ host, port, tls: { ca, servername: 'localhost' } }))).toBe('ok');
  expect(await wordOf(smtpCheck({ host, port, tls: true }))).toBe('Error DEPTH_ZERO_SELF_SIGNED_CERT');
  expect(await wordOf(smtpCheck({ host, port, tls: { ca, servername: 'elsewhere.example' } }))).toBe(
    'Error ERR_TLS_CERT_ALTNAME_INVALID',
  );
  expect(await wordOf(smtpCheck({ host, port: plain.port, tls: true }))).toMatch(/^\w+ ERR_SSL_\w+$/);
});
