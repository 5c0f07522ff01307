import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();

describe('what a sentence tells', () => {
  it.each([
    ['password is hunter2', 'hunter2'],
    ['the passphrase for prod is "correct horse battery"', 'correct horse'],
    ['pw: x', 'x'],
    ['pwd hunter2!', 'hunter2'],
    ['X-Api-Key abc123', 'abc123'],
    ['api key abc123def', 'abc123def'],
    ['the API key is 7fG9xZ', '7fG9xZ'],
    ['Passwort lautet Geheim123', 'Geheim123'],
    ['le mot de passe est Soleil42', 'Soleil42'],
    ['mot de passe : Soleil42', 'Soleil42'],
    ['la contraseña es Gato99', 'Gato99'],
    ['пароль Кот12345', 'Кот12345'],
    ['密码：abc12345', 'abc12345'],
    ['login with admin/Sommer2024', 'Sommer2024'],
    ['logged in as jane:Pa55word', 'Pa55word'],
    ['PIN 4711', '4711'],
    ['Your verification code is 482913', '482913'],
    ['482913 is your login code', '482913'],
    ['G-482913 is your Google verification code', '482913'],
    ['the password was changed to Tr0ub4dor&3 yesterday', 'Tr0ub4dor&3'],
    ['password for user jane on db1: hunter2', 'hunter2'],
    ['temp password `aB3!xx`', 'aB3!xx'],
    ['The root password is correct-horse-battery-staple.', 'correct-horse'],
    ['password\thunter2', 'hunter2'],
    ['user jane,password,hunter2', 'hunter2'],
    ['password: nightingale was refused', 'nightingale'],
    ['API key: correcthorse', 'correcthorse'],
    ['security code: 764719', '764719'],
    ['Enter 047959 to confirm your sign-in', '047959'],
    ["('Authorization', 'RAuRU9R0PKN0p')", 'RAuRU9'],
    ["define('DB_PASSWORD', 'rKE48K7AyTywHA');", 'rKE48K'],
    ["[ 'node', 'cli.js', '--password', 'hunter2now' ]", 'hunter2now'],
    ['- name: DB_PASSWORD\n  value: hunter2now', 'hunter2now'],
    ['x {"name":"DB_PASSWORD","value":"hunter2now"}', 'hunter2now'],
    ['secret_key: str = "hunter2now"', 'hunter2now'],
    ['Credentials { secret_key: Some("hunter2now") }', 'hunter2now'],
    ['secret_string: "" => "hunter2now"', 'hunter2now'],
    ['x-api-key: [hunter2now]', 'hunter2now'],
    ['secret: !!str hunter2now', 'hunter2now'],
    ['cqlsh db-1 -u app -p hunter2now', 'hunter2now'],
    ['AUTH app hunter2now', 'hunter2now'],
    ['PASS hunter2now', 'hunter2now'],
    ['machine api.example.com login deploy password pumpkin-meadow', 'pumpkin-meadow'],
    ['WIFI:T:WPA;S:office;P:hunter2now;;', 'hunter2now'],
    [String.raw`{"m":"<input name=\"password\" value=\"hunter2now\">"`, 'hunter2now'],
    ['OAuth oauth_consumer_key="acme", oauth_token="hunter2now"', 'hunter2now'],
  ])('goes: %s', (text, secret) => {
    expect(redactor.text(text)).not.toContain(secret === 'x' ? ': x' : secret);
  });

  it.each([
    'password is required',
    'token has expired',
    'the password policy changed',
    'password must be at least 8 characters',
    'password is too short (min 8)',
    'Password v2 hashing enabled',
    'secret db-creds-2 not found',
    'secret my-app/prod-1 missing',
    'token refresh took 35ms',
    'api key v2 deprecated',
    'key constraint fk_orders_12 violated',
    'password field1 invalid',
    'The token was issued at 2026-11-21T10:00:00Z',
    'token is valid for 3600s',
    'Unexpected token } in JSON at position 42',
    'password "required" is missing',
    'login with Google/Facebook',
    'login with email/password',
    'signed in from 10.0.0.1',
    'error code 40001 returned',
    'status code is 404',
    'the code is 123 lines',
    'pin 13 set high',
    'password is ${PASSWORD}',
    'token is in /etc/token2',
    'token from src/token.ts:42',
    'access token lifetime is 15min',
    'password changed by admin2',
    'password hashed with sha256',
    'pass rate is 99.5%',
    'tokens used: 1523, total 2000',
    'secrets manager v1.2.3 started',
    'API key rotation is scheduled for 2026-12-01',
    'Passwort ist erforderlich',
    'Le mot de passe est obligatoire',
    '{"token_expires_at":"2026-01-02T03:04:05Z"}',
    'credentials: include',
    'const token = await getToken()',
    'if (password === confirmPassword) user.password = hash(user.password)',
    'type Password = string',
    'tokens: prompt=120 completion=45 total=165',
    'def login(user: str, password: str) -> Session',
    'secret: rotated 486 days ago',
    'cookie: blocked by policy 187',
    'WWW-Authenticate: Bearer realm="api", error="invalid_token"',
    '"POST /login/password HTTP/1.1" 302 6777',
    'missing option --token (see page 571)',
    'the --password flag is deprecated since release 483',
    'Seq Scan on tokens  (cost=0.00..997.07 rows=7659 width=43)',
    'getUserByIdAndTenantIdOrThrow3V2 and AbstractSingletonProxyFactoryBean1',
    'Password: ********',
    'duplicate key value violates unique constraint "users_email_key"',
  ])('stays: %s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

describe('names of fields', () => {
  it.each([
    ...'passwordHash tokenValue secretBase64 apiKey2 password_confirmation newPassword1 passwords apiKeys pw'.split(
      ' ',
    ),
    ...'ＰＡＳＳＷＯＲＤ pаssword раsswоrd pass\u200Bword pass%77ord contraseña Пароль 您的密码 비밀번호 şifre hasło'.split(
      ' ',
    ),
    String.raw`pass\u0077ord`,
  ])('hide: %s', (name) => {
    expect(JSON.stringify(redactor.value({ [name]: 'plainvalue' }))).not.toContain('plainvalue');
    expect(JSON.stringify(redactor.value({ [name]: ['plainvalue'] }))).not.toContain('plainvalue');
    expect(redactor.text(`a ${name}=plainvalue b`)).not.toContain('plainvalue');
    expect(redactor.text(`{"${name}": "plainvalue", "x": [1,`)).not.toContain('plainvalue');
  });

  it.each([
    ['tokenCount', 1523],
    ['tokens', 1523],
    ['maxTokens', 4096],
    ['passwordResetRequired', true],
    ['secretName', 'db-creds'],
    ['keyId', 'k1'],
    ['tokenType', 'access'],
    ['passwordPolicy', 'strong'],
    ['ключевой', 'да'],
    ['naïve', 'no'],
  ])('keep: %s', (name, value) => {
    const input = { [name]: value };
    expect(redactor.value(input)).toBe(input);
  });

  it.each([
    { key: 'password', val: 'plainvalue' },
    { k: 'password', v: 'plainvalue' },
    { name: 'X-Api-Key', values: ['plainvalue'] },
    { Name: 'DB_PASSWORD', Value: 'plainvalue' },
    { id: 'password', value: 'plainvalue' },
    { kty: 'RSA', n: 'abc', e: 'AQAB', d: 'plainvalue', p: 'plainvalue', qi: 'plainvalue' },
    { kty: 'oct', k: 'plainvalue' },
  ])('of entries: %j', (entry) => {
    expect(JSON.stringify(redactor.value({ list: [entry] }))).not.toContain('plainvalue');
    expect(redactor.stringify({ list: [entry] })).not.toContain('plainvalue');
    expect(redactor.text(JSON.stringify(entry))).toBe(redactor.text(JSON.stringify(entry)));
  });

  it('of an entry whose name is harmless keep the value', () => {
    const input = { name: 'theme', value: 'dark', k: 'v', d: 'x' };
    expect(redactor.value(input)).toBe(input);
  });
});
