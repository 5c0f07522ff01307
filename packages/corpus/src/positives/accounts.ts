import { cardNumber, grouped, iban } from '../checksums.ts';
import type { PositiveKind } from '../fact.ts';
import { ibanCountries } from './iban-countries.ts';
import { inside, personal } from './make.ts';

const CARDS = 'https://en.wikipedia.org/wiki/Payment_card_number';

interface Issuer {
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly lengths: readonly number[];
}

const ISSUERS: readonly Issuer[] = [
  { name: 'visa', prefixes: ['4'], lengths: [16, 16, 13, 19] },
  { name: 'mastercard', prefixes: ['51', '52', '53', '54', '55', '2221', '2345', '2720'], lengths: [16] },
  { name: 'amex', prefixes: ['34', '37'], lengths: [15] },
  { name: 'discover', prefixes: ['6011', '65', '644', '649'], lengths: [16] },
  { name: 'diners', prefixes: ['300', '305', '36', '38'], lengths: [14] },
  { name: 'jcb', prefixes: ['3528', '3589', '3550'], lengths: [16] },
  { name: 'unionpay', prefixes: ['622126', '622925', '6240', '6282'], lengths: [16, 17, 18, 19] },
  { name: 'maestro', prefixes: ['5018', '5020', '6304', '6759', '6761'], lengths: [16, 18, 19] },
  { name: 'mir', prefixes: ['2200', '2204'], lengths: [16] },
  { name: 'rupay', prefixes: ['652150', '607000', '608100', '508500'], lengths: [16] },
  { name: 'elo', prefixes: ['636368', '438935', '504175'], lengths: [16] },
];

/** Amex and Diners cards are written in three groups, the others in fours. */
const groupsOf = (number: string): readonly number[] =>
  number.length === 15 ? [4, 6, 5] : number.length === 14 ? [4, 6, 4] : [4, 4, 4, 4, 4];

const cardKinds: readonly PositiveKind[] = [
  ...ISSUERS.map(({ name, prefixes, lengths }) =>
    personal(`card-${name}`, CARDS, 10, (r, index) => {
      const number = cardNumber(r, r.pick(prefixes), lengths[index % lengths.length] ?? 16);
      return { text: index % 5 < 3 ? number : grouped(number, groupsOf(number), index % 5 === 3 ? ' ' : '-') };
    }),
  ),
  personal('card-in-prose', CARDS, 10, (r, index) => {
    const number = cardNumber(r, '4', 16);
    const core = index % 2 === 0 ? number : grouped(number, [4, 4, 4, 4], ' ');
    return inside(
      r.pick(['charge of 12.90 EUR on card ', 'card_number=', 'PAN: ', 'declined ']),
      core,
      r.pick([' exp 04/29', '', ' (expired)']),
    );
  }),
  personal('card-track', 'https://en.wikipedia.org/wiki/ISO/IEC_7813', 6, (r) => {
    const core = cardNumber(r, '54', 16);
    return { text: `;${core}=2904101${r.digits(13)}?`, core };
  }),
];

const ibanKinds: readonly PositiveKind[] = [
  ...ibanCountries.map(([country, bban]) =>
    personal(
      `iban-${country.toLowerCase()}`,
      'https://www.swift.com/standards/data-standards/iban-international-bank-account-number',
      4,
      (r, index) => {
        const number = iban(r, country, bban);
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
      },
    ),
  ),
  personal(
    'iban-written',
    'https://www.swift.com/standards/data-standards/iban-international-bank-account-number',
    10,
    (r, index) => {
      const number = iban(r, 'DE', 'nnnnnnnnnnnnnnnnnn');
      const core =
        [
          number,
          number.toLowerCase(),
          grouped(number, [4, 4, 4, 4, 4, 4], '-'),
          grouped(number, [4, 4, 4, 4, 4, 4], '\u00A0'),
          number,
        ][index % 5] ?? number;
      return inside(
        ['IBAN: ', 'iban=', 'debit from ', 'IBAN ', '<IBAN>'][index % 5] ?? '',
        core,
        index % 5 === 4 ? '</IBAN>' : '',
      );
    },
  ),
];

/** Cards and bank accounts. */
export const accountKinds: readonly PositiveKind[] = [...cardKinds, ...ibanKinds];
