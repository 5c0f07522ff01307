import {
  isCnpj,
  isCpf,
  isDated,
  isDay,
  isDni,
  isKimlik,
  isNhs,
  isNric,
  isRut,
  isSteuerId,
  isTfn,
} from './checksums.ts';
import { isLuhn } from './financial.ts';

/** A form that a word announces. With a check the word alone names too much, or the form does. */
export interface Announced {
  readonly form: RegExp;
  readonly check?: (value: string) => boolean;
}

type Entry = readonly [words: string, form: string, check?: (value: string) => boolean];

const SSN = String.raw`(?!000|666|9)\d{3}([- ]?)(?!00)\d{2}\1(?!0000)\d{4}`;
const NINO = String.raw`[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]`;
const BIRTH = String.raw`(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ](?:\d{4}|\d{2})|\d{1,2}\.? (?:[A-Za-zé]{3,9})\.? \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|(?:19|20)\d{6})`;
const MONTHS =
  /jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|déc|fév|avr|juin|juil|août|ene|abr|ago|dic/i;
const DOCUMENT = String.raw`(?=[A-Z0-9 -]{0,12}\d)[A-Z0-9]{1,3}[A-Z0-9 -]{4,12}[A-Z0-9]`;

/** At least so many digits, and no date. */
function hasDigits(count: number): (value: string) => boolean {
  return (value) => value.replaceAll(/\D/g, '').length >= count && !/^(?:19|20)\d{6}$/.test(value);
}

/** A date of someone's birth has a month that is one. */
function isBirth(value: string): boolean {
  return /[A-Za-z]{3}/.test(value) ? MONTHS.test(value) : value.length > 4;
}

const dated =
  (from: number) =>
  (value: string): boolean =>
    isDay(value.slice(from, from + 2), value.slice(from + 2, from + 4), [0, 20, 40, 50, 60, 70, 80]);
const dayLast = (value: string): boolean => isDated(value) || isDated(value.slice(2));

