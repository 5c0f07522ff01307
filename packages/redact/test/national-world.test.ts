import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';
import { formsOf } from '../src/shapes/national-words.ts';

const redactor = createRedactor();

function lines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Digits with a check digit of Luhn behind. */
function luhn(digits: string): string {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((all, char, i) => {
      const value = Number(char) * (i % 2 === 0 ? 2 : 1);
      return all + (value > 9 ? value - 9 : value);
    }, 0);
  return digits + String((10 - (sum % 10)) % 10);
}

/** Digits with one behind that is the weighted sum's rest, as the function says. */
function withCheck(digits: string, weights: readonly number[], check: (sum: number) => number): string {
  return digits + String(check(weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0)));
}

const taj = withCheck('11223344', [3, 7, 3, 7, 3, 7, 3, 7], (sum) => sum % 10);
const thai = withCheck('110170023070', [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2], (sum) => (11 - (sum % 11)) % 10);
const cuit = withCheck('2012345678', [5, 4, 3, 2, 7, 6, 5, 4, 3, 2], (sum) => (11 - (sum % 11)) % 11);
const inn = withCheck('770708389', [2, 4, 10, 3, 5, 9, 4, 6, 8], (sum) => (sum % 11) % 10);
const rnokpp = withCheck('318651274', [-1, 5, 7, 9, 4, 6, 10, 5, 7], (sum) => (((sum % 11) + 11) % 11) % 10);
const afm = withCheck('09412345', [256, 128, 64, 32, 16, 8, 4, 2], (sum) => (sum % 11) % 10);
const idnp = withCheck('200200123456', [7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1], (sum) => sum % 10);
const nif = withCheck('12345678', [9, 8, 7, 6, 5, 4, 3, 2], (sum) => (sum % 11 < 2 ? 0 : 11 - (sum % 11)));

/** By the class of the gap: a label, markup, words of any language, an ending, scripts without blanks. */
const GO: readonly (readonly [string, string])[] = [
  [`TAJ: ${taj}`, taj],
  [`a beteg TAJ száma ${taj}`, taj],
  [`IL תעודת זהות ${luhn('12345678')}`, luhn('12345678')],
  [`her HKID is A123456(3).`, 'A123456(3)'],
  [`Thai ID ${thai} was refused`, thai],
  [`เลขประจำตัวประชาชนของฉันคือ ${thai}`, thai],
  [`CUIT ${cuit.slice(0, 2)}-${cuit.slice(2, 10)}-${cuit.slice(10)}`, cuit.slice(2, 10)],
  [`el CUIL de la clienta es ${cuit}`, cuit],
  ['la cédula del socio es 1712345675', '1712345675'],
  ['C.C. cédula de ciudadanía: `1032456789`', '1032456789'],
  [`его ИНН ${inn}`, inn],
  ['номер СНИЛСа клиента 112-233-445 95', '112-233-445 95'],
  [`РНОКПП платника ${rnokpp}`, rnokpp],
  [`ΑΦΜ του πελάτη: ${afm}`, afm],
  [`IDNP ${idnp}`, idnp],
  ['kennitalan hennar er 120174-3399', '120174-3399'],
  ['CNIC of the buyer: 35202-1234567-1', '35202-1234567-1'],
  ['MyKad no. 880112-10-5321', '880112-10-5321'],
  ['NIK pelanggan 3174011208880003', '3174011208880003'],
  ['CNP-ul doamnei este 2900101410012', '2900101410012'],
  ['fødselsnummeret hennes er 01019012345', '01019012345'],
  ['das Personnummer lautet 19900101-1239', '19900101-1239'],
  [`o NIF da senhora é ${nif}`, nif],
  ['身分證字號：A123456789', 'A123456789'],
  ['個人番号は123456789018です', '123456789018'],
  ['旅券番号はTK1234567です', 'TK1234567'],
  [`Emirates ID 784-1990-1234567-${luhn('78419901234567').slice(-1)}`, '784-1990-1234567'],
  [`iqama ${luhn('212345678')}`, luhn('212345678')],
  ['PESEL jej męża to 44051401359', '44051401359'],
  ['BVN 22212345678 not found', '22212345678'],
  ['Ghana card GHA-123456789-0', 'GHA-123456789-0'],
  ['персональный паспорт серия 45 04 123456', '45 04 123456'],
  ['nomor KTP saya 3174011208880003', '3174011208880003'],
  [`the holder's ID number is ${luhn('800101500908')}`, luhn('800101500908')],
  ['national ID A123456789 was refused', 'A123456789'],
  ['passportNumber C01X00T47 already registered', 'C01X00T47'],
  ['personasKods 120174-10013 is taken', '120174-10013'],
  [`saIdNumber ${luhn('800101500908')} is taken`, luhn('800101500908')],
  [`thaiId ${thai} is taken`, thai],
  ['twNationalId A123456789 is taken', 'A123456789'],
  ['личный паспорт № AB 1234567', '1234567'],
];

