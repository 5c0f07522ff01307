import type { NegativeKind } from '../fact.ts';
import { harmless, noun, version, written } from './make.ts';

const MDN = 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers';

/** What is said about secrets in protocols, code, configuration and metrics without one in it. */
export const moreNegativeKinds: readonly NegativeKind[] = [
  written('auth-challenge', `${MDN}/WWW-Authenticate`, [
    'WWW-Authenticate: Bearer realm="api-¤", error="invalid_token"',
    'Proxy-Authenticate: Basic realm="proxy-¤"',
    'Access-Control-Allow-Headers: Authorization, X-Api-Key, X-V¤',
    'Vary: Cookie, Authorization, V¤',
    'Access-Control-Expose-Headers: X-Token-Count, X-¤',
    'Clear-Site-Data: "cookies", "v¤"',
    'Allow: GET, POST (v¤)',
  ]),
  written('library-error', 'https://github.com/auth0/node-jsonwebtoken#errors--codes', [
    'JsonWebTokenError: invalid signature (¤)',
    'secretOrPrivateKey must have a value, call ¤',
    'jwt expired ¤ s ago',
    'jwt malformed at byte ¤',
    'bcrypt: rounds must be below ¤',
    'CSRF token mismatch on form ¤',
    'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string (¤)',
    'password authentication failed for user "app_¤"',
    'NOAUTH Authentication required. (¤)',
    'invalid_grant: refresh token is unknown (¤)',
    'TokenExpiredError at step ¤',
    'Invalid API key format, want ¤ characters',
  ]),
  written('metric-line', 'https://prometheus.io/docs/instrumenting/exposition_formats/', [
    'auth_tokens_issued_total{kind="refresh"} ¤',
    'password_reset_requests_total ¤',
    'secrets_rotated{store="vault"} ¤',
    'session_duration_seconds_bucket{le="¤"} 7',
    'api_key_cache_hits ¤',
  ]),
  written('type-error', 'https://www.typescriptlang.org/', [
    "TS2345: Argument of type 'Token' is not assignable to parameter of type 'Secret' (¤)",
    "Property 'password' does not exist on type 'User¤'",
    'password: string; // column ¤',
    'interface Credentials¤ { token: string }',
    'fn verify(token: &str) -> Result<Claims¤>',
    'def login(user: str, password: str) -> Session¤',
    'public string ApiKey { get; set; } // ¤',
  ]),
  written('schema', 'https://json-schema.org/', [
    '{"type":"string","format":"password","minLength":¤}',
    'password varchar(¤) not null',
    '{"name":"token","in":"header","required":1,"order":¤}',
    'securitySchemes: bearerAuth (v¤)',
    '"required":["email","password"],"max":¤',
  ]),
  written('file-name', 'https://docs.npmjs.com/cli/configuring-npm/npmrc', [
    '.env.example.¤',
    '~/.ssh/id_rsa_¤.pub',
    'config/secrets.yaml.¤',
    'tokens_¤.json',
    'password-reset-¤.html',
    '/run/secrets/db_password_¤',
    'certs/server-¤.pem',
    'keystore-¤.jks',
  ]),
  written('permission', 'https://docs.aws.amazon.com/service-authorization/latest/reference/', [
    'secretsmanager:GetSecretValue v¤',
    'iam:CreateAccessKey #¤',
    'kms:GenerateDataKey x¤',
    'sts:GetSessionToken ¤',
    'read:api_keys/¤',
    'ssm:GetParameters(WithDecryption) ¤',
  ]),
  written('translation-key', 'https://www.i18next.com/', [
    'login.password.label.¤',
    'errors.token.expired.¤',
    'form.apiKey.placeholder.¤',
    'account.security.pin.title.¤',
    'reset_password_email_subject_¤',
  ]),
  harmless('graphql-query', 'https://spec.graphql.org/', (r) =>
    r.pick([
      `query { ${noun(r)}(first: ${r.below(99)}) { id author keyboard } }`,
      `mutation ($password: String!) { setPassword(password: $password) { v${r.below(999)} } }`,
      `{ viewer { tokens(first: ${r.below(999)}) { totalCount } } }`,
    ]),
  ),
  harmless(
    'access-log',
    'https://httpd.apache.org/docs/2.4/logs.html',
    (r) =>
      `"${r.pick(['POST /login/password', 'POST /oauth/token', 'GET /orders/17', 'GET /static/app.css', 'PUT /users/me/api-keys', 'DELETE /sessions/current'])} HTTP/1.1" ${r.pick(['200', '302', '401'])} ${r.digits(4)} "-" ${r.digits(2)}ms`,
  ),
  harmless(
    'diff-stat',
    'https://git-scm.com/docs/git-diff',
    (r) => `src/auth/${noun(r)}-token.ts | ${r.below(99)} ++--, ${r.digits(3)} insertions(+)`,
  ),
  harmless(
    'regular-expression',
    'https://tc39.es/ecma262/#sec-patterns',
    (r) => `/^[A-Za-z0-9_-]{${r.between(2, 99)}}\\.[a-z]{${r.between(2, 99)}}$/`,
  ),
  harmless('install-line', 'https://docs.npmjs.com/cli/commands/npm-install', (r) =>
    r.pick([
      `+ @acme/${noun(r)} ${version(r)}`,
      `Downloading jsonwebtoken-${version(r)}.tgz`,
      `Collecting cryptography==${version(r)}`,
      `resolved https://packages.example.com/keyv/-/keyv-${version(r)}.tgz`,
    ]),
  ),
  harmless(
    'event-name',
    'https://cloudevents.io/',
    (r) =>
      `${r.pick(['user.password.changed', 'token.revoked', 'session.started', 'api_key.rotated', 'secret.accessed'])}.v${r.below(999)}`,
  ),
];
