import type { NegativeKind } from '../fact.ts';
import { harmless, noun, version, written } from './make.ts';

const LOGS = 'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#which-events-to-log';

/** Lines with a colon or an equals sign behind a telling word, and what programs print all day. */
export const everywhereNegativeKinds: readonly NegativeKind[] = [
  written('label-without-secret', LOGS, [
    'Password strength: good (¤)',
    'Token count: ¤',
    'Secret santa list has ¤ names',
    'key: value pairs, ¤ of them',
    'password field is empty in row ¤',
    'token type: bearer, ttl ¤',
    'API key quota: ¤ calls',
    'session: closed after ¤ ms',
    'auth: ok in ¤ ms',
    'PIN pad model ¤',
    'pass: ¤ tests',
    'author: unknown (¤)',
    'secret: rotated ¤ days ago',
    'cookie: blocked by policy ¤',
  ]),
  {
    ...written('source-line', 'https://eslint.org/docs/latest/use/formatters/', [
      'if (!token) throw new AuthError(¤)',
      'const password = form.get("password") // ¤',
      'password: process.env.DB_PASSWORD, // ¤',
      'token = await getToken(¤)',
      'secret := os.Getenv("SECRET_¤")',
      'api_key = settings.API_KEY  # ¤',
      'password=config.password, n=¤',
      'this.token = token; // ¤',
    ]),
    neutral: true,
  },
  written('pipeline-line', 'https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions', [
    '::group::Rotate secrets ¤',
    'Step ¤/12 : ENV PASSWORD_FILE=/run/secrets/db',
    'Created secret/db-credentials-¤',
    'secret "tls-¤" not found',
    'Successfully assigned shop/token-worker-¤ to node-3',
    'MountVolume.SetUp failed for volume "kube-api-access-¤"',
    'Applied migration 00¤_add_password_hash.sql',
  ]),
  written('talk-other-languages', LOGS, [
    'Bitte geben Sie Ihr Kennwort ein (Versuch ¤)',
    'Neues Passwort bestätigen, Schritt ¤',
    'Entrez votre mot de passe (¤)',
    'Contraseña incorrecta, intento ¤',
    'Wachtwoord vergeten? Stap ¤',
    'Hasło musi mieć ¤ znaków',
    'Пароль должен содержать ¤ символов',
    'Lösenordet måste ha ¤ tecken',
  ]),
  harmless('run-name', 'https://docs.github.com/en/actions', (r) =>
    r.pick([
      `${noun(r)}-service-${r.lowerDigits(8)}`,
      `req_${r.alnum(16)}`,
      `${r.digits(4)}-${r.lowerDigits(4)}-${noun(r)}`,
      `run-${r.hex(12)}`,
      `${noun(r)}.${r.alnum(10)}.log`,
    ]),
  ),
  harmless('summary-line', 'https://testanything.org/tap-specification.html', (r) =>
    r.pick([
      `Finished in ${r.digits(2)}.${r.digits(3)} s (${r.digits(4)} examples)`,
      `${version(r)} -> ${version(r)} (minor)`,
      `${r.digits(3)} passed, ${r.digits(2)} skipped`,
      `p50=${r.digits(2)} p99=${r.digits(3)} max=${r.digits(4)}`,
    ]),
  ),
  harmless('more-headers', 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers', (r) =>
    r.pick([
      `X-Cache: HIT, MISS ${r.digits(3)}`,
      `Server-Timing: db;dur=${r.digits(2)}.4`,
      `Content-Disposition: attachment; filename="q${r.digits(3)}.pdf"`,
      `Strict-Transport-Security: max-age=${r.digits(7)}`,
      `Link: <https://api.example.com/items/${r.digits(4)}>; rel="next"`,
      `Accept-Ranges: bytes ${r.digits(3)}`,
    ]),
  ),
];
