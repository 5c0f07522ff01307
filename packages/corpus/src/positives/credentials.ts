import { base58Check } from '../encodings.ts';
import type { PositiveKind } from '../fact.ts';
import type { Random } from '../random.ts';
import { base64Of, base64urlOf, secret } from './make.ts';
import { seedPhrases } from './seed-phrases.ts';

const PEM = 'https://www.rfc-editor.org/rfc/rfc7468';

const linesOf = (text: string, width: number): string => text.match(new RegExp(`.{1,${width}}`, 'g'))?.join('\n') ?? '';

const begin = (label: string): string => `-----BEGIN ${label}-----`;

/** A frame of dashes around lines of base64; the lines are the secret. */
const armored = (label: string, body: string): { text: string; core: string } => ({
  text: `${begin(label)}\n${body}\n-----END ${label}-----`,
  core: body,
});

const jwtParts = (random: Random): readonly [string, string] => {
  const header = { alg: random.pick(['RS256', 'HS256', 'ES256', 'EdDSA']), typ: 'JWT', kid: random.hex(8) };
  const payload = {
    sub: random.uuid(),
    iss: 'https://auth.example.com/',
    exp: random.between(1_700_000_000, 1_900_000_000),
    scope: 'openid',
  };
  return [base64urlOf(JSON.stringify(header)), base64urlOf(JSON.stringify(payload))];
};

const jwt = (random: Random): { text: string; core: string } => {
  const [header, payload] = jwtParts(random);
  const core = `${payload}.${random.base64url(random.pick([43, 86, 342]))}`;
  return { text: `${header}.${core}`, core };
};

const KEY_LABELS = ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'DSA PRIVATE KEY'];

