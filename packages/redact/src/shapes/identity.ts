import { capitalAndDigit, compared, eachAfter, END, HEX, mixed, sample, vendor, type AnchoredRule } from '../rule.ts';

const BASE32 = 'abcdefghijklmnop234567';

/** Keys of services that sign people in or say what they may do. Clerk and WorkOS write theirs as Stripe does. */
export const identityRules: readonly AnchoredRule[] = [
  // Behind the scheme of the header; the bare token has no form of its own but its first two zeros.
  vendor(
    'okta-token',
    compared('https://developer.okta.com/docs/guides/create-an-api-token/'),
    ['SSWS '],
    `00[A-Za-z0-9_-]{38,42}`,
    sample('SSWS 00', 40),
  ),
  vendor(
    'okta-bare-token',
    compared('https://developer.okta.com/docs/guides/create-an-api-token/'),
    eachAfter('00', 'alnum'),
    `(?!\\d{1,2}-[A-Za-z])${capitalAndDigit(39)}[A-Za-z0-9_-]{39}${END}`,
    sample('00a', 39),
  ),
  vendor(
    'stytch-secret',
    compared('https://stytch.com/docs/api/authentication'),
    ['secret-live-', 'secret-test-'],
    `${capitalAndDigit(30)}[A-Za-z0-9_-]{35}[A-Za-z0-9_=-]`,
    `${sample('secret-live-', 35)}=`,
  ),
  vendor(
    'ory-token',
    compared('https://www.ory.sh/docs/concepts/personal-access-token'),
    ['ory_pat_', 'ory_apikey_', 'ory_wak_', 'ory_at_', 'ory_rt_', 'ory_ac_', 'ory_st_'],
    `${mixed(20)}[A-Za-z0-9_-]{24,128}(?:\\.[A-Za-z0-9_-]{24,128})?`,
    sample('ory_pat_', 32),
    `${sample('ory_at_', 43)}.${sample('', 43)}`,
  ),
  vendor(
    'authress-key',
    compared('https://authress.io/knowledge-base/docs/authorization/service-clients'),
    ['sc_', 'ext_', 'scauth_', 'authress_'],
    '[A-Za-z0-9]{5,30}\\.[A-Za-z0-9]{4,6}\\.acc[_-][a-z0-9-]{10,32}\\.[A-Za-z0-9+/_=-]{30,120}',
    `sc_0a1b2c3d4e.f5g6.acc_${sample('', 16, HEX)}.${sample('', 64)}`,
  ),
  vendor(
    'permit-key',
    compared('https://docs.permit.io/overview/use-the-permit-api/'),
    ['permit_key_'],
    `${mixed(20)}[A-Za-z0-9]{40,160}`,
    sample('permit_key_', 90),
  ),
  vendor(
    'unkey-key',
    compared('https://www.unkey.com/docs/security/root-keys'),
    ['unkey_'],
    `${capitalAndDigit(20)}[A-Za-z0-9]{20,32}${END}`,
    sample('unkey_', 24),
  ),
  vendor(
    'zuplo-key',
    compared('https://zuplo.com/docs/articles/api-key-leak-detection'),
    ['zpka_'],
    `${mixed(26)}[a-z0-9]{32}_[a-f0-9]{8}${END}`,
    `${sample('zpka_', 32, HEX)}_${sample('', 8, HEX)}`,
  ),
  vendor(
    'jumpcloud-key',
    compared('https://jumpcloud.com/support/jumpcloud-apis1'),
    ['jca_'],
    `${capitalAndDigit(30)}[A-Za-z0-9]{36}${END}`,
    sample('jca_', 36),
  ),
  vendor(
    'arcjet-key',
    compared('https://docs.arcjet.com/environment'),
    ['ajkey_'],
    `${mixed(26)}[a-z0-9]{26}${END}`,
    sample('ajkey_', 26, BASE32),
  ),
  vendor(
    'paseto',
    'https://github.com/paseto-standard/paseto-spec',
    ['v1', 'v2', 'v3', 'v4'].flatMap((version) => [`${version}.local.`, `${version}.public.`]),
    '[A-Za-z0-9_-]{40,8192}(?:\\.[A-Za-z0-9_-]{1,1024})?',
    sample('v4.local.', 120),
    `${sample('v4.public.', 160)}.${sample('', 24)}`,
  ),
  vendor(
    'paserk',
    'https://github.com/paseto-standard/paserk',
    ['k1', 'k2', 'k3', 'k4'].flatMap((version) => [`${version}.local.`, `${version}.secret.`]),
    '[A-Za-z0-9_-]{40,8192}',
    sample('k4.secret.', 86),
  ),
];