/** Words in lower case, the number's form and, where needed, its check. The formats are those of the issuing authorities. */
const ENTRIES: readonly Entry[] = [
  ['ssn ssns security itin', SSN],
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
  ['dni nie nif documento', String.raw`(?:\d{8}|[XYZ]\d{7}|[KLM]\d{7})[- ]?[A-Z]`, isDni],
  ['nif contribuinte contribuintes', String.raw`[1-9]\d{2} ?\d{3} ?\d{3}`],
  ['pesel', String.raw`\d{11}`],
  ['cpf titular', String.raw`\d{3}\.?\d{3}\.?\d{3}-?\d{2}`, isCpf],
  ['cnpj', String.raw`\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}`, isCnpj],
  ['curp', String.raw`[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d`],
  ['rfc', String.raw`[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}`],
  ['aadhaar aadhar uidai', String.raw`[2-9]\d{3}[- ]?\d{4}[- ]?\d{4}`],
  ['pan pancard', String.raw`[A-Z]{3}[ABCFGHLJPTK][A-Z]\d{4}[A-Z]`],
  ['personnummer personnr pnr samordningsnummer', String.raw`(?:\d{2})?\d{6}[-+ ]?\d{4}`, dayLast],
  ['fødselsnummer fodselsnummer fnr dnummer', String.raw`\d{6} ?\d{5}`, dated(0)],
  ['cpr personnummer', String.raw`\d{6}[- ]?\d{4}`, dated(0)],
  ['hetu henkilötunnus henkilotunnus personbeteckning', String.raw`\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]`],
  ['ahv avs sozialversicherungsnummer versichertennummer navs', String.raw`756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}`],
  ['svnr sv sozialversicherungsnummer versicherungsnummer vsnr', String.raw`\d{4}[- ]?\d{6}`],
  [
    'rvnr rentenversicherungsnummer sozialversicherungsnummer svnr versicherungsnummer',
    String.raw`\d{2} ?\d{6} ?[A-Z] ?\d{3}`,
  ],
  [
    'rijksregisternummer rijksregister insz niss registre register',
    String.raw`\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[. ]?\d{2}`,
    isDated,
  ],
  ['pps ppsn', String.raw`\d{7}[A-W][A-IW]?`],
  ['amka αμκα', String.raw`\d{11}`, dated(0)],
  ['cislo číslo rodne rodné rc rč', String.raw`\d{6}/?\d{3,4}`, isDated],
  ['cnp personal', String.raw`[1-9]\d{12}`],
  ['egn егн', String.raw`\d{10}`],
  ['jmbg emso emšo', String.raw`\d{13}`],
  ['oib', String.raw`\d{11}`],
  ['isikukood kood kodas kods', String.raw`[1-6]\d{10}|\d{6}-\d{5}`],
  ['african idnumber rsa', String.raw`\d{6} ?\d{4} ?\d{2} ?\d`, (value) => isDated(value) && isLuhn(value)],
  ['resident identity shenfenzheng 身份证 身份证号 身份证号码', String.raw`[1-9]\d{5}(?:19|20)\d{9}[\dXx]`],
  ['rrn jumin resident 주민등록번호 주민번호', String.raw`\d{6}[- ]?[1-8]\d{6}`],
  ['mynumber my マイナンバー 個人番号', String.raw`\d{4}[- ]?\d{4}[- ]?\d{4}`],
  ['rut run cliente', String.raw`\d{1,2}\.?\d{3}\.?\d{3}-[\dkK]`, isRut],
  ['kimlik tckn tc', String.raw`[1-9]\d{10}`, isKimlik],
  ['nric fin', String.raw`[STFGM]\d{7}[A-Z]`, isNric],
  ['medicare', String.raw`[2-6]\d{3}[- ]?\d{5}[- ]?\d(?:[- /]?\d)?`],
  ['medicare mbi', String.raw`[1-9][A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d{2}`],
  [
    'passport passports passeport reisepass reisepassnummer pasaporte passaporto paspoort passnummer passnr',
    DOCUMENT,
    hasDigits(5),
  ],
  ['passport reisepass passeport', '[A-Z0-9]{8,9}', (value) => /\d/.test(value) && /[A-Z]/.test(value)],
  [
    'license licence licenses führerschein fuhrerschein permis dl dln fahrerlaubnis führerscheinnummer',
    DOCUMENT,
    hasDigits(6),
  ],
  [
    'vat idnr ust ustid ustidnr mwst tva iva btw umsatzsteuer moms',
    String.raw`[A-Z]{2} ?[A-Z0-9]{2,4}[ .]?[A-Z0-9]{2,4}[ .]?[A-Z0-9]{2,6}`,
    hasDigits(7),
  ],
  ['bic swift', '[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?', (value) => BIC.test(value)],
  [
    'dob birth birthdate birthday born geboren geburtsdatum geb née né nacimiento nascimento naissance nascita geboortedatum',
    BIRTH,
    isBirth,
  ],
  ['imei', String.raw`\d{2}[- ]?\d{6}[- ]?\d{6}[- ]?\d`, isLuhn],
  ['pesel nip', String.raw`\d{3}-?\d{3}-?\d{2}-?\d{2}`],
];

/** Four letters of a bank, a country that has one; words in capitals are none. */
const BIC =
  /^[A-Z]{4}(?:A[DELTU]|B[AEGHRY]|C[AHNYZ]|D[EK]|E[EGS]|F[IR]|G[BEIR]|H[KRU]|I[ELNST]|J[OP]|K[RWZ]|L[BITUV]|M[CDEKTX]|N[LOZ]|P[LKT]|QA|R[OSU]|S[AEGIKM]|T[NR]|U[AS]|VA|XK|ZA)[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;

function indexOf(entries: readonly Entry[]): ReadonlyMap<string, readonly Announced[]> {
  const out = new Map<string, Announced[]>();
  for (const [words, source, check] of entries) {
    const form = new RegExp(source, 'y');
    const entry: Announced = check === undefined ? { form } : { form, check };
    for (const word of words.split(' ')) {
      const list = out.get(word);
      if (list === undefined) out.set(word, [entry]);
      else list.push(entry);
    }
  }
  return out;
}

/** By the word that announces them, the forms to try. */
export const NATIONAL: ReadonlyMap<string, readonly Announced[]> = indexOf(ENTRIES);
