import { isDay, isKimlik, isLuhn, isNric, isResident, isRrn } from './checksums.ts';
import {
  isEgypt,
  isHkid,
  isIrd,
  isKuwait,
  isMelli,
  isMyNumber,
  isNik,
  isTaiwan,
  isThai,
} from './national-checks-far.ts';
import { groups, type Region } from './national-entry.ts';

const isMalaysian = (value: string): boolean => isDay(value.slice(4, 6), value.slice(2, 4));
const isVietnamese = (value: string): boolean => Number(value.slice(0, 3)) < 97 && /^0[0-9][1-9]|^0[1-9]0/.test(value);
const isPinfl = (value: string): boolean => /^[1-6]/.test(value) && isDay(value.slice(1, 3), value.slice(3, 5));
/** Sri Lanka: two or four digits of the year and the day in it, 500 more for women. */
const isLanka = (value: string): boolean => {
  const day = Number(value.length === 10 ? value.slice(2, 5) : value.slice(4, 7)) % 500;
  return day > 0 && day <= 366;
};
const TWELVE = groups(4, 4, 4);

/** Asia, the Near East and Oceania. Formats are those of the civil registries and of the OECD's list of tax numbers (source of the rule). */
export const ASIA: Region = {
  entries: [
    ['zehut תז זהות israeli', String.raw`\d{9}`, isLuhn],
    ['zehut זהות תז', String.raw`\d{7,8}-?\d`, (value) => isLuhn(value.padStart(9, '0'))],
    ['hkid hkidno hkic hkidnumber 身份證 身份證號碼 身分證', String.raw`[A-Za-z]{1,2}\d{6} ?\(?[0-9Aa]\)?`, isHkid],
    [
      '身份证 身份证号 身份证号码 居民身份证 公民身份号码 证件号 证件号码',
      String.raw`[1-9]\d{5}(?:19|20)\d{9}[\dXx]`,
      isResident,
    ],
    [
      '身分證 身分證字號 身分證號 身份證字號 統一編號 居留證 arc taiwan taiwanese',
      String.raw`[A-Z][1289]\d{8}`,
      isTaiwan,
    ],
    ['身份证号 身份证号码 居民身份证 公民身份号码', String.raw`[1-9]\d{5}(?:19|20)\d{9}[\dXx]|[1-9]\d{14}`],
    ['身分證字號 身份證字號 身分證號 身分證號碼', String.raw`[A-Z][1289]\d{8}`],
    ['เลขบัตร เลขที่บัตร หมายเลขบัตร', String.raw`[1-8][- ]?\d{4}[- ]?\d{5}[- ]?\d{2}[- ]?\d`],
    ['thai thaiid บัตร ประชาชน', String.raw`[1-8][- ]?\d{4}[- ]?\d{5}[- ]?\d{2}[- ]?\d`, isThai],
    ['nik ktp nikktp kependudukan', String.raw`\d{6}[- ]?\d{6}[- ]?\d{4}|\d{16}`, isNik],
    ['ktp', String.raw`\d{16}`],
    ['npwp', String.raw`\d{2}\.?\d{3}\.?\d{3}\.?\d[-.]?\d{3}\.?\d{3}|\d{16}`],
    ['mykad nric kad pengenalan ic icno', String.raw`\d{6}[- ]?\d{2}[- ]?\d{4}`, isMalaysian],
    ['nric fin uin', String.raw`[STFGM]\d{7}[A-Z]`, isNric],
    ['cnic nicop nadra شناختی', groups(5, 7, 1)],
    ['emirates eid الهوية', groups(3, 4, 7, 1), (value) => value.startsWith('784') && isLuhn(value)],
    ['iqama إقامة الإقامة الهوية saudi', String.raw`[12]\d{9}`, isLuhn],
    ['melli کدملی ملی', String.raw`\d{3}-?\d{6}-?\d|\d{10}`, isMelli],
    ['civil المدني', String.raw`[1-3]\d{11}`, isKuwait],
    ['القومي الرقم egyptian raqam', String.raw`[23]\d{13}`, isEgypt],
    ['cccd cmnd cmt căn danh', TWELVE.replaceAll('[-. /]?', ' ?'), isVietnamese],
    ['cmnd cmt', String.raw`\d{9}`],
    ['philsys psn', groups(4, 4, 4, 4)],
    ['umid', groups(4, 7, 1)],
    ['sss', groups(2, 7, 1)],
    ['kimlik tckn tc nüfus vatandaşlık', String.raw`[1-9]\d{10}`, isKimlik],
    ['kimlik vatandaşlık', String.raw`[1-9]\d{10}`],
    ['주민등록번호 주민번호 외국인등록번호 등록번호', String.raw`\d{6}[- ]?[1-8]\d{6}`],
    ['rrn jumin resident', String.raw`\d{6}[- ]?[1-8]\d{6}`, isRrn],
    ['individual マイナンバー 個人番号', TWELVE, isMyNumber],
    ['免許証番号 運転免許証番号 基礎年金番号 年金番号', String.raw`\d{12}|\d{4}-\d{6}`],
    ['在留カード 在留カード番号', String.raw`[A-Z]{2}\d{8}[A-Z]{2}`],
    ['epic voter', String.raw`[A-Z]{3}\d{7}`],
    ['nid এনআইডি পরিচয়পত্র', String.raw`\d{17}|\d{13}|\d{10}`, (value) => !/^1[4-9]\d{8}(?:\d{3})?$/.test(value)],
    ['nic ජාතික හැඳුනුම්පත්', String.raw`\d{9}[VXvx]|(?:19|20)\d{10}`, isLanka],
    ['philhealth', groups(2, 9, 1)],
    ['პირადი', String.raw`\d{11}`],
    ['սոցիալական ՀԾՀ հծհ', String.raw`\d{10}`],
    ['pinfl jshshir pin пинфл жшшир', String.raw`\d{14}`, isPinfl],
    ['регистр регистрийн', String.raw`[А-ЯӨҮ]{2}\d{8}`],
    ['nhi', String.raw`[A-HJ-NP-Z]{3}\d{4}|[A-HJ-NP-Z]{3}\d{2}[A-HJ-NP-Z]{2}`],
    ['ird', groups(3, 3, 3), isIrd],
    ['ird', String.raw`\d{2}[- ]?\d{3}[- ]?\d{3}`, isIrd],
  ],
  sure:
    'zehut hkid hkic mykad cnic nicop iqama npwp cccd cmnd philsys umid emirates tckn pinfl jshshir пинфл nikktp kependudukan aadhaar aadhar uidai ' +
    'ประชาชน เลขประจำตัวประชาชน เลขบัตรประชาชน หมายเลขบัตรประชาชน บัตรประชาชน เลขประจำตัวผู้เสียภาษี ' +
    'मतदाता आधार এনআইডি পরিচয়পত্র کدملی شناختی الهوية الإقامة إقامة ஆதார் ఆధార్ ಆಧಾರ್ ആധാർ আধার આધાર ਆਧਾਰ ଆଧାର آدھار नागरिकता හැඳුනුම්පත හැඳුනුම්පත් ' +
    'អត្តសញ្ញាណប័ណ្ណ ບັດປະຈຳຕົວ မှတ်ပုံတင် መታወቂያ',
};
