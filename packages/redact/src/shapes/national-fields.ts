import { expression } from '../expression.ts';
import { lazy } from '../lazy.ts';
import { shippedNames } from '../packed-names.ts';
import type { KeyRule } from '../rule.ts';
import { isAnnouncedCard } from './card-issuers.ts';
import { isLuhn } from './checksums.ts';
import { national, type Announced } from './national-forms.ts';
import { composedNames, isDocumentNumber } from './national-names.ts';

/** Names of fields that mean a person's number in one country and something else elsewhere: the form and its check decide. */
const NAMES: readonly string[] =
  'sin run inn nik ird afm taj tin nif nit ruc iin bin nin tfn utr nic nid tz pps nss pis nis rc ic kt cin nrc sss ni pan mbi nhs cf ahv avs sv pin fin insz egn tax taxid personal civil resident rfc matricule curp dui cui dpi cni psn philhealth ktp nip rg cnh renavam nhi bilhete kra epic umid nuit omang national'.split(
    ' ',
  );
/** IDs by the code of the country, which means much else: the number must be one of that country, with its check. */
const IDS: readonly (readonly [names: string, word: string])[] = [
  ['said,za id,sa id,rsa id', 'rsa'],
  ['tw id,twid', 'taiwan'],
  ['th id', 'thai'],
  ['hk id', 'hkid'],
  ['il id', 'zehut'],
  ['kr id', 'rrn'],
  ['cn id', '居民身份证'],
  ['sg id', 'nric'],
  ['tr id', 'kimlik'],
  ['kw id', 'civil'],
  ['eg id', 'القومي'],
  ['ae id,eid', 'emirates'],
  ['lk id', 'nic'],
  ['my id', 'mykad'],
  ['ir id', 'melli'],
  ['fin id', 'hetu'],
];
const NOUNS = ['number', 'no', 'nr', 'num'];
const BEFORE = ['numero', 'nomor'];
/** Whose number it is. */
const OWNERS = ['user', 'customer'];
/** Of these the form alone says enough, where it is the whole value. */
const TOLD: ReadonlySet<string> = new Set('rfc nin nrc curp epic kra utr dui dpi nhi'.split(' '));

/** Names that say payment card in other languages. */
const CARDS: readonly string[] =
  'card,card num,cardnumber,cc num,ccnum,cc no,fpan,dpan,pan no,kartennummer,kreditkarte,kreditkartennummer,karten nr,kaart nummer,kaartnummer,kort nummer,kortnummer,kredittkort,korttinumero,luottokortti,numero carte,numero de carte,carte bancaire,numero carte bancaire,cb,numero tarjeta,numero de tarjeta,tarjeta,tarjeta credito,numero cartao,numero do cartao,cartao,cartao credito,numero carta,numero carta di credito,carta di credito,numer karty,nr karty,cislo karty,kartyaszam,kart no,kart numarasi,kart numara,nomor kartu,no kartu,so the,broj kartice,numar card,номер карты,карта,номер картки,αριθμος καρτας,卡号,卡號,银行卡号,信用卡号,信用卡號,カード番号,クレジットカード番号,카드번호,رقم البطاقة,شماره کارت,מספר כרטיס,หมายเลขบัตร,कार्ड नंबर'.split(
    ',',
  );
const LONGEST = 32;

const ACCENTS = expression(String.raw`[\p{M} ]`, 'gu');
/** Without accents and blanks; most names have no accents, and to look for them costs more than all else. */
const joined = (name: string): string =>
  /^[\0-\x7f]*$/.test(name) ? name.replaceAll(' ', '') : name.normalize('NFKD').replaceAll(ACCENTS(), '');
const digitsOf = (value: string): string => value.replaceAll(/[ -]/g, '');

interface Meaning {
  readonly forms: readonly Announced[];
  /** A form without check digits is enough. */
  readonly told: boolean;
}

function meanings(): ReadonlyMap<string, Meaning> {
  const out = new Map<string, Meaning>();
  for (const word of NAMES) {
    const forms = national().get(word);
    if (forms === undefined) continue;
    out.set(word, { forms, told: TOLD.has(word) });
    for (const noun of NOUNS) out.set(word + noun, { forms, told: true });
    for (const noun of BEFORE) out.set(noun + word, { forms, told: true });
    for (const owner of OWNERS) out.set(owner + word, { forms, told: TOLD.has(word) });
    for (const owner of OWNERS)
      for (const noun of ['number', 'no']) out.set(owner + word + noun, { forms, told: true });
  }
  for (const [names, word] of IDS) {
    const meaning = { forms: national().get(word) ?? [], told: false };
    for (const name of names.split(','))
      for (const owner of ['', ...OWNERS])
        for (const noun of ['', 'number', 'no']) out.set(owner + joined(name) + noun, meaning);
  }
  return out;
}

const meaningOf = lazy(meanings);
const composed: () => ReadonlySet<string> = lazy(() => new Set(composedNames().map(joined)));
const cardNames: () => ReadonlySet<string> = lazy(() => new Set(CARDS.map(joined)));

/** A card of any issuer; a field that is called `number` alone holds one of an issuer that gives out cards of this length. */
function isCardOf(value: string, name: string): boolean {
  if (!/^\d(?:[ -]?\d){11,18}$/.test(value)) return false;
  const digits = digitsOf(value);
  return name === 'number' ? digits.length === 15 && isAnnouncedCard(digits) : cardNames().has(name) && isLuhn(digits);
}

/** Whether the whole value has one of the forms that its name announces, with the check digits. */
function isNumberOf(value: string, name: string): boolean {
  if (value.length > LONGEST) return false;
  if (composed().has(name)) return isDocumentNumber(value);
  if (name === 'number' || cardNames().has(name)) return isCardOf(value, name);
  const meaning = meaningOf().get(name);
  return (meaning?.forms ?? []).some(({ form, check, near }) => {
    if (near || (check === undefined && meaning?.told !== true)) return false;
    form.lastIndex = 0;
    const isWhole = form.exec(value)?.[0] === value;
    return isWhole && (check === undefined || check(value.replaceAll(/[\s./-]/g, '').toUpperCase()));
  });
}

/** The names of the rule, for the table of names. */
export const fieldNames = (): readonly string[] => [...meaningOf().keys(), ...composed(), ...cardNames(), 'number'];

export const nationalFields: KeyRule = {
  kind: 'key',
  id: 'key-national-number',
  class: 'personal',
  source: 'https://ec.europa.eu/taxation_customs/tin/#/home',
  get keys() {
    return shippedNames('key-national-number');
  },
  examples: ['sin', 'run', 'inn'],
  only: isNumberOf,
};
