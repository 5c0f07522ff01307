import type { NegativeKind } from '../fact.ts';
import { alphabets } from '../random.ts';
import { date, harmless, noun, two, version, written } from './make.ts';

/** Values that a careless pattern takes for a secret or for personal data. */
export const lookAlikeKinds: readonly NegativeKind[] = [
  harmless('email-look-alike', 'https://www.rfc-editor.org/rfc/rfc5322', (r) =>
    r.pick([
      `${noun(r)}-${r.below(99)}@2x.png`,
      `icon@${r.between(2, 4)}x.webp v${r.below(99)}`,
      `${noun(r)}@${version(r)}`,
      `@media (min-width: ${r.digits(3)}px)`,
      `${noun(r)}@${r.hex(7)}`,
      `deploy@host-${r.below(99)}:/srv`,
      `user@ ${noun(r)} ${r.below(99)}`,
    ]),
  ),
  harmless('phone-look-alike', 'https://www.itu.int/rec/T-REC-E.164', (r) =>
    r.pick([
      `${r.digits(4)}-${r.digits(4)} of batch`,
      `rows ${r.digits(5)}-${r.digits(5)}`,
      `${date(r)}_${r.digits(6)}`,
      `build 20260${r.digits(3)}.${r.digits(2)}`,
      `ports 8000-${r.between(8_100, 8_999)}`,
      `+${r.digits(4)} lines`,
      `score 12 345 ${r.digits(3)}`,
      `${r.digits(3)}.${r.digits(3)}.${r.digits(3)} rows`,
    ]),
  ),
  harmless('iban-look-alike', 'https://www.iso.org/standard/81090.html', (r) =>
    r.pick([
      `DE00${r.digits(18)}`,
      `GB00 ${r.text(alphabets.upper, 4)} ${r.digits(4)}`,
      `FR01-${r.digits(4)}-${r.digits(4)}`,
      `AT${r.digits(4)} ${r.digits(4)} part`,
      `NO${r.digits(6)}`,
    ]),
  ),
  harmless('card-look-alike', 'https://en.wikipedia.org/wiki/Payment_card_number', (r) =>
    r.pick([
      `0000 ${r.digits(4)} 0000 ${r.digits(4)}`,
      `9${r.digits(3)}-0${r.digits(3)}-${r.digits(4)}-0000 part`,
      `${date(r).replaceAll('-', '')}${r.digits(5)}_${r.digits(2)}`,
      `v1111.2222.${r.digits(4)}.4444`,
      `item ${r.digits(4)} ${r.digits(3)} ${r.digits(2)}`,
    ]),
  ),
  harmless('national-look-alike', 'https://www.ssa.gov/employer/randomization.html', (r) =>
    r.pick([
      `part 000-${r.digits(2)}-${r.digits(4)}`,
      `room ${r.digits(3)}-${r.digits(2)}-${r.digits(2)}`,
      `lot ${r.digits(6)}-${r.digits(4)}X`,
      `rev ${r.digits(3)}.${r.digits(3)}`,
      `zip ${r.digits(5)}-${r.digits(4)}`,
    ]),
  ),
  harmless(
    'token-look-alike',
    'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github',
    (r) =>
      r.pick([
        `ghp_${noun(r)}_${r.below(99)}`,
        `sk-button-${noun(r)}-${r.below(99)}`,
        `sk_${noun(r)}_${r.below(99)}`,
        `task-list-${noun(r)}-${r.below(99)}`,
        `npm_config_${noun(r)}_${r.below(99)}`,
        `pypi-${noun(r)}-${r.below(99)}`,
        `whsec_missing_${r.below(99)}`,
        `xoxo-${noun(r)}-${r.below(99)}`,
        `eyJust-${r.below(99)}`,
      ]),
  ),
  {
    ...harmless(
      'publishable-key',
      'https://docs.stripe.com/keys',
      (r) => `pk_${r.pick(['live', 'test'])}_${r.alnum(24)}`,
    ),
    neutral: true,
  },
  harmless(
    'public-key',
    'https://www.rfc-editor.org/rfc/rfc4253',
    (r) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${r.base64(43)} deploy@build-${r.below(99)}`,
  ),
  harmless('certificate-fingerprint', 'https://www.rfc-editor.org/rfc/rfc4716', (r) =>
    r.pick([`SHA256:${r.base64(43)}`, Array.from({ length: 20 }, () => r.hex(2).toUpperCase()).join(':')]),
  ),
  harmless(
    'hex-dump',
    'https://man7.org/linux/man-pages/man1/hexdump.1.html',
    (r) => `000000${r.hex(2)}  ${Array.from({ length: 8 }, () => r.hex(2)).join(' ')}`,
  ),
  harmless(
    'long-word',
    'https://en.wikipedia.org/wiki/Longest_words',
    (r) =>
      `${r.pick(['Rechtsschutzversicherungsgesellschaften', 'internationalization_of_configuration_files', 'donaudampfschifffahrtsgesellschaft', 'AbstractSingletonProxyFactoryBeanDefinition', 'pneumonoultramicroscopicsilicovolcanoconiosis'])}${r.below(999)}`,
  ),
  harmless(
    'slug',
    'https://en.wikipedia.org/wiki/Clean_URL',
    (r) =>
      `${r.pick(['how-to-reset-your-password', 'api-key-best-practices', 'token-economics-explained', 'the-secret-garden-review'])}-in-${r.between(2, 99)}-steps`,
  ),
  harmless(
    'query-plan',
    'https://www.postgresql.org/docs/current/using-explain.html',
    (r) => `Seq Scan on tokens  (cost=0.00..${r.digits(3)}.${r.digits(2)} rows=${r.digits(4)} width=${r.digits(2)})`,
  ),
  harmless(
    'test-title',
    'https://vitest.dev/',
    (r) => `✓ ${noun(r)} > hides the password in the URL (${r.between(2, 900)} ms)`,
  ),
  harmless(
    'commit-subject',
    'https://www.conventionalcommits.org/',
    (r) =>
      `${r.pick(['fix', 'feat', 'chore'])}(auth): ${r.pick(['rotate tokens', 'drop password field', 'rename secret store'])} (#${r.between(100, 9_999)})`,
  ),
  harmless(
    's3-key',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html',
    (r) =>
      `exports/year=20${two(r.between(19, 27))}/month=${two(r.between(1, 12))}/part-${r.digits(5)}-${r.uuid()}.snappy.parquet`,
  ),
  written('ratio', 'https://en.wikipedia.org/wiki/Ratio', [
    '¤ of 900 done',
    '0.¤ precision',
    '¤ %',
    '16:9 at ¤p',
    '1e-¤',
    '¤x faster',
  ]),
];
