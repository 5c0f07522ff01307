import { isDay, isLuhn } from './checksums.ts';
import {
  isAdoazonosito,
  isAfm,
  isBaltic,
  isIdnp,
  isIin,
  isInn,
  isJmbg,
  isKennitala,
  isLatvian,
  isLuxembourg,
  isRnokpp,
  isSnils,
  isTaj,
} from './national-checks.ts';
import { groups, type Region } from './national-entry.ts';

const isFirstDate = (value: string): boolean =>
  isDay(value.slice(0, 2), value.slice(2, 4), [0, 20, 40, 50, 60, 70, 80]);
/** Letters that look the same in Cyrillic are written for those of Latin. */
const BELARUS = String.raw`\d{7}[ABCEHKMАВСЕНКМ]\d{3}[A-ZА-Я]{2}\d`;

/**
 * Eastern Europe, the successors of the Soviet Union and of Yugoslavia, the Baltic, Greece, and the small countries of Europe.
 * Formats and check digits are those of the tax authorities (https://ec.europa.eu/taxation_customs/tin/#/home and, beyond the
 * Union, the OECD's list: https://www.oecd.org/en/networks/global-forum-tax-transparency/resources/aeoi-implementation-portal/tax-identification-numbers.html).
 */
export const EAST: Region = {
  entries: [
    ['taj tajszám tajszam társadalombiztosítási', groups(3, 3, 3), isTaj],
    ['adóazonosító adoazonosito adószám', String.raw`8\d{9}`, isAdoazonosito],
    ['személyi személyigazolvány igazolvány', String.raw`\d{6}[A-Z]{2}`],
    ['inn инн', String.raw`\d{12}|\d{10}`, isInn],
    ['snils снилс страховой', groups(3, 3, 3, 2), isSnils],
    ['паспорт паспорта паспортные серия pasport', String.raw`\d{2} ?\d{2}(?: ?№?| номер) ?\d{6}`],
    ['rnokpp рнокпп іпн ипн ipn ідентифікаційний код', String.raw`\d{10}`, isRnokpp],
    ['iin иин жсн bin бин', groups(6, 6), isIin],
    ['личный идентификационный асабісты ідэнтыфікацыйны', BELARUS],
    ['idnp', String.raw`\d{13}`, isIdnp],
    ['kods koda kodu personas personal', groups(6, 5), isLatvian],
    ['isikukood isikukoodi kodas kodo kodą asmens', String.raw`[1-6]\d{10}`, isBaltic],
    ['afm αφμ vat', String.raw`\d{9}`, isAfm],
    ['amka αμκα', String.raw`\d{11}`, (value) => isLuhn(value) && isFirstDate(value)],
    ['ταυτότητας ταυτότητα ταυτοτητας adt αδτ', String.raw`[A-ZΑ-Ω]{1,2}[ -]?\d{6,7}`],
    ['kennitala kennitölu kt', groups(6, 4), isKennitala],
    ['jmbg jmb embg emšo emso матичен матични матични', String.raw`\d{13}`, isJmbg],
    ['лична личната', String.raw`\d{9}`],
    ['јмбг ембг матични', String.raw`\d{13}`],
    ['lnc лнч', String.raw`\d{10}`],
    ['nipt personal letërnjoftim', String.raw`[A-T]\d{8}[A-W]`],
    ['matricule matrikel cns', groups(4, 2, 2, 3, 2), isLuxembourg],
    ['identità identita karta', String.raw`\d{3,7}[MGAPLHBZ]|C[A-Z]\d{5}[A-Z]{2}`],
    ['tic τικ', String.raw`\d{8}[A-Z]`],
  ],
  sure:
    'tajszám tajszam adóazonosító adoazonosito snils снилс рнокпп rnokpp іпн iin иин жсн idnp αμκα amka αφμ kennitala jmbg embg emšo emso ' +
    'инн јмбг ембг егн egn oib cnp pesel isikukood isikukoodi rijksregisternummer burgerservicenummer fødselsnummer fodselsnummer henkilötunnus henkilotunnus ' +
    'personnummer personalausweisnummer ausweisnummer personalausweisnr steueridentifikationsnummer rentenversicherungsnummer sozialversicherungsnummer ' +
    'krankenversichertennummer versichertennummer asmenskodas personaskods еднн унзр',
};
