import type { PositiveKind } from '../fact.ts';
import type { Random } from '../random.ts';
import { labelled, plain } from './labelled-form.ts';

const LEAKS = 'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude';

const code = (random: Random): string => random.digits(6);

/** Secrets in sentences and in dialogues of protocols. */
export const spokenKinds: readonly PositiveKind[] = [
  labelled('prose', LEAKS, [
    'the password is ¤',
    'your temporary password is ¤, please change it',
    'password for admin set to ¤',
    'user app logged in with password ¤',
    'Password: ¤',
    'new passphrase: ¤ (valid today)',
    'using api key ¤ for region eu',
    'the secret is ¤',
    'token: ¤',
    'wrong password "¤" for user app',
    'client secret ¤ was rejected',
    'Your one-time password is ¤.',
  ]),
  labelled(
    'prose-code',
    LEAKS,
    [
      'Your verification code is ¤',
      '¤ is your login code',
      'Use code ¤ to sign in',
      'OTP: ¤',
      'security code: ¤',
      'Your one-time code: ¤. Do not share it.',
      'PIN: ¤',
      'Enter ¤ to confirm your sign-in',
      'Ihr Bestätigungscode lautet ¤',
      'Votre code de vérification : ¤',
      'Su código de verificación es ¤',
    ],
    code,
  ),
  labelled(
    'prose-languages',
    LEAKS,
    [
      'das Passwort lautet ¤',
      'Ihr neues Passwort: ¤',
      'le mot de passe est ¤',
      'votre mot de passe : ¤',
      'la contraseña es ¤',
      'contraseña: ¤',
      'a senha é ¤',
      'la password è ¤',
      'het wachtwoord is ¤',
      'hasło: ¤',
      'пароль: ¤',
      '密码：¤',
      'パスワード: ¤',
      'lösenord: ¤',
      'şifre: ¤',
    ],
    plain,
  ),
  labelled(
    'wifi',
    'https://w1.fi/cgit/hostap/plain/wpa_supplicant/wpa_supplicant.conf',
    ['network={ ssid="office" psk="¤" }', 'WIFI:T:WPA;S:office;P:¤;;', 'wpa_passphrase=¤'],
    plain,
  ),
  labelled(
    'htpasswd',
    'https://httpd.apache.org/docs/2.4/misc/password_encryptions.html',
    ['operations:$apr1$¤', 'operations:{SHA}¤', 'operations:{SSHA}¤'],
    (r) => `${r.alnum(8)}$${r.alnum(22)}`,
  ),
  labelled(
    'smtp-dialogue',
    'https://www.rfc-editor.org/rfc/rfc4954',
    ['AUTH PLAIN ¤', '> AUTH PLAIN ¤\n< 235 2.7.0 accepted'],
    (r) => Buffer.from(`\0app\0${r.alnum(14)}`).toString('base64'),
  ),
  labelled(
    'ftp-dialogue',
    'https://www.rfc-editor.org/rfc/rfc959',
    ['> USER app\n> PASS ¤\n< 230 Login successful', 'PASS ¤'],
    plain,
  ),
  labelled(
    'redis-command',
    'https://redis.io/docs/latest/commands/auth/',
    ['AUTH app ¤', 'AUTH ¤', '"CONFIG" "SET" "requirepass" "¤"', 'requirepass ¤', 'masterauth ¤'],
    (r) => r.alnum(20),
  ),
  labelled(
    'card-code',
    'https://www.pcisecuritystandards.org/document_library/',
    ['cvv=¤', 'CVC: ¤', '"cvc":"¤"', 'security code (CVV2) ¤'],
    (r) => r.digits(r.pick([3, 4])),
  ),
];
