import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';
import { national } from '../src/shapes/national-forms.ts';
import { contextWords } from '../src/searched-words.ts';

const redactor = createRedactor();
const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const GO = lines(`
SSN 078-05-1120
Social Security Number: 281-68-1908
social security no. 073-11-6609 was rejected
NINO CE 40 83 76 C
NI number WL210382B
National Insurance no. JM187028C
patient NHS number: 449 499 6750
NIR 256037277509941
n° sécu 152024818016876
numéro de sécurité sociale : 147055546977422
NIE Z2699867V
DNI 49673223P
NIF 35429323P no válido
NIF 160692059
contribuinte n.º 209906626
Tax File Number 379 675 381
TFN 960 339 419
fnr 10127516249
Fødselsnummer: 04129134564
CPR 120167-2919
cpr nr. 261158-1404
HETU: 181151-7627
henkilötunnus 020390-608J
numéro AVS 756.5909.1365.62
AHV-Nr. 756.6751.1291.39
SV-Nr. 4053 190360
SVNR 1284 220391
INSZ 69.03.25-549.74
numéro de registre national 81.09.11-898.51
PPS No. 2631057R
PPS number 7039676O
amka=15029276597
AMKA 15029276597
r.č. 921026/7242
cod numeric personal 1750903411761
South African ID 5311094745086
resident ID card 310115199006212463
RRN 921128-1627361
My Number 0483-6332-4420
RUN 18.474.583-6
TC kimlik numarası 54646898842
SIN: 119-906 030
SIN 520-689 456
aadhaar no. 9757 1788 5023
UIDAI Aadhar 9395 0349 5859
medicare card 5845 13747 5
PAN number GJVPR1457C
PAN card: ZBYPY2300G
Cod. Fisc. GTTRPM74E45F205U
CF: PLMMPL58L16L219H
Reisepass-Nr. FT68C2NX6
passport number FMZL428CK
Passport No: FYVCPW10C
DL# D8662939
Driver's License: A5246832
driver license number F3348300
burgerservicenummer 544975066
BSN 875252795
NRIC/FIN S8144996A
IdNr. 67595312846
Steueridentifikationsnummer 17698394055
pnr 19830606-3069
personnummer 600825-5066
titular com CPF nº 15888195901
CPF 65946444913
PESEL 51012392827
CURP PORB850217HDFGLB90
date of birth is 1985-03-12
born 12.03.1985
DOB 03/12/1985
VAT DE123456789
USt-IdNr. DE123456789
BIC COBADEFFXXX
415-555-0142
1-800-555-0114
415.555.0168
0044 7700 900852
call 07700 900409
0033 6 39 98 93 20
tel 06.39.98.46.31
Tel. 02 555 18 99
Tel. 044 668 03 31
mobil 070-174 06 91
tel. 22 630 02 71
mobile: 98765 44991
手机: 138 0013 0348
电话：010-88885369
0049 40 66969 490
Telefon 0221 4710 870
Mobil: 0171 3920045
Tel. 030/23125839
móvil: 612 348 149
tel. 06 6982 0563
cell: 347 121 6828
(02) 5550 4515
mobile 0491 570 591
(11) 91234-6871
携帯 090-1234-1827
0043 1 58058 358
(415) 555-0132
020 7946 0958
030 901820
01 23 45 67 89
`);

const STAY = lines(`
2026-11-21T13:24:04.123Z
2026-11-21 13:24:04
took 415 555 ms
10.0.0.1:5432
version 1.22.333.4444
range 100-200-3000
order 2026-0001-12345
call 12345678 failed
called 3 times in 2026-01-02
phone is required
id 123-456-7890x
0.123 456 789
build 20261121-1234567
orders 1000 2000 3000 4000
tax rate 19 percent of 12345678
tax 123456789
social media 123456789
security update 4412345
my order 1234 5678 9012 ok
resident memory 123456789 bytes
personal account 12
run 12345678
register 0x12345678
license MIT 2026
license Apache-2.0
born to run
passport.js v0.7.0
pan 12 zoom 34
sin(0.5)
RFC 9562 section 5
rfc 7231
cpr training 2026
id 3f2504e0-4f89-11d3-9a0c-0305e82c3301
tin can 12345678901
SWIFT package manager
swift PACKAGES ready
vat included EUR 100.00
vat DE included
dot product 12
point at class dot method here
1732195444123
1732195444
Content-Length: 415555
53.55.123.4
64-bit 0x7fff5fbff8a0
px 100-200-3000
1 2 3 4 5 6 7 8 9 10
score 415-555
RUN npm ci 20.11.1
tc qdisc 12345678901
run cargo test 12345678-9
port 5432 10.0.0.12:8080
invoice 0123-45678
INV-0123-4567-8901
ISBN 978-3-16-148410-0
EAN 4006381333931
09:15:22 +0200
chunk 0012 3456 7890
call at 2026-11-21 13:24:04
ring buffer 4096 of 65536
sms sent in 123 ms
cell 12 34 56 78
lat 52.520008 lon 13.404954
fax machine
UTC 2026-11-21 00:00:00.000000
[2026/11/21 10:11:12.123]
p50=12 p95=123 p99=1234567
`);

describe('numbers of persons', () => {
  it.each(GO)('go: %s', (line) => {
    const out = redactor.text(line);
    expect(out).toContain('[redacted:');
    const digits = (line.match(/[A-Za-z]*\d[\dA-Za-z]*/g) ?? []).toSorted((a, b) => b.length - a.length)[0];
    expect(out.includes(digits ?? line)).toBe(false);
    expect(redactor.text(`${out} and again`)).toBe(`${out} and again`);
  });

  it.each(STAY)('others stay: %s', (line) => {
    expect(redactor.text(line)).toBe(line);
  });

  it('are looked for behind words that make a text worth a look', () => {
    expect([...national().keys()].filter((word) => !contextWords().has(word))).toEqual([]);
  });
});

it.each([
  'DE89 3704 0044 0532 0130 00',
  'DE89.3704.0044.0532.0130.00',
  'DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000',
])('account numbers go with %j', (account) => {
  expect(redactor.text(`IBAN ${account} paid`)).toBe('IBAN [redacted:iban] paid');
});

describe('addresses', () => {
  it.each([
    '"sales team50"@example.org',
    'jane at example dot com',
    'mailto:jane@example.com',
    'jürgen@bücher.example',
  ])('go: %s', (address) => {
    expect(redactor.text(`to ${address} now`)).toMatch(/^to (?:mailto:)?\[redacted:email(?:-spoken)?\] now$/);
    expect(redactor.text(JSON.stringify({ note: address }))).not.toMatch(/sales|jane|rgen/);
  });

  it('of machines stay unless a policy asks for them', () => {
    expect(redactor.text('from 203.0.113.7 and 2001:db8::8a2e:370:7334')).toBe(
      'from 203.0.113.7 and 2001:db8::8a2e:370:7334',
    );
    const strict = createRedactor({ presets: ['strict', 'ip'] });
    expect(strict.text('from 203.0.113.7 and 2001:db8::8a2e:370:7334, fe80::1.')).toBe(
      'from [redacted:ip-address] and [redacted:ip-address], [redacted:ip-address].',
    );
    for (const kept of ['v1.2.3', '12:30:45', 'std::vec', '1.2.3.4.5', 'at 10:20'])
      expect(strict.text(`see ${kept} now`)).toBe(`see ${kept} now`);
  });
});
