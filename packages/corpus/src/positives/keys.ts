import type { PositiveKind } from '../fact.ts';
import type { Random } from '../random.ts';

/** A list without the noise of quotes. */
const words = (list: string): readonly string[] => list.split(' ');

const OWASP = 'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude';

const WORDS = words(
  'winter hunter2 letmein dragonfly Sommer2024 iloveyou qwertz correcthorse pumpkin jupiter monsoon trustno1 sunflower blackbird Tr0ub4dor&3 p@ssw0rd changeme zinnober cappuccino nightingale kangaroo Bluebell! rhubarb magnolia octopus7',
);

/** A value that nobody could find but for its name. */
const ordinary = (random: Random): string =>
  random.pick([
    () => random.pick(WORDS),
    () => random.pick(WORDS),
    () => `${random.pick(WORDS)}${random.digits(2)}`,
    () =>
      `${random.pick(WORDS)} ${random.pick(['copper', 'meadow', 'lantern'])} ${random.pick(['orbit', 'velvet', 'canoe'])}`,
    () => random.alnum(9),
  ])();

const number = (random: Random): string => random.digits(random.between(5, 6));

export const keys = (
  kind: string,
  fields: readonly string[],
  make: (random: Random) => string = ordinary,
  source: string = OWASP,
): PositiveKind => ({
  kind: `key-${kind}`,
  group: 'key',
  source,
  count: Math.max(10, fields.length),
  make: (random, index) => ({ text: make(random), field: fields[index % fields.length] ?? kind }),
});

/** Names that make any value a secret, in every way that people write names. */
export const keyKinds: readonly PositiveKind[] = [
  keys('plain', words('password passwd pwd passphrase passcode secret credentials apikey token pass')),
  keys(
    'camel',
    words(
      'userPassword dbPassword clientSecret apiKey accessToken refreshToken privateKey signingKey encryptionKey webhookSecret sessionToken bindPassword authToken masterKey',
    ),
  ),
  keys(
    'pascal',
    words('Password ClientSecret ApiKey AccessToken SecretKey UserPassword PrivateKey AuthToken APIKey AdminPassword'),
  ),
  keys(
    'snake',
    words(
      'user_password db_pass client_secret api_key access_token refresh_token private_key secret_key session_token auth_token ldap_bind_password consumer_secret oauth_token_secret smtp_pass',
    ),
  ),
  keys(
    'kebab',
    words(
      'user-password client-secret api-key access-token private-key db-password auth-token signing-secret master-key session-token',
    ),
  ),
  keys(
    'dotted',
    words(
      'spring.datasource.password db.password oauth.client.secret ssl.keystore.password auth.token aws.secret.key mail.smtp.password jwt.secret redis.auth.pass javax.net.ssl.trustStorePassword',
    ),
  ),
  keys(
    'screaming',
    words(
      'DB_PASSWORD POSTGRES_PASSWORD PGPASSWORD MYSQL_PWD SECRET_KEY SECRET_KEY_BASE RAILS_MASTER_KEY JWT_SECRET SESSION_SECRET NEXTAUTH_SECRET DJANGO_SECRET_KEY GITHUB_TOKEN NPM_TOKEN APIKEY REDISCLI_AUTH',
    ),
  ),
  keys(
    'header',
    words(
      'X-Api-Key Authorization Proxy-Authorization X-Auth-Token Cookie Set-Cookie X-CSRF-Token X-Vault-Token X-Shopify-Access-Token PRIVATE-TOKEN X-Goog-Api-Key X-Amz-Security-Token Ocp-Apim-Subscription-Key x-access-token',
    ),
  ),
  keys(
    'prefix',
    words(
      'newPassword old_password current-password confirmPassword NEW_PASSWD tmpPassword defaultPassword rootPassword encryptedPassword hashed_password plainPassword initial_secret',
    ),
  ),
  keys(
    'suffix',
    words(
      'userPasswordHash password_digest passwordConfirmation password2 passwordSalt secretValue apiKeyV2 token_value password1 clientSecretText password_again passwordPlain',
    ),
  ),
  keys(
    'sticky',
    words(
      'userpassword dbpassword accesstoken clientsecret secretkey privatekey authtoken mypassword adminpwd refreshtoken rootpasswd sessiontoken',
    ),
  ),
  keys('odd', [
    '_password',
    'password_',
    '$password',
    '@password',
    'PassWord',
    'pass_word',
    'pass-phrase',
    'API key',
    'user password',
    'db:password',
    'user[password]',
    'login.password[0]',
    'Client Secret',
    '__token__',
  ]),
  keys(
    'german',
    words(
      'passwort Kennwort benutzerPasswort geheimnis zugangscode neues_passwort PASSWORT schluessel_geheim passwort-alt kennwort_neu',
    ),
  ),
  keys(
    'romance',
    words(
      'contraseña contrasena clave_secreta mot_de_passe motDePasse senha nova_senha palavra-passe parola_d_ordine mdp',
    ),
  ),
  keys(
    'other-languages',
    words(
      'wachtwoord hasło haslo lösenord losenord adgangskode salasana şifre sifre heslo пароль 密码 パスワード 비밀번호',
    ),
  ),
  keys(
    'one-time',
    words(
      'otp otpCode totp mfaCode mfa_token verificationCode recovery_code backup_code twoFactorCode sms_code one_time_code pin pinCode confirmationToken',
    ),
    number,
  ),
  keys(
    'card',
    words('cvv cvc cvv2 card_cvv cardCvc securityCode card_pin cardVerificationValue CVV cvc_code'),
    (r) => r.digits(4),
    'https://www.pcisecuritystandards.org/document_library/',
  ),
  keys(
    'answers',
    words(
      'securityAnswer security_answer secretAnswer secret_question_answer challenge_secret securityAnswer1 memorableSecret secret_word passAnswer secretPhrase',
    ),
  ),
  keys(
    'machine',
    words(
      'sshKey ssh_private_key hmacKey hmac_secret aesKey aes_key encryption_key cookieSecret storageAccountKey sas_token licenseKey serviceAccountKey deployKey tlsKey webhook_signing_secret',
    ),
  ),
  keys(
    'session',
    words(
      'sessionToken session_key sessionCookie csrfToken xsrf-token authenticity_token jwt bearer idToken sso_token PHPSESSID JSESSIONID connect.sid sessionSecret',
    ),
  ),
];