/** Tokens and keys of standards rather than of vendors. */
export const credentialKinds: readonly PositiveKind[] = [
  secret('jwt', 'https://www.rfc-editor.org/rfc/rfc7519', 16, jwt),
  secret('jwe', 'https://www.rfc-editor.org/rfc/rfc7516', 8, (r) => {
    const header = base64urlOf('{"alg":"RSA-OAEP-256","enc":"A256GCM"}');
    const core = `${r.base64url(342)}.${r.base64url(16)}.${r.base64url(120)}.${r.base64url(22)}`;
    return { text: `${header}.${core}`, core };
  }),
  secret('jwt-in-prose', 'https://www.rfc-editor.org/rfc/rfc7519', 8, (r) => {
    const { text, core } = jwt(r);
    return { text: `signature of ${text} did not match, retrying`, core };
  }),
  secret('paseto', 'https://github.com/paseto-standard/paseto-spec', 8, (r) => {
    const core = r.base64url(180);
    return { text: `v${r.pick(['2', '4'])}.${r.pick(['local', 'public'])}.${core}`, core };
  }),
  secret('pem', PEM, 16, (r, index) =>
    armored(KEY_LABELS[index % KEY_LABELS.length] ?? '', linesOf(`MII${r.base64(r.pick([157, 301, 800]))}`, 64)),
  ),
  secret('pem-one-line', PEM, 8, (r) => {
    const core = linesOf(`MIIEv${r.base64(600)}`, 64).replaceAll('\n', String.raw`\n`);
    const label = 'PRIVATE KEY';
    return { text: `-----BEGIN ${label}-----\\n${core}\\n-----END ${label}-----\\n`, core };
  }),
  secret('pem-cut-off', PEM, 8, (r) => {
    const core = linesOf(`MIIEpA${r.base64(320)}`, 64);
    return { text: `${begin('RSA PRIVATE KEY')}\n${core}`, core };
  }),
  secret('openssh-key', 'https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key', 8, (r) =>
    armored('OPENSSH PRIVATE KEY', linesOf(`b3BlbnNzaC1rZXktdjEA${r.base64(340)}`, 70)),
  ),
  secret('pgp-key', 'https://www.rfc-editor.org/rfc/rfc9580', 8, (r) =>
    armored('PGP PRIVATE KEY BLOCK', `\n${linesOf(`lQVY${r.base64(500)}`, 64)}\n=${r.base64(4)}`),
  ),
  secret('putty-key', 'https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html', 6, (r) => {
    const core = linesOf(r.base64(240), 64);
    return {
      text: `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: deploy\nPrivate-Lines: 4\n${core}`,
      core,
    };
  }),
  secret('service-account-json', 'https://cloud.google.com/iam/docs/keys-create-delete', 8, (r) => {
    const core = linesOf(`MIIEvQ${r.base64(500)}`, 64);
    const key = `${armored('PRIVATE KEY', core).text}\n`;
    return {
      text: JSON.stringify({
        type: 'service_account',
        project_id: 'acme-prod',
        private_key_id: r.hex(40),
        private_key: key,
      }),
      core: core.replaceAll('\n', String.raw`\n`),
    };
  }),
  secret('jwk-private', 'https://www.rfc-editor.org/rfc/rfc7517', 8, (r) => {
    const core = r.base64url(43);
    return { text: JSON.stringify({ kty: 'EC', crv: 'P-256', x: r.base64url(43), y: r.base64url(43), d: core }), core };
  }),
  secret('wireguard', 'https://man7.org/linux/man-pages/man8/wg.8.html', 8, (r) => {
    const core = r.bytes(32).toString('base64');
    return { text: `[Interface]\n${r.pick(['PrivateKey', 'PresharedKey'])} = ${core}\nAddress = 10.8.0.2/32`, core };
  }),
  secret('otpauth', 'https://github.com/google/google-authenticator/wiki/Key-Uri-Format', 12, (r) => {
    const core = r.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', r.pick([16, 26, 32]));
    return { text: `otpauth://${r.pick(['totp', 'hotp'])}/Acme:operations?secret=${core}&issuer=Acme&digits=6`, core };
  }),
  secret(
    'seed-phrase',
    'https://github.com/trezor/python-mnemonic/blob/master/vectors.json',
    seedPhrases.length,
    (_, index) => ({
      text: seedPhrases[index] ?? '',
    }),
  ),
  secret('seed-phrase-labelled', 'https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki', 8, (r, index) => {
    const core = seedPhrases[index] ?? '';
    return { text: `${r.pick(['mnemonic', 'seed phrase', 'recovery phrase'])}: ${core}`, core };
  }),
  secret('bitcoin-wif', 'https://en.bitcoin.it/wiki/Wallet_import_format', 6, (r, index) => ({
    text: base58Check([0x80, ...r.bytes(32), ...(index % 2 === 0 ? [1] : [])]),
  })),
  secret('extended-private-key', 'https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki', 6, (r) => {
    const core = base58Check([0x04, 0x88, 0xad, 0xe4, 3, ...r.bytes(40), 0, ...r.bytes(32)]).slice(4);
    return { text: `xprv${core}`, core };
  }),
  secret('bcrypt', 'https://en.wikipedia.org/wiki/Bcrypt', 10, (r) => {
    const core = r.text('./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 53);
    return { text: `$2${r.pick(['a', 'b', 'y'])}$1${r.between(0, 2)}$${core}`, core };
  }),
  secret('argon2', 'https://www.rfc-editor.org/rfc/rfc9106', 8, (r) => {
    const core = `${r.base64(22)}$${r.base64(43)}`;
    return { text: `$argon2id$v=19$m=65536,t=3,p=4$${core}`, core };
  }),
  secret('crypt-sha512', 'https://man7.org/linux/man-pages/man5/crypt.5.html', 8, (r) => {
    const core = `${r.alnum(16)}$${r.text('./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 86)}`;
    return { text: `deploy:$${r.pick(['6', '5'])}$${core}:19843:0:99999:7:::`, core };
  }),
  secret('django-pbkdf2', 'https://docs.djangoproject.com/en/stable/topics/auth/passwords/', 6, (r) => {
    const core = `${r.alnum(22)}$${r.bytes(32).toString('base64')}`;
    return { text: `pbkdf2_sha256$870000$${core}`, core };
  }),
  secret('entropy-alnum', 'https://en.wikipedia.org/wiki/Entropy_(information_theory)', 20, (r) => ({
    text: r.alnum(r.between(32, 64)),
  })),
  secret('entropy-base64', 'https://www.rfc-editor.org/rfc/rfc4648', 20, (r) => ({
    text: r.bytes(r.pick([32, 48, 64])).toString('base64'),
  })),
  secret('entropy-base64url', 'https://www.rfc-editor.org/rfc/rfc4648', 20, (r) => ({
    text: r.bytes(r.pick([32, 48, 64])).toString('base64url'),
  })),
  secret('base64-wrapped-json', 'https://www.rfc-editor.org/rfc/rfc4648', 12, (r) => ({
    text: base64Of(JSON.stringify({ user: 'root', [r.pick(['password', 'secret', 'api_key'])]: r.alnum(14) })),
  })),
  secret('base64-wrapped-token', 'https://www.rfc-editor.org/rfc/rfc4648', 12, (r) => ({
    text: base64Of(
      r.pick([`ghp_${r.alnum(36)}`, `sk_live_${r.alnum(24)}`, `xoxb-${r.digits(12)}-${r.digits(12)}-${r.alnum(24)}`]),
    ),
  })),
  secret('base64-wrapped-pair', 'https://www.rfc-editor.org/rfc/rfc7617', 12, (r) => ({
    text: base64Of(`${r.pick(['admin', 'deploy', 'svc-billing'])}:${r.alnum(18)}`),
    field: r.pick(['auth', 'basicAuth', 'registry_auth']),
  })),
  secret(
    'base64-wrapped-pem',
    'https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/',
    6,
    (r) => {
      const core = base64Of(armored('RSA PRIVATE KEY', linesOf(`MIIEow${r.base64(400)}`, 64)).text);
      return { text: `client-key-data: ${core}`, core };
    },
  ),
];
