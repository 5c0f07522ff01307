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
    ['an example', { STRIPE_SECRET_KEY: 'sk_live_...' }],
    ['health', { checks: { auth: 'up', secrets: 'up' } }],
    ['an alias', { alias: { '@auth': './src/auth' } }],
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
  ])('%j', (value, secret) => {
    expect(redactor.stringify(value)).not.toContain(secret);
  });

  it.each(['pass:admin', 'PASS: TestFoo7bar', 'secrets:hunter2now', '--password VIA9x2Lm'])('in text: %s', (text) => {
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
