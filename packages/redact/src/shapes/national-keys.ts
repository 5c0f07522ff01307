import { lazy } from '../lazy.ts';
import type { KeyRule } from '../rule.ts';
import { sureWords } from './national-forms.ts';
import { sureNames } from './national-names.ts';

// Names of fields that hold the number of a person's document, in English and in the languages of those who issue them.

/** Names of more than one word, and those that say nothing else as a field only. Accents are taken off when names are compared. */
const NAMES = [
  'asmens kodas, personas kods, isiku kood, taj szám, taj number, adóazonosító jel, adószám, személyi szám, személyi igazolvány szám, útlevélszám, jogosítvány száma, asmens kodo',
  'teudat zehut, mispar zehut, תעודת זהות, מספר זהות, מספר תעודת זהות, דרכון, מספר דרכון',
  'thai id, thai national id, เลขบัตรประชาชน, เลขประจำตัวประชาชน, หมายเลขบัตรประชาชน, เลขประจำตัวผู้เสียภาษี, หนังสือเดินทาง, เลขหนังสือเดินทาง',
  'cédula identidad, cédula de identidad, cédula ciudadanía, cédula de ciudadanía, cédula de extranjería, documento identidad, documento de identidad, documento nacional de identidad, número documento, número de documento, documento identidade, documento de identidade, identificación fiscal, numero identificacion, numero de identificacion, carnet de identidad, licencia de conducir, numero licencia, credencial de elector, clave de elector, numero seguro social, número de seguridad social, numero seguridad social, pasaporte numero, numero pasaporte, numero de pasaporte',
  'ktp, no ktp, nomor ktp, nomor induk kependudukan, nomor paspor, no paspor, ic number, ic no, no ic, kad pengenalan, no kad pengenalan, emirates id, civil id, qatar id, kra pin, ghana card, iqama number, code melli, kod melli, melli code, کد ملی, شماره ملی, رقم الهوية, الرقم القومي, رقم الإقامة, رقم جواز السفر, رقم الجواز, رقم الضمان الاجتماعي',
  'carte d identité, carte identité, numéro carte identité, cni, numéro fiscal, numero secu, num secu, numéro sécu, no secu, numéro de sécurité sociale, permis de conduire, numéro permis, titre de séjour, numéro de passeport, carta d identità, carta identità, numero carta identità, tessera sanitaria, patente di guida, numero patente, permesso di soggiorno, numero passaporto',
  'cnh, título eleitor, título de eleitor, pis pasep, número pis, carteira de identidade, carteira de motorista, passaporte, número passaporte, número segurança social, cartão de cidadão, cartão cidadão, número utente, carta de condução',
  'dowód osobisty, numer dowodu, nr dowodu, prawo jazdy, numer paszportu, nr paszportu, paszport, osobna iskaznica, broj osobne, broj lične karte, lična karta, broj pasoša, broj putovnice, matični broj, matični broj građana, občanský průkaz, číslo op, cestovní pas, řidičský průkaz, občiansky preukaz, carte identitate, serie buletin, buletin, pașaport, cod numeric',
  'инн, снилс, снилс номер, паспорт, номер паспорта, серия паспорта, паспортные данные, серия и номер паспорта, удостоверение личности, водительское удостоверение, идентификационный номер, личный номер, ідентифікаційний код, іпн, ипн, иин, жсн, рнокпп, егн, лнч, номер посвідчення, матични број, лична карта, личен номер, единен граждански номер, пинфл',
  'ταυτότητα, αριθμός ταυτότητας, αφμ, αμκα, διαβατήριο, αριθμός διαβατηρίου',
  '身份證, 身份證號碼, 身分證, 身分證字號, 身分證號, 身分證號碼, 身份證字號, 居民身份证, 公民身份号码, 身份证件号码, 证件号, 证件号码, 护照, 护照号, 护照号码, 護照, 護照號碼, 驾驶证号, 驾照号, 社会保障号, 社保号, 居留證號, パスポート番号, 旅券番号, 運転免許証番号, 免許証番号, 基礎年金番号, 年金番号, 在留カード番号, 健康保険証番号, 여권번호, 운전면허번호, 외국인등록번호, 주민번호',
  'số cccd, số cmnd, căn cước công dân, chứng minh nhân dân, mã số thuế, hộ chiếu, số hộ chiếu, आधार, आधार संख्या, आधार नंबर',
  'pasaport, pasaport no, pasaport numarası, ehliyet no, vatandaşlık no, vergi no, vergi numarası, vergi kimlik no, nüfus cüzdanı, tc no, tc kimlik numarası',
  'voter card, voter id number, epic number, election card, social insurance, health card number, health insurance id, residence permit, residence permit number, aufenthaltstitel, personalausweis, krankenversicherungsnummer, krankenversichertennummer, rijbewijs, rijbewijsnummer, paspoort, paspoortnummer, körkort, körkortsnummer, kørekort, kørekortnummer, førerkort, førerkortnummer, ajokortti, ajokorttinumero, passinumero, verotunnus, rejsepas, pasnummer, vegabréf, ökuskírteini, samordningsnummer',
  'taxpayer id, taxpayer identification number, taxpayer number, tax payer id, tax identifier, fiscal code, fiscal number, social security no, ss number, social insurance no, national insurance no, national insurance, government id, government id number, state id number, drivers license no, driver license no, driving license, driving license number, driving licence no, dl no, identification number, identity no, national id no, national identity card, national identity number, unique taxpayer reference, utr number, personal identity code, nida number, ird number, ird no, sin no, inn number, nik number, nin number, bvn number, kimlik, tax ref number, nif number, national number, matricule national, numéro national, numero nacional identidad, nationaal nummer, numéro registre national, registre national, alien registration number, resident registration number',
  'numéro spi, spi, numéro d identification national, numéro d assurance sociale, numéro assurance sociale, número de la seguridad social, numero afiliacion, número de afiliación, nº afiliación, fødselsnr, fodselsnr, numer identyfikacji podatkowej, osobni identifikacijski broj, davčna številka, davcna stevilka, davčna, матичен број, társadalombiztosítási azonosító, társadalombiztosítási azonosító jel, individual taxpayer identification number, inn fl, kojin bango, numero ruc, rfc persona, nss imss, passport rf, jmbg bih, driver licence, driver licence no, driver licence number, drivers licence, drivers licence no, drivers licence number, nhi, nhi number, passnummer, passnr, número de identificación fiscal, número de identificación tributaria, numero ruc persona, número de contribuyente, número de contribuinte, numer ewidencyjny, steuernummer, steuerliche identifikationsnummer, sozialversicherungsnummer, rentenversicherungsnummer, numéro de contribuable, numéro d identification fiscale, codice contribuente, numero tessera sanitaria, verzekeringsnummer, burgerservicenr, personnr, personnummer no, skattenummer, cpr nummer, henkilötunnus, verotunnus numero, rodné číslo, rodne cislo, daňové identifikační číslo, cod numeric personal, cod de identificare fiscală, единый идентификатор, номер паспорта рф, идентификационен номер, даночен број, порески број, porezni broj, poreski broj, osobni broj, αριθμός φορολογικού μητρώου, αριθμός μητρώου κοινωνικής ασφάλισης',
]
  .join(', ')
  .split(', ');

const names = lazy(() => [...new Set([...sureWords(), ...NAMES, ...sureNames()])]);

/** The name of the number hides the value, whatever it looks like. */
export const nationalKeys: KeyRule = {
  kind: 'key',
  id: 'key-national-document',
  class: 'personal',
  source: 'https://eur-lex.europa.eu/eli/reg/2016/679/oj#art_87',
  get keys() {
    return names();
  },
  examples: ['cnic', 'asmens kodas', 'cédula de identidad'],
};
