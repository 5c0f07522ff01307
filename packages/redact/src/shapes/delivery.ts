import { compared, eachAfter, END, HEX, mixed, sample, vendor, type AnchoredRule, type ShapeRule } from '../rule.ts';
import { identityRules } from './identity.ts';
import { markedRules } from './marked.ts';
import { observabilityRules } from './observability.ts';

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** Tokens of secret stores, and keys that are a format of their own. */
const secretStoreRules: readonly AnchoredRule[] = [
  vendor(
    'vault-token',
    compared('https://developer.hashicorp.com/vault/docs/concepts/tokens'),
    ['hvs.', 'hvb.', 'hvr.'],
    `${mixed(20)}[A-Za-z0-9_-]{20,512}`,
    sample('hvs.', 24),
    sample('hvs.', 90),
    sample('hvb.', 138),
  ),
  // Before Vault 1.10: `s.` and 24 characters.
  vendor(
    'vault-old-token',
    compared('https://developer.hashicorp.com/vault/docs/concepts/tokens'),
    eachAfter('s.', 'alnum'),
    `(?=[A-Za-z]{0,22}\\d)(?=[a-z0-9]{0,22}[A-Z])[A-Za-z0-9]{23}(?:\\.[A-Za-z0-9]{4,6})?${END}`,
    sample('s.a', 23),
  ),
  vendor(
    'vault-old-batch-token',
    compared('https://developer.hashicorp.com/vault/docs/upgrading/upgrade-to-1.0.0'),
    ['b.AAAAAQ'],
    '[A-Za-z0-9_-]{60,512}',
    sample('b.AAAAAQ', 140),
  ),
  vendor(
    'boundary-token',
    compared('https://developer.hashicorp.com/boundary/docs/concepts/security/data-encryption'),
    ['at_', 'bat_'],
    `[A-Za-z0-9]{10}_s?[A-Za-z0-9]{80,512}`,
    `${sample('at_', 10)}_${sample('s1', 120)}`,
  ),
  vendor(
    'doppler-token',
    compared('https://docs.doppler.com/docs/service-tokens'),
    ['dp.pt.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.', 'dp.st.', 'dp.said.'],
    `(?:[a-z0-9_-]{2,35}\\.)?${mixed(26)}[A-Za-z0-9]{38,64}`,
    sample('dp.pt.', 43),
    sample('dp.st.prd.', 43),
  ),
  vendor(
    'infisical-token',
    compared('https://infisical.com/docs/documentation/platform/token'),
    ['st.'],
    `[a-f0-9-]{24,36}\\.[a-f0-9]{32}\\.[a-f0-9]{32}${END}`,
    `${sample('st.', 24, HEX)}.${sample('', 32, HEX)}.${sample('', 32, HEX)}`,
  ),
  vendor(
    'onepassword-token',
    compared('https://developer.1password.com/docs/service-accounts/'),
    ['ops_eyJ'],
    '[A-Za-z0-9+/_=-]{100,4096}',
    sample('ops_eyJ', 300),
  ),
  vendor(
    'onepassword-secret-key',
    compared('https://support.1password.com/secret-key-security/'),
    ['A3-'],
    `[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}${END}`,
    `${sample('A3-', 6, 'ABCD2345')}-${sample('', 6, 'ABCD2345')}-ABC23-DEF45-GHJ67-KLM89`,
  ),
  vendor(
    'age-key',
    'https://github.com/C2SP/C2SP/blob/main/age.md',
    ['AGE-SECRET-KEY-1', 'age-secret-key-1', 'AGE-SECRET-KEY-PQ-1'],
    `[A-Za-z0-9]{58,64}`,
    sample('AGE-SECRET-KEY-1', 58, BECH32.toUpperCase()),
  ),
  // `Ed`, `Sc` and `B2` in base64: how a secret key file begins; a public key begins with `RWQ`.
  vendor(
    'minisign-key',
    compared('https://jedisct1.github.io/minisign/#key-format'),
    ['RWRTY0Iy', 'RWQAAEIy'],
    '[A-Za-z0-9+/]{180,220}={0,2}',
    sample('RWRTY0Iy', 204),
  ),
  // Base64 of `-----BEGIN … PRIVATE KEY`: kubeconfig files and environment variables hold keys this way.
  vendor(
    'encoded-private-key',
    'https://www.rfc-editor.org/rfc/rfc7468',
    [
      'LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0t',
      'LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVkt',
      'LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0t',
      'LS0tLS1CRUdJTiBEU0EgUFJJVkFURSBLRVkt',
      'LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVEUgS0VZ',
      'LS0tLS1CRUdJTiBFTkNSWVBURUQgUFJJVkFURSBLRVkt',
      'LS0tLS1CRUdJTiBQR1AgUFJJVkFURSBLRVkgQkxPQ0st',
    ],
    '[A-Za-z0-9+/=]{40,16384}',
    sample('LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0t', 400),
  ),
  // Base58 of a private extended key, for the main and the test networks and the wrapped forms.
  vendor(
    'bitcoin-extended-key',
    'https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki',
    ['xprv', 'yprv', 'zprv', 'tprv', 'uprv', 'vprv', 'Yprv', 'Zprv', 'Uprv', 'Vprv'],
    `[1-9A-HJ-NP-Za-km-z]{100,112}${END}`,
    sample('xprv', 107, 'aB3dE5fG7hJ9kL2mN4pQ6rS8tU1vWxY'),
  ),
  vendor(
    'nostr-key',
    'https://github.com/nostr-protocol/nips/blob/master/19.md',
    ['nsec1', 'NSEC1'],
    `[A-Za-z0-9]{58}${END}`,
    sample('nsec1', 58, BECH32),
  ),
  // Version 2 and the location `lnd` of a binary macaroon, in hexadecimal.
  vendor(
    'lightning-macaroon',
    compared('https://docs.lightning.engineering/lightning-network-tools/lnd/macaroons'),
    ['0201036c6e64', '0201036C6E64'],
    '[a-fA-F0-9]{80,800}',
    sample('0201036c6e64', 160, HEX),
  ),
];

/** Tokens of secret stores, identity and monitoring services. */
export const deliveryRules: readonly ShapeRule[] = [
  ...secretStoreRules,
  ...identityRules,
  ...observabilityRules,
  ...markedRules,
];
