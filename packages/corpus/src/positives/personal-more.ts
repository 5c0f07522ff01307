import { cardNumber, grouped, iban } from '../checksums.ts';
import type { PositiveDraft, PositiveKind } from '../fact.ts';
import type { Random } from '../random.ts';
import { inside, personal } from './make.ts';

const fill = (random: Random, form: string): string => form.replaceAll('#', () => random.digits(1));

/** `#` is a digit. */
const PHONES: readonly (readonly [string, string, readonly string[]])[] = [
  ['ie', 'https://www.comreg.ie/', ['+353 1 496 0###', '+353 87 123 4###', 'Tel: 01 496 0###']],
  ['dk', 'https://ens.dk/', ['+45 32 10 ## ##', '+45 2012 34##', 'tlf. 32 10 ## ##']],
  ['no', 'https://nkom.no/', ['+47 22 12 ## ##', '+47 912 34 ###', 'tlf: 912 34 ###']],
  ['fi', 'https://www.traficom.fi/', ['+358 40 123 4###', '+358 9 1234 ####', 'puh. 040 123 4###']],
  ['pt', 'https://www.anacom.pt/', ['+351 21 123 4###', '+351 912 345 ###', 'telemóvel: 912 345 ###']],
  ['mx', 'https://www.ift.org.mx/', ['+52 55 1234 ####', '+52 1 81 1234 ####', 'tel: 55 1234 ####']],
  ['kr', 'https://www.kca.kr/', ['+82 2-312-####', '+82 10-1234-####', '전화: 010-1234-####']],
  ['sg', 'https://www.imda.gov.sg/', ['+65 6123 ####', '+65 9123 ####', 'phone: 9123 ####']],
  ['ae', 'https://tdra.gov.ae/', ['+971 4 123 ####', '+971 50 123 ####', 'mobile: 050 123 ####']],
];

const phones = PHONES.map(([country, source, forms]): PositiveKind =>
  personal(`phone-${country}`, source, 6, (r, index): PositiveDraft => {
    const text = fill(r, forms[index % forms.length] ?? '');
    return { text, core: text.slice(text.search(/[+(\d]/)) };
  }),
);

const IBANS: readonly (readonly [string, string])[] = [
  ['BG', 'aaaannnnnncccccccc'],
  ['IS', 'nnnnnnnnnnnnnnnnnnnnnn'],
  ['LI', 'nnnnncccccccccccc'],
  ['MC', 'nnnnnnnnnncccccccccccnn'],
  ['KW', 'aaaacccccccccccccccccccccc'],
  ['UA', 'nnnnnnccccccccccccccccccc'],
];

const SWIFT = 'https://www.swift.com/standards/data-standards/iban-international-bank-account-number';
const MAIL = 'https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1';

const mailbox = (random: Random): string =>
  `${random.pick(['lena', 'p.novak', 'amir_h', 'sofia-b'])}${random.digits(3)}@${random.pick(['example.com', 'post.example', 'acme.example.org'])}`;

/** More countries and more places that personal data stands in. */
export const morePersonalKinds: readonly PositiveKind[] = [
  ...phones,
  ...IBANS.map(([country, structure]) =>
    personal(`iban-${country.toLowerCase()}`, SWIFT, 4, (r, index) => {
      const number = iban(r, country, structure);
      return {
        text:
          index % 2 === 0
            ? number
            : grouped(
                number,
                Array.from({ length: 9 }, () => 4),
                ' ',
              ),
      };
    }),
  ),
  personal('email-header', MAIL, 8, (r, index) =>
    inside(
      ['From: ', 'Reply-To: <', 'rcpt to:<', 'X-Original-To: '][index % 4] ?? '',
      mailbox(r),
      index % 4 === 1 || index % 4 === 2 ? '>' : '',
    ),
  ),
  personal('email-in-dump', MAIL, 8, (r, index) =>
    inside(
      ["{ email: '", 'User(email="', '{"to":["', 'email=>'][index % 4] ?? '',
      mailbox(r),
      ["' }", '")', '"]}', ''][index % 4] ?? '',
    ),
  ),
  personal('email-in-url', MAIL, 8, (r, index) =>
    inside(
      ['https://app.example.com/u/', 'https://app.example.com/invite?email=', '/unsubscribe/', 'GET /search?q='][
        index % 4
      ] ?? '',
      mailbox(r),
      '',
    ),
  ),
  personal('card-in-dump', 'https://en.wikipedia.org/wiki/Payment_card_number', 8, (r, index) => {
    const number = cardNumber(r, r.pick(['4', '55', '6011']), 16);
    const core = index % 2 === 0 ? number : grouped(number, [4, 4, 4, 4], ' ');
    return inside(
      ['{"number":"', 'Card(number=', "pan: '", 'cc='][index % 4] ?? '',
      core,
      ['"}', ')', "'", ''][index % 4] ?? '',
    );
  }),
];