const STAY = lines(`
TAJ Mahal was visited by 12345678 people
his ID number is 1234567890123
order ID number 4006381333931
the number of rows is 12345678
national holiday 2026-12-25
national debt of 1234567890 euros
ird drop 12345678
nik said 1234567890123456
inn 1234567890
the cuisine of 20123456789
tc qdisc 12345678901
security of the box 281681908
individual items 123456789012
thai restaurant 1101700230701
civil war 123456789012
pin 12345678901234
epic 12345 closed
voter turnout 1234567
nic eth0 123456789
nit: rename 123456789
arc A123456780
kad 880142-10-5321
passport.js 0.7.0 on port 54321
identity service listens on 10.0.0.12:8080
number 1732195444123
個数は12345678です
注文番号は496642000034です
訂單編號: A123456781
รหัสสินค้า 3603529381501
注文 20261121-12345
card order 12345678901234
the card index 4006381333931
EAN 4006381333931
visa free until 2026-12-31
look at example dot com pages
see you at noon dot
mobile: 12345678
cell: 12345678
`);

describe('numbers of persons from all over the world', () => {
  it.each(GO)('go: %s', (line, number) => {
    const out = redactor.text(line);
    expect(out).toContain('[redacted:');
    expect(out).not.toContain(number);
  });

  it.each(STAY)('others stay: %s', (line) => {
    expect(redactor.text(line)).toBe(line);
  });

  it('need a name of their own or their check digit behind other words', () => {
    const wrong = taj.slice(0, 8) + String((Number(taj[8]) + 1) % 10);
    expect(redactor.text(`a TAJ száma ${wrong}`)).toContain(wrong);
    expect(redactor.text('the SNILS of him is 112-233-445 96')).not.toContain('112-233');
    expect(redactor.text('SNILS was checked on 2026-12-25 10:30')).toContain('2026-12-25 10:30');
    expect(redactor.text(`CNIC five words are too many here 35202-1234567-1`)).toContain('35202-1234567-1');
    expect(redactor.text(`CNIC is missing. Invoice 123456789`)).toContain('123456789');
  });

  it('are announced by an inflected word only when it means nothing else', () => {
    expect(formsOf('kennitalan')).toBe(formsOf('kennitala'));
    expect(formsOf('panel')).toBeUndefined();
    expect(formsOf('sinus')).toBeUndefined();
    expect(formsOf('passportNumber')).toBe(formsOf('passport'));
    expect(formsOf('passportOffice')).toBeUndefined();
  });
});

