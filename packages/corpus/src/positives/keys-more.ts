import type { PositiveKind } from '../fact.ts';
import { keys } from './keys.ts';

const words = (list: string): readonly string[] => list.split(' ');

/** More names, of tools, tokens and languages. */
export const moreKeyKinds: readonly PositiveKind[] = [
  keys(
    'token-of-something',
    words(
      'vaultToken deployToken personalAccessToken registrationToken inviteToken magicLinkToken unsubscribe_token downloadToken bearerToken xAuthToken push_token device_token impersonation_token bot_token',
    ),
  ),
  keys(
    'secret-of-something',
    words(
      'appSecret app_secret sharedSecret shared_secret SIGNING_SECRET webhook-secret hmacSecretKey oauthClientSecret tokenSecret apiSecret API_SECRET_KEY secretAccessKey secret_token',
    ),
  ),
  keys(
    'key-of-something',
    words(
      'sharedAccessKey primaryAccessKey tlsPrivateKey serverKey_private master_encryption_key rsa_private_key apiKeySecret root_key_secret gpgPrivateKey signingPrivateKey adminApiKey service_role_key',
    ),
  ),
  keys(
    'password-of-something',
    words(
      'loginPassword wifi_password temporaryPassword oneTimePassword keyStorePassword proxyPassword imapPassword sudo_password ansible_password vault_password passwordEnc pwd_hash rootPw ldapPasswd',
    ),
  ),
  keys(
    'header-shaped',
    words(
      'authHeader authorizationHeader Authentication X-Access-Token X-Session-Token X-User-Token X-Refresh-Token X-Secret-Key Api-Token x-auth-key',
    ),
  ),
  keys(
    'still-other-languages',
    words('jelszó jelszo parool mật_khẩu kodeord lykilorð סיסמה كلمة_المرور kata_sandi лозинка парола salasõna'),
  ),
];
