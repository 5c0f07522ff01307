import type { PositiveKind } from '../fact.ts';
import type { Random } from '../random.ts';

/** `#` is a digit. Ranges kept for fiction are used where a regulator has set one aside. */
const COUNTRIES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'us',
    'https://nationalnanpa.com/',
    [
      '(415) 555-01##',
      '415-555-01##',
      '+1 415 555 01##',
      '+1 (212) 555-01##',
      '1-800-555-01##',
      '415.555.01##',
      '+1-646-555-01##',
    ],
  ],
  [
    'uk',
    'https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama',
    [
      '+44 20 7946 0###',
      '+44 7700 900###',
      '+44 (0)20 7946 0###',
      '0044 7700 900###',
      'Tel: 020 7946 0###',
      'call 07700 900###',
      '+44-161-496-0###',
    ],
  ],
  [
    'de',
    'https://www.bundesnetzagentur.de/',
    [
      '+49 30 23125 ###',
      '+49 (0)89 99998 ###',
      '+49 171 39200##',
      '0049 40 66969 ###',
      'Tel.: 030 23125 ###',
      'Telefon 0221 4710 ###',
      'Mobil: 0171 39200##',
      '+49-69-90009-###',
      'Tel. 030/23125###',
    ],
  ],
  [
    'fr',
    'https://www.arcep.fr/',
    [
      '+33 1 99 00 ## ##',
      '+33 (0)6 39 98 ## ##',
      '0033 6 39 98 ## ##',
      'Tél. : 01 99 00 ## ##',
      'tel 06.39.98.##.##',
      '+33-4-65-71-##-##',
    ],
  ],
  [
    'es',
    'https://numeracionyoperadores.cnmc.es/',
    ['+34 612 34# ###', '+34 91 123 4# ##', '0034 655 12 ## ##', 'Tel. 91 123 4# ##', 'móvil: 612 34# ###'],
  ],
  [
    'it',
    'https://www.agcom.it/',
    ['+39 06 6982 ####', '+39 347 12# ####', '0039 02 8646 ####', 'tel. 06 6982 ####', 'cell: 347 12# ####'],
  ],
  [
    'nl',
    'https://www.acm.nl/',
    ['+31 20 794 ####', '+31 6 1234 ####', '0031 20 794 ####', 'tel: 020 794 ####', '+31 (0)6 1234 ####'],
  ],
  ['be', 'https://www.bipt.be/', ['+32 2 555 ## ##', '+32 470 12 ## ##', '0032 2 555 ## ##', 'Tel. 02 555 ## ##']],
  [
    'ch',
    'https://www.bakom.admin.ch/',
    ['+41 44 668 ## ##', '+41 79 123 ## ##', '0041 44 668 ## ##', 'Tel. 044 668 ## ##'],
  ],
  ['at', 'https://www.rtr.at/', ['+43 1 58058 ###', '+43 664 123 ####', '0043 1 58058 ###', 'Tel.: 01 58058 ###']],
  [
    'se',
    'https://www.pts.se/',
    ['+46 70 174 06 ##', '+46 8 465 004 ##', '0046 70 174 06 ##', 'tel: 08-465 004 ##', 'mobil 070-174 06 ##'],
  ],
  ['pl', 'https://www.uke.gov.pl/', ['+48 22 630 ## ##', '+48 601 23# ###', '0048 601 23# ###', 'tel. 22 630 ## ##']],
  ['in', 'https://dot.gov.in/', ['+91 98765 4####', '+91-22-2272-####', '0091 98765 4####', 'mobile: 98765 4####']],
  [
    'br',
    'https://www.gov.br/anatel/',
    ['+55 11 91234-####', '+55 (21) 3123-####', '(11) 91234-####', 'tel: (21) 3123-####'],
  ],
  [
    'au',
    'https://www.acma.gov.au/phone-numbers-use-tv-shows-films-and-creative-works',
    ['+61 491 570 ###', '+61 2 5550 ####', '(02) 5550 ####', 'mobile 0491 570 ###', '0061 491 570 ###'],
  ],
  [
    'jp',
    'https://www.soumu.go.jp/',
    ['+81 3-1234-####', '+81 90 1234 ####', 'TEL: 03-1234-####', '携帯 090-1234-####'],
  ],
  [
    'cn',
    'https://www.miit.gov.cn/',
    ['+86 138 0013 ####', '+86 10 8888 ####', '手机: 138 0013 ####', '电话：010-8888####'],
  ],
  ['za', 'https://www.icasa.org.za/', ['+27 21 123 ####', '+27 82 123 ####', 'tel: 021 123 ####']],
];

const fill = (random: Random, form: string): string => form.replaceAll('#', () => random.digits(1));

/** Words before a number are no part of what must be hidden. */
const coreOf = (text: string): string => text.slice(text.search(/[+(\d]/));

const written = COUNTRIES.map(([country, source, forms]): PositiveKind => ({
  kind: `phone-${country}`,
  group: 'personal',
  source,
  count: Math.max(6, forms.length),
  make: (random, index) => {
    const text = fill(random, forms[index % forms.length] ?? '');
    return { text, core: coreOf(text) };
  },
}));

export const phoneKinds: readonly PositiveKind[] = [
  {
    kind: 'phone-e164',
    group: 'personal',
    source: 'https://www.itu.int/rec/T-REC-E.164',
    count: 20,
    make: (random) => ({
      text: fill(
        random,
        random.pick([
          '+1415555####',
          '+4477009#####',
          '+493023125###',
          '+3319900####',
          '+39347#######',
          '+8190########',
          '+5511#########',
          '+97150#######',
          '+65####5###',
          '+35387#######',
        ]),
      ),
    }),
  },
  {
    kind: 'phone-uri',
    group: 'personal',
    source: 'https://www.rfc-editor.org/rfc/rfc3966',
    count: 8,
    make: (random, index) => {
      const core = fill(random, '+1-415-555-01##');
      return (
        [
          { text: `tel:${core}`, core },
          { text: `sip:${core}@voice.example.com`, core },
          { text: `whatsapp:${core.replaceAll('-', '')}`, core: core.replaceAll('-', '') },
        ][index % 3] ?? { text: core }
      );
    },
  },
  ...written,
];
