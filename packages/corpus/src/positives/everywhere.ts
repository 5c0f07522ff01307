import type { PositiveKind } from '../fact.ts';
import { keys } from './keys.ts';
import { labelled, plain } from './labelled-form.ts';
import { secret, token, underName } from './make.ts';

const BEYOND = 'https://owasp.org/www-community/vulnerabilities/Use_of_hard-coded_password';

/** Keys of services that no list knows, and labels in languages and tools beyond the common ones. */
export const everywhereKinds: readonly PositiveKind[] = [
  secret(
    'unknown-vendor',
    'https://docs.github.com/en/code-security/secret-scanning',
    12,
    (r, index) =>
      [() => token('lip_', r.alnum(40)), () => token('acme_live_', r.hex(48)), () => token('tok-', r.base64url(44))][
        index % 3
      ]?.() ?? token('', ''),
  ),
  underName(
    'lesser-known',
    'https://docs.mux.com/core/make-api-requests',
    [
      'MUX_TOKEN_SECRET',
      'BUNNY_ACCESS_KEY',
      'WASABI_SECRET_KEY',
      'STORYBLOK_TOKEN',
      'LIVEKIT_API_SECRET',
      'PUSHER_APP_SECRET',
    ],
    (r) => r.alnum(20),
  ),
  labelled(
    'perl',
    'https://metacpan.org/pod/DBI',
    ["my $password = '¤';", "{ 'password' => '¤', 'user' => 'app' }", 'DBI->connect($dsn, "app", password => "¤")'],
    plain,
  ),
  labelled(
    'csharp',
    BEYOND,
    ['new NetworkCredential("app", Password = "¤")', 'public const string ApiKey = "¤";', 'builder.Password = "¤";'],
    plain,
  ),
  labelled(
    'swift-kotlin',
    BEYOND,
    [
      'let apiToken: String = "¤"',
      'Optional(password: "¤")',
      'val clientSecret = "¤"',
      'private val password: String = "¤"',
    ],
    plain,
  ),
  labelled(
    'toml',
    'https://toml.io/en/v1.0.0',
    ['[database]\npassword = "¤"\n', 'api_key = "¤"\nregion = "eu"', "auth = { token = '¤' }"],
    plain,
  ),
  labelled(
    'shell-script',
    'https://www.gnu.org/software/bash/manual/bash.html',
    [
      'export SLACK_BOT_SECRET="¤" && run',
      'PASSWORD=¤ ./migrate.sh',
      'read -s PASSWORD <<< "¤"',
      '--auth-token ¤ --region eu',
      '--secret=¤',
    ],
    plain,
  ),
  labelled(
    'unusual-headers',
    'https://www.rfc-editor.org/rfc/rfc9110',
    ['x-session-token: ¤', 'X-Webhook-Secret: ¤', 'Sec-WebSocket-Protocol: bearer, ¤', 'X-Registry-Auth: ¤'],
    (r) => r.alnum(30),
  ),
  labelled(
    'more-prose',
    'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude',
    [
      'my password was ¤ yesterday',
      'the new passcode is: ¤',
      'please use password ¤ to log in',
      'Password reset to ¤ by admin',
      'key for staging: ¤',
      'PIN code ¤ accepted',
      'secret token ¤ leaked',
      'access key ¤ was disabled',
    ],
    plain,
  ),
  labelled(
    'nested-json',
    'https://www.rfc-editor.org/rfc/rfc8259',
    [
      '{"auth":{"type":"basic","username":"app","password":"¤"}}',
      '{"Credentials":{"SecretAccessKey":"¤","Expiration":"2026"}}',
      '[{"secret":"¤"},{"id":7}]',
      '{"headers":{"Authorization":"¤"}}',
      "{'accessToken': '¤'}",
    ],
    plain,
  ),
  keys(
    'of-products',
    'dbSecret pgPassword MONGO_INITDB_ROOT_PASSWORD rabbitmq_pass elastic_password minioSecretKey jwtSigningKey cookie_secret smtpPassword twitter_access_token_secret awsSecret kafkaSaslPassword sessionSecretKey grafana_admin_password ftpPass bearer_token csrf passcodeHash'.split(
      ' ',
    ),
  ),
];
