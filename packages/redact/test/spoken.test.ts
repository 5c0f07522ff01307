import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();
const secret = ['hunter', '2x'].join('');
const key = ['Zx81', 'kd92mQ'].join('');
const card = ['4111', '111111111111'].join('');

describe('what is said of a secret on its way', () => {
  it.each([
    ['otp sent: 482913', '482913'],
    ['otp generated: 482913', '482913'],
    ['verification code sent: 482913', '482913'],
    ['reset code: 482913', '482913'],
    ['unlock code: 482913', '482913'],
    ['Pairing code: 482-913', '482-913'],
    ['pin entered: 4821', '4821'],
    ['PUK 12345678', '12345678'],
    ['Your Uber code is 4829', '4829'],
    ['Use 482913 to log in', '482913'],
    [`Invalid API key provided: ${key}`, key],
    [`API key generated: ${key}`, key],
    [`%B${card}^DOE/JANE^2512101?`, 'DOE'],
    [`%B${card}^DOE/JANE^2512101?`, '4111'],
    [`attribute "password": old="${secret}" new="${key}"`, secret],
    [`attribute "password": old="${secret}" new="${key}"`, key],
    [`<input type="password" name="field2" value="${secret}">`, secret],
    [`<a href=\\"x\\"><input type=\\"password\\" value=\\"${secret}\\">`, secret],
    [`password → ${secret}`, secret],
    [`pw for staging → ${secret}`, secret],
    [`auth=('bob', '${secret}'), timeout=3`, secret],
    [`requests.get(url, auth=("bob", "${secret}"))`, secret],
    ['password=$ummer2024', 'ummer2024'],
    [`"password":"$tr0ngPass"`, 'tr0ngPass'],
    [`Set-Cookie: sid="${key}"; Path=/; HttpOnly`, key],
    [`Authorization: Token token="${key}", nonce="x"`, key],
    [`log "Cookie: sid=\\"${key}\\"; b=c" next`, key],
    [`{"Password:": "${secret}"}`, secret],
    [`env["secret :"${key} ok`, key],
    [`set pass to '${key}='.`, key],
    [`export spring.datasource.password = ${secret.slice(0, 6)}; next`, secret.slice(0, 6)],
  ])('%s loses %s', (text, value) => {
    expect(redactor.text(text)).not.toContain(value);
    expect(redactor.stringify({ text })).not.toContain(value);
  });
});

describe('what is said and is none', () => {
  it.each([
    'gpg: using RSA key 4AEE18F83AFDEB23',
    'Issue 12345 - code cleanup',
    'Bug 529591 – Code related to x',
    'PR 48291 is your code merged',
    'failed in core/mp3/decoder: x',
    'test suite failure in gif/bug00006 [2.2.3]',
    '0003-tests-Fix-tpmtool_test-due-to-changes-in-trousers.patch',
    "const jwt = require('jsonwebtoken')",
    "const session = require('express-session')",
    "var key = fs.readFileSync('./key.pem', 'ascii')",
    "key = sshpk.parseKey(keyPub, 'ssh')",
    'you can pass to 3rd-party components',
    'require 0.6 to pass (99a008c)',
    'pass ABI=64 for mips64',
    "Don't pass NULL/0 to memset",
    'cookie: SameSite=Lax; Secure; HttpOnly',
    'token (CVE-2019-13117)',
    'token: Option<String>',
    'user.password = hash;',
    'let password = auth[1];',
    'Your zip code is 48291',
    'your error code is 4829',
    'otp sent: true',
    'password=$DB_PASSWORD',
    'password=$oauth2_token',
    'Timed out waiting for "Password:" after 30 s',
    `expect "Password:" ; next`,
  ])('%s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });

  it('hides nothing behind a label in quotes, not even where no other quote follows', () => {
    const error = new Error('Timed out waiting for prompt "Password:" after 30 s');
    expect(String((redactor.value(error) as Error).stack)).toContain('spoken.test');
  });
});
