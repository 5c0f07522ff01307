import type { Entry } from './national-entry.ts';

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

/** Four letters of a bank, a country that has one; words in capitals are none. */
const BIC =
  /^[A-Z]{4}(?:A[DELTU]|B[AEGHRY]|C[AHNYZ]|D[EK]|E[EGS]|F[IR]|G[BEIR]|H[KRU]|I[ELNST]|J[OP]|K[RWZ]|L[BITUV]|M[CDEKTX]|N[LOZ]|P[LKT]|QA|R[OSU]|S[AEGIKM]|T[NR]|U[AS]|VA|XK|ZA)[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;

const isMixed = (value: string): boolean => /\d/.test(value) && /[A-Z]/.test(value);

/** What passports, licences and cards are called where they are issued (ICAO 9303; UN Convention on Road Traffic, annex 6). */
const PASSPORTS =
  'passport passports passeport reisepass reisepassnummer pasaporte passaporto passaporte paspoort paspoortnummer passnummer passnr passinumero paszport paszportu útlevél útlevélszám pasaport pașaport putovnica pašoš rejsepas vegabréf pasas pase chiếu загранпаспорт διαβατήριο διαβατηρίου דרכון جواز السفر паспорт паспорта 护照 护照号 护照号码 護照 パスポート 旅券番号 여권 여권번호 หนังสือเดินทาง';
const LICENCES =
  'licencia license licence licenses licences führerschein fuhrerschein permis dl dln fahrerlaubnis führerscheinnummer führerscheinnr rijbewijs rijbewijsnummer körkort førerkort kørekort ajokortti jazdy jogosítvány průkaz conducir conduire ehliyet удостоверение удостоверения права carnet 驾照 驾驶证 驾驶证号 免許証 운전면허';
const CARDS =
  'personalausweis personalausweisnummer ausweis ausweisnummer ausweisnr perso aufenthaltstitel dowód dowodu osobisty osobistego identité identità iskaznica iskaznice lična permesso séjour pobytu občanský občianský buletin residence identidad identidade identitate identiteitskaart cni cnie';

export const DOCUMENTS: readonly Entry[] = [
  // `My Number` of Japan; the word alone is anybody's.
  ['my', String.raw`\d{4}[- ]?\d{4}[- ]?\d{4}`],
  [`${PASSPORTS} ${CARDS}`, DOCUMENT, hasDigits(5)],
  [`${PASSPORTS} ${CARDS}`, '[A-Z0-9]{8,9}', isMixed],
  // Nine characters and their check digit (ICAO 9303).
  [
    'personalausweis personalausweisnummer ausweis ausweisnummer ausweisnr perso passnummer passnr reisepass reisepassnummer',
    '[CFGHJKLMNPRTVWXYZ0-9]{9}\\d',
    isMixed,
  ],
  [LICENCES, DOCUMENT, hasDigits(6)],
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
];
