import {
  isCnpj,
  isCpf,
  isDated,
  isDay,
  isDni,
  isLuhn,
  isNhs,
  isRijksregister,
  isSteuerId,
  isTfn,
} from './checksums.ts';
import { isLuxembourg, isNif, isNip, isPesel, isSpanishNss, isSvnr } from './national-checks.ts';
import { groups, type Entry, type Region } from './national-entry.ts';

const SSN = String.raw`(?!000|666|9)\d{3}([- ]?)(?!00)\d{2}\1(?!0000)\d{4}`;
const NINO = String.raw`[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]`;
const dated =
  (from: number) =>
  (value: string): boolean =>
    isDay(value.slice(from, from + 2), value.slice(from + 2, from + 4), [0, 20, 40, 50, 60, 70, 80]);
/** The number of Mexico's taxpayers holds a date, year first. */
const isRfc = (value: string): boolean => {
  const digits = value.replace(/^[^\d]{3,4}/, '');
  return isDay(digits.slice(4, 6), digits.slice(2, 4));
};
const dayLast = (value: string): boolean => isDated(value) || isDated(value.slice(2));

/** Western, central and northern Europe, North America, India, China and Australia. The formats are those of the issuing authorities. */
const ENTRIES: readonly Entry[] = [
  ['ssn ssns security', SSN],
  ['itin tin taxpayer', String.raw`9\d{2}[- ]?[5-9]\d[- ]?\d{4}`],
  ['utr', String.raw`\d{5} ?\d{5}`],
  ['ohip health', String.raw`\d{4}[- ]\d{3}[- ]\d{3}(?:[- ][A-Z]{2})?`, (value) => isLuhn(value.slice(0, 10))],
  ['sin sins insurance nas assurance', String.raw`\d{3}[- ]?\d{3}[- ]?\d{3}`, isLuhn],
  ['nino insurance ni nationalinsurance', NINO],
  ['nhs', String.raw`\d{3}[- ]?\d{3}[- ]?\d{4}`, isNhs],
  [
    'steuer steuerid steuernummer idnr identifikationsnummer steueridentifikationsnummer tin tax',
    String.raw`\d{2}[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}`,
    isSteuerId,
  ],
  ['steuernummer steuernr', String.raw`\d{2,3}/\d{3,4}/\d{4,5}`],
  ['tfn tax', String.raw`\d{3}[- ]?\d{3}[- ]?\d{3}`, isTfn],
  ['bsn burgerservicenummer sofinummer', String.raw`\d{4}[. ]?\d{2}[. ]?\d{3}`],
  [
    'nir insee sécu securite sécurité sociale vitale',
    String.raw`[1-478]\s?\d{2}\s?(?:0[1-9]|[1-9]\d)\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?`,
  ],
  ['fiscale fisc cf codice', String.raw`[A-Z]{6}[A-Z0-9]{2}[A-Z][A-Z0-9]{2}[A-Z][A-Z0-9]{3}[A-Z]`],
  ['dni nie nif documento extranjero extranjera', String.raw`(?:\d{8}|[XYZ]\d{7}|[KLM]\d{7})[- ]?[A-Z]`, isDni],
  ['nif contribuinte contribuintes', String.raw`[1-9]\d{2} ?\d{3} ?\d{3}`, isNif],
  ['nif contribuinte contribuintes', String.raw`[1-9]\d{2} ?\d{3} ?\d{3}`],
  ['pesel', String.raw`\d{11}`, isPesel],
  ['cpf titular', String.raw`\d{3}\.?\d{3}\.?\d{3}-?\d{2}`, isCpf],
  ['cnpj', String.raw`\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}`, isCnpj],
  ['curp', String.raw`[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d`],
  ['rfc', String.raw`[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}`, isRfc],
  ['aadhaar aadhar uidai', String.raw`[2-9]\d{3}[- ]?\d{4}[- ]?\d{4}`],
  ['pan pancard permanent', String.raw`[A-Z]{3}[ABCFGHLJPTK][A-Z]\d{4}[A-Z]`],
  ['personnummer personnr pnr samordningsnummer', String.raw`(?:\d{2})?\d{6}[-+ ]?\d{4}`, dayLast],
  ['fødselsnummer fodselsnummer fnr dnummer', String.raw`\d{6} ?\d{5}`, dated(0)],
  ['cpr personnummer cprnr', String.raw`\d{6}[- ]?\d{4}`, dated(0)],
  ['hetu henkilötunnus henkilotunnus personbeteckning', String.raw`\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]`],
  ['ahv avs sozialversicherungsnummer versichertennummer navs', String.raw`756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}`],
  ['svnr sv sozialversicherungsnummer versicherungsnummer vsnr', String.raw`\d{4}[- ]?\d{6}`, isSvnr],
  ['svnr sv sozialversicherungsnummer versicherungsnummer vsnr', String.raw`\d{4}[- ]?\d{6}`],
  [
    'rvnr sv rentenversicherungsnummer sozialversicherungsnummer svnr versicherungsnummer',
    String.raw`\d{2} ?\d{6} ?[A-Z] ?\d{3}`,
  ],
  [
    'rijksregisternummer rijksregister insz niss registre register',
    String.raw`\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[. ]?\d{2}`,
    isDated,
  ],
  // Belgium and Luxembourg: the word means much else.
  [
    'national nationaal nationale',
    String.raw`\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[. ]?\d{2}`,
    (value) => isDated(value) && isRijksregister(value),
  ],
  ['national nationale', groups(4, 2, 2, 3, 2), isLuxembourg],
  ['cidadão cidadao cidadã', String.raw`\d{8} ?\d ?[A-Z0-9]{2}\d`, (value) => /[A-Z]/.test(value)],
  ['sanitaria', String.raw`80\d{18}`],
  ['pps ppsn', String.raw`\d{7}[A-W][A-IW]?`],
  ['cislo číslo rodne rodné rc rč', String.raw`\d{6}/?\d{3,4}`, isDated],
  ['cnp personal', String.raw`[1-9]\d{12}`],
  ['egn егн', String.raw`\d{10}`],
  ['oib', String.raw`\d{11}`],
  ['rrn jumin resident 주민등록번호 주민번호', String.raw`\d{6}[- ]?[1-8]\d{6}`],
  ['mynumber マイナンバー 個人番号', String.raw`\d{4}[- ]?\d{4}[- ]?\d{4}`],
  ['medicare', String.raw`[2-6]\d{3}[- ]?\d{5}[- ]?\d(?:[- /]?\d)?`],
  ['medicare mbi', String.raw`[1-9][A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d{2}`],
  ['imei', String.raw`\d{2}[- ]?\d{6}[- ]?\d{6}[- ]?\d`, isLuhn],
  ['nip podatkowej podatkowy', String.raw`\d{3}-?\d{3}-?\d{2}-?\d{2}|\d{3}-\d{2}-\d{2}-\d{3}`, isNip],
  ['pesel nip', String.raw`\d{3}-?\d{3}-?\d{2}-?\d{2}`],
  ['spi', String.raw`[0-3]\d ?\d{2} ?\d{3} ?\d{3} ?\d{3}`],
  ['seguridad afiliación afiliacion nss', String.raw`\d{2}[/ -]?\d{8}[/ -]?\d{2}`, isSpanishNss],
  ['identifikacijski', String.raw`\d{11}`],
  ['davčna davcna', String.raw`\d{8}`],
];

export const WEST: Region = {
  entries: ENTRIES,
  sure: 'itin nino curp rvnr samordningsnummer steueridentifikationsnummer navs kvnr pancard cprnr cprnummer hetu',
};
