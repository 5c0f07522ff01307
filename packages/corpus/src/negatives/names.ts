import type { NegativeKind } from '../fact.ts';
import { capital, harmless, listed, noun, version, written } from './make.ts';

/** A list without the noise of quotes. */
const words = (list: string): readonly string[] => list.split(' ');

/** Names and small values of programs. */
export const nameKinds: readonly NegativeKind[] = [
  harmless('number', 'https://www.rfc-editor.org/rfc/rfc8259#section-6', (r) => {
    const value = r.pick([
      r.between(10_000, 9_999_999),
      r.between(100_000, 999_999) / 1_000,
      -r.between(10_000, 99_999),
      r.between(1_700_000_000_000, 1_799_999_999_999),
    ]);
    return { text: String(value), value, field: r.pick(['rows', 'bytes', 'duration_ms', 'amount', 'offset', 'ts']) };
  }),
  harmless(
    'camel-identifier',
    'https://en.wikipedia.org/wiki/Camel_case',
    (r) =>
      `${r.pick(['validate', 'refresh', 'reset', 'load', 'store'])}${r.pick(['Password', 'Token', 'Secret', 'ApiKey', 'Session'])}${capital(noun(r))}${r.below(99)}`,
  ),
  harmless(
    'class-name',
    'https://docs.oracle.com/javase/specs/',
    (r) =>
      `com.acme.${noun(r)}.${r.pick(['Password', 'Token', 'Key', 'Auth'])}${r.pick(['Encoder', 'Filter', 'Factory', 'Store'])}Impl${r.below(99)}`,
  ),
  harmless(
    'constant-name',
    'https://google.github.io/styleguide/',
    (r) =>
      `${r.pick(['ERR', 'MAX', 'DEFAULT', 'AUTH'])}_${r.pick(['TOKEN', 'PASSWORD', 'SESSION', 'ORDER'])}_${r.pick(['EXPIRED', 'LENGTH', 'MISSING', 'TTL'])}_${r.below(99)}`,
  ),
  harmless(
    'enum-value',
    'https://www.rfc-editor.org/rfc/rfc6749#section-4',
    (r) =>
      `${r.pick(['authorization_code', 'client_credentials', 'password_reset', 'token_refresh', 'api_key_auth', 'IN_PROGRESS', 'not-found'])}/${r.below(99)}`,
  ),
  harmless(
    'feature-flag',
    'https://openfeature.dev/',
    (r) =>
      `${r.pick(['enable', 'new', 'beta'])}-${r.pick(['password', 'checkout', 'token', 'search'])}-${r.pick(['flow', 'ui', 'meter'])}-v${r.below(99)}`,
  ),
  harmless(
    'scope',
    'https://www.rfc-editor.org/rfc/rfc6749#section-3.3',
    (r) =>
      `${r.pick(['openid profile', 'repo:read', 'orders.write', 'offline_access email'])} ${noun(r)}:${r.pick(['read', 'write', 'admin'])} v${r.below(20)}`,
  ),
  harmless('package-name', 'https://docs.npmjs.com/cli/using-npm/scope', (r) =>
    r.pick([
      `@acme/${noun(r)}-${r.below(99)}`,
      `@babel/plugin-${noun(r)}@${version(r)}`,
      `${noun(r)}@${version(r)}`,
      `${noun(r)}@latest-${r.below(9)}`,
      `npm:@types/${noun(r)}@${version(r)}`,
    ]),
  ),
  listed(
    'locale',
    'https://www.rfc-editor.org/rfc/rfc5646',
    words(
      'de-DE en-US,en;q=0.9 zh-Hant-TW pt-BR fr-CA sr-Latn-RS es-419 ja-JP en-GB-oxendict de-CH-1996 ar-EG hi-IN ko-KR nb-NO sv-SE tr-TR uk-UA vi-VN id-ID fi-FI el-GR he-IL ca-ES-valencia de-DE-u-co-phonebk',
    ),
  ),
  listed(
    'time-zone',
    'https://www.iana.org/time-zones',
    words(
      'Europe/Berlin America/Argentina/Buenos_Aires UTC+02:00 Asia/Tokyo Etc/GMT-10 Africa/Nairobi Australia/Lord_Howe America/Indiana/Knox Pacific/Chatham Asia/Kolkata Europe/Isle_of_Man America/St_Johns CEST PST8PDT GMT+5:30 Antarctica/Troll Asia/Kathmandu America/Sao_Paulo Europe/Kyiv Indian/Maldives Atlantic/Azores Asia/Ho_Chi_Minh America/Port-au-Prince Africa/Dar_es_Salaam',
    ),
  ),
  written('cron', 'https://man7.org/linux/man-pages/man5/crontab.5.html', [
    '*/¤ * * * *',
    '0 3 * * ¤',
    '15,45 8-18 * * MON-FRI # ¤',
    '@every ¤h',
    '0 0 1 */¤ ?',
  ]),
  written('css', 'https://www.w3.org/Style/CSS/', [
    'margin: 0 ¤px',
    '.btn-primary:hover { opacity: 0.¤ }',
    'grid-template-columns: repeat(¤, 1fr)',
    '#card-¤ > .token',
    'translate(-50%, ¤px)',
    'rgba(12, 34, 56, 0.¤)',
    'var(--key-size-¤)',
  ]),
  harmless('colour', 'https://www.w3.org/TR/css-color-4/', (r) => `#${r.hex(r.pick([6, 6, 8]))}`),
  written('money', 'https://www.iso.org/iso-4217-currency-codes.html', [
    '¤.90 EUR',
    '$1,¤.00',
    '1.¤,00 €',
    'CHF ¤.50',
    '¥¤00',
    'USD ¤ per seat',
    '£¤.99 incl. VAT',
  ]),
  harmless('coordinates', 'https://www.rfc-editor.org/rfc/rfc7946', (r) =>
    r.pick([
      `52.${r.digits(6)}, 13.${r.digits(6)}`,
      `-33.${r.digits(4)},151.${r.digits(4)}`,
      `POINT(7.${r.digits(5)} 50.${r.digits(5)})`,
    ]),
  ),
  harmless('base64-harmless', 'https://www.rfc-editor.org/rfc/rfc4648', (r) =>
    Buffer.from(
      r.pick([`hello ${r.below(999)}`, `page:${r.below(999)}`, `{"after":${r.below(9_999)}}`, `cursor ${r.digits(5)}`]),
    ).toString('base64'),
  ),
];
