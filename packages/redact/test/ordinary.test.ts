import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();

describe('what stands under a telling name without being its value stays', () => {
  it.each<[string, unknown]>([
    ['a state', { cookieConsent: 'accepted', cookie: 'essential', mfaCode: 'sms', otp: 'sent', secret: 'enabled' }],
    ['what is not there', { connectionString: 'not configured', dsn: 'not set', auth: 'none' }],
    ['a strategy', { passport: 'local', jwt: 'RS256', auth: 'oauth2' }],
    ['an algorithm', { password: { hash: 'argon2id', rounds: 12, minLength: 14 } }],
    ['settings of a cookie', { cookie: { sameSite: 'lax', path: '/', maxAge: 3600, domain: '.example.com' } }],
    ['settings of a token', { token: { expiresIn: '15m', algorithm: 'HS256', issuer: 'https://id.example.com' } }],
    ['a file', { GOOGLE_APPLICATION_CREDENTIALS: '/app/sa.json', private_key: './certs/server.key' }],
    ['a mounted secret', { password: '/run/secrets/db_password' }],
    ['a database without a password', { dsn: 'sqlite:///var/lib/app/app.db' }],
    ['a database whose password is elsewhere', { DATABASE_URL: 'postgres://$DB_USER:$DB_PASS@db/app' }],
    ['the name of a variable', { connectionStringEnv: 'DATABASE_URL' }],
    ['the name of a header', { api_key_header: 'X-Api-Key' }],
    ['a class', { credential: 'AzureCliCredential' }],
    ['a mark of a vocabulary', { pad_token: '<pad>', eos_token: '</s>' }],
    ['a colour', { tokens: { colorPrimary: '#1677ff' } }],
    ['a name that a manifest refers to', { existingSecret: 'postgres-auth' }],
    ['a count', { secrets: 6, passwords: 12 }],
    ['what a server grants', { grant_types_supported: ['authorization_code', 'refresh_token'] }],
    ['allowed headers', { allowedHeaders: ['Authorization', 'Content-Type'] }],
    ['variables that must be set', { requiredEnv: ['SESSION_SECRET', 'JWT_PUBLIC_KEY'] }],
    ['a question of a form', { forgot_password: 'Forgot your password?' }],
    ['a schema', { properties: { token: { type: 'string', description: 'Opaque bearer token' } } }],
    ['a challenge', { 'WWW-Authenticate': 'Basic realm="Restricted", charset="UTF-8"' }],
    ['a plan', { secret_string: '(known after apply)' }],
    ['what is left of a quota', { 'x-ratelimit-remaining-tokens': '29811' }],
    ['a flag', { requirePassword: 1 }],
    ['what the bank says of an address', { cvvCheck: 'pass', avs: 'Y' }],
    ['an example', { STRIPE_SECRET_KEY: 'sk_live_...' }],
    ['health', { checks: { auth: 'up', secrets: 'up' } }],
    ['an alias', { alias: { '@auth': './src/auth' } }],
    [
      'where it is to be found',
      { password: '${env:DB_PASSWORD}', api_key: 'env:SERVICE_API_KEY', token: '%env(TOKEN)%' },
    ],
    ['a place in a vault', { password: 'op://Production/db/password', secret: 'vault:secret/data/app#password' }],
    ['what a template is given', { apiKey: '{{ .Values.apiKey }}', password: "{{ lookup('env','DB_PASSWORD') }}" }],
    ['a default that is empty', { password: '${DB_PASSWORD:}' }],
    ['what is left to fill in', { token: '<YOUR_TOKEN>', apiKey: 'your-api-key-here' }],
    ['a type of a column', { password: 'varchar(255)', token: 'uuid', secret: 'text NOT NULL', apiKey: 'string?' }],
    [
      'what a form asks of it',
      { password: 'required|string|min:8|confirmed', token: ['required', 'string', 'max:64'] },
    ],
    ['the token of a design', { token: 'color.text.primary' }],
    ['the token of a parser', { token: 'RBRACE', unexpectedToken: '}', expectedTokens: ['IDENTIFIER', 'EOF'] }],
    ['a token of a market', { token: 'USDC', tokens: ['USDC', 'DAI', 'WETH'] }],
    ['a connector of a board', { pin: 'GPIO17' }],
    ['its number', { pin: 13, pins: [2, 3, 4] }],
    ['a corner', { pin: 'top-left' }],
    ['names of secrets', { secrets: ['db_password', 'smtp_password'] }],
    ['a form', { password: { required: true, label: 'Password', placeholder: 'Enter your password' } }],
    ['a projection', { projection: { password: 0, token: 0 } }],
    ['labels', { password: 'Passwort', newPassword: 'New password', apiKey: 'API key', iban: 'IBAN', cvv: 'CVV' }],
    ['labels of other scripts', { password: 'パスワード', passphrase: 'Пароль', phone: 'Telefon', pin: 'PIN' }],
    ['numbers of things', { sku: '410-228-0090', partNumber: '212-555-0187', asset_tag: '303-555-0100' }],
    ['middleware', { middleware: ['auth:sanctum', 'throttle:60,1'], permissions: ['token:revoke', 'apikey:create'] }],
    ['keys of a cache', { cacheKey: 'auth:token:blacklist', store: 'session:redis' }],
  ])('%s', (_what, value) => {
    expect(redactor.value(value)).toBe(value);
    expect(redactor.stringify(value)).toBe(JSON.stringify(value));
  });

  it.each([
    'missing scope "secrets:read"',
    'password policy updated: minLength=14',
    'export DB_PASSWORD=$(cat /run/secrets/db)',
    'password: !vault',
    'SetUp failed for volume "api-secrets" : secret "api-secrets" not found',
    'no-secrets/no-secrets: rule not found',
    'scope=secrets:write tokens:read',
    'npm run secrets:lint',
    'scan complete, verified_secrets=0 unverified_secrets=12',
    'GOOGLE_APPLICATION_CREDENTIALS=/app/sa.json',
    'missing connection string: DATABASE_URL is not set',
    'aws_secretsmanager_secret.db_password: Creation complete after 1s',
    '--- PASS: TestRotateSecretKey (0.03s)',
    'WARNING! Using --password via the CLI is insecure.',
    'Usage: acme login [--api-key KEY] [--region REGION]',
    "const token = req.headers.authorization?.split(' ')[1];",
    "Route::middleware('auth:sanctum')->group(base_path('routes/api.php'));",
    'secrets: [db_password, smtp_password]',
    'secrets:\n  - db_password\n  - api_key',
    'password: !Ref DBPassword',
    'password: VARCHAR(255) NOT NULL',
    'password: env("DB_PASSWORD")',
    'docker login --username $USER --password-stdin registry.example',
    'Authorization: Bearer {{token}}',
    '{"cors":{"credentials":true,"headers":["Authorization"]}}',
    '{"password":"Passwort","email":"E-Mail"}',
    "'password' => 'Mot de passe',",
    'sku=410-228-0090 qty=2',
    'barcode 303-555-0100',
    'action=rotate target=api_key id=12',
  ])('in text: %s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

describe('what could be the value goes', () => {
  it.each<[unknown, string]>([
    [{ password: { type: 'football' } }, 'football'],
    [{ password: { value: 'dragon' } }, 'dragon'],
    [{ secret: '/Xy9/kd.Lm3Qw' }, 'Xy9'],
    [{ password: 'admin' }, 'admin'],
    [{ token: { issuer: 'https://id.example.com/t/aB3dE5fG7hJ9kL2m' } }, 'aB3dE5fG7hJ9kL2m'],
    [{ dsn: 'sqlite://jane:hunter2now@host/app' }, 'hunter2now'],
    [{ DATABASE_URL: 'postgres://$DB_USER:hunter2now@db/app' }, 'hunter2now'],
    [['Authorization', 'Basic-9fA3kQ'], '9fA3kQ'],
    [{ pins: 4711 }, '4711'],
    [{ secrets: 48_151_623 }, '48151623'],
    [{ password: '${DB_PASSWORD:hunter2now}' }, 'hunter2now'],
    [{ token: 'football' }, 'football'],
    [{ token: 'dragon.tiger' }, 'dragon'],
    [{ tokens: ['aB3dE5fG7hJ9', 'kL2mN4pQ6rS8', 'tU1vW0xYaB3d'] }, 'aB3dE5fG7hJ9'],
    [{ resetTokens: ['dragon', 'tiger', 'lion'] }, 'dragon'],
    [{ secrets: ['my_dragon_secret'] }, 'dragon'],
    [{ secrets: ['dragon', 'tiger'] }, 'dragon'],
    [{ passwords: ['db_password'] }, 'db_password'],
    [{ pin: '4711' }, '4711'],
    [{ password: 'your_dragon' }, 'dragon'],
    [{ secret: 'vault/aB3dE5fG7hJ9' }, 'aB3dE5fG7hJ9'],
    [{ secrets: [4711] }, '4711'],
    [{ pin: 'P4711' }, '4711'],
    [{ otp: 4711 }, '4711'],
    [{ password: 'password' }, '"password"}'],
    [{ password: 'My dragon' }, 'dragon'],
    [{ street: 'High Street' }, 'High'],
    [{ secret: 'The secret garden' }, 'garden'],
    [{ phone: '410-228-0090' }, '410-228'],
    [{ contact: { sku: '+1 410-228-0090' } }, '228-0090'],
    [{ password: { name: 'dragon' } }, 'dragon'],
    [{ session: { name: 'aB3dE5fG7hJ9' } }, 'aB3dE5fG7hJ9'],
    [{ cookie: 'sid=aB3dE5fG7hJ9' }, 'aB3dE5fG7hJ9'],
  ])('%j', (value, secret) => {
    expect(redactor.stringify(value)).not.toContain(secret);
  });

  it.each([
    'pass:admin',
    'PASS: TestFoo7bar',
    'secrets:hunter2now',
    '--password VIA9x2Lm',
    'auth:hunter2now',
    'token:football',
    'password:dragon',
    'pin: 4711',
    'password: ${DB_PASSWORD:dragon}',
    'secrets: [dragon, hunter2now]',
    'call 410-228-0090',
  ])('in text: %s', (text) => {
    expect(redactor.text(text)).toContain('[redacted:');
  });
});

it('hides in a path what has to go, once', () => {
  const key = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
  const once = redactor.text(`private_key=./a/${key}.json`);
  expect(once).toBe('private_key=./a/[redacted:aws-access-key].json');
  expect(redactor.text(once)).toBe(once);
  expect(redactor.text('password=hunter2[redacted:email]')).not.toContain('hunter2');
});

it('hides the whole of an ordinary value that has something to hide in it, so that a second time changes nothing', () => {
  const key = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
  for (const value of [{ password: `/etc/${key}.json` }, { token: { issuer: `https://id.example.com/${key}` } }]) {
    const once = redactor.value(value);
    expect(JSON.stringify(once)).not.toContain(key);
    expect(redactor.value(once)).toBe(once);
    expect(redactor.stringify(value)).toBe(JSON.stringify(once));
  }
});