describe('payment cards', () => {
  /** One number of each issuer, of its own range and length. */
  const cards = [
    ['visa', '4', 16],
    ['mastercard', '2221', 16],
    ['maestro', '6759', 18],
    ['verve', '650010', 19],
    ['rupay', '6070', 16],
    ['mir', '2204', 16],
    ['elo', '636368', 16],
    ['hipercard', '606282', 16],
    ['troy', '9792', 16],
    ['uzcard', '8600', 16],
    ['humo', '9860', 16],
    ['napas', '9704', 19],
    ['unionpay', '6217', 19],
    ['jcb', '3566', 16],
    ['diners', '3056', 14],
    ['amex', '37', 15],
    ['interpayment', '636', 16],
  ] as const;
  const numberOf = (prefix: string, length: number): string =>
    luhn(prefix + '2839174650283917465'.slice(0, length - 1 - prefix.length));

  it.each(cards)('%s goes', (_, prefix, length) => {
    const number = numberOf(prefix, length);
    expect(number).toHaveLength(length);
    expect(redactor.text(`paid with ${number} today`)).toBe('paid with [redacted:card] today');
    expect(redactor.value({ value: number })).toEqual({ value: '[redacted:card]' });
    const wrong = number.slice(0, -1) + String((Number(number.at(-1)) + 1) % 10);
    expect(redactor.text(`order ${wrong} today`)).toContain(wrong);
  });

  it('of thirteen digits go with a word or in groups alone', () => {
    const number = numberOf('4', 13);
    expect(redactor.text(`The card ${number} was declined`)).toBe('The card [redacted:card-announced] was declined');
    expect(redactor.text(`card number is ${number}`)).not.toContain(number);
    const groups = `${number.slice(0, 4)} ${number.slice(4, 7)} ${number.slice(7, 10)} ${number.slice(10)}`;
    expect(redactor.text(`paid ${groups}`)).not.toContain(groups);
    for (const stays of [`article ${number}`, `at 1732195444123`, `EAN ${number}`])
      expect(redactor.text(stays)).toBe(stays);
  });
});

describe('addresses that are written so that no machine reads them', () => {
  it.each([
    'lucia at quiknet dot org',
    'lucia AT quiknet DOT org',
    'lucia.b(at)quiknet(dot)io',
    'lucia [at] quiknet [dot] com',
    'lucia {at} mail {dot} quiknet {dot} com',
    'lucia_b_at_quiknet_dot_com',
  ])('go: %s', (address) => {
    expect(redactor.text(`contact: ${address} please`)).toBe('contact: [redacted:email-spoken] please');
  });

  it.each([
    'look at example dot com pages',
    'hosted at example dot com',
    'point at class dot method here',
    'arrive at noon dot',
    'values(at)index',
    'look_at_me_dot_js',
  ])('prose stays: %s', (text) => {
    expect(redactor.text(`contact: ${text}`)).toBe(`contact: ${text}`);
  });
});

it('telephone numbers of eight digits in groups go behind a label', () => {
  expect(redactor.text('Mobile: 40 60 82 36')).toBe('Mobile: [redacted:phone-announced]');
  expect(redactor.text('Mobil: 40 60 82 36')).not.toContain('40 60');
  expect(redactor.text('please call me on 34 49 84 33 after lunch')).not.toContain('34 49');
  expect(redactor.text('called 34 49 84 33 times')).toBe('called 34 49 84 33 times');
  expect(redactor.text('cell 12 34 56 78')).toBe('cell 12 34 56 78');
});

describe('a field whose name means much else', () => {
  const sin = luhn('27433680');
  it.each([{ sin }, { sin: Number(sin) }, { inn }, { afm }, { taj }, { irdNumber: '49091850' }])('%j', (record) => {
    const [value] = Object.values(record);
    for (const shown of [redactor.stringify(record), JSON.stringify(redactor.value({ customer: record }))])
      expect(shown).not.toContain(String(value));
  });

  it.each([
    { run: 12 },
    { run: 15_371_772 },
    { sin: 0.5 },
    { inn: 'Holiday Inn' },
    { nik: 'Nick' },
    { tax: 19 },
    { tax: '1299.00' },
    { nit: 42 },
  ])('keeps what is no number of anybody: %j', (record) => {
    expect(redactor.value(record)).toBe(record);
    expect(redactor.stringify(record)).toBe(JSON.stringify(record));
  });

  it('can be let through with a reason', () => {
    const open = createRedactor({ allowKeys: { sin: 'the sine of an angle' } });
    expect(open.stringify({ sin })).toBe(JSON.stringify({ sin }));
  });
});
