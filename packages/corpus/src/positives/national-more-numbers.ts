import { digitsOf, weighted, withLuhn } from '../checksums.ts';
import { birth, ddmmyy, type Make, two, untilDefined, yymmdd } from './national-shared.ts';

const chAhv: Make = (r) => {
  const body = `756${r.digits(9)}`;
  const check = (10 - (weighted(body, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10;
  return `756.${body.slice(3, 7)}.${body.slice(7, 11)}.${body.slice(11)}${check}`;
};
const atSvnr: Make = (r) =>
  untilDefined(r, () => {
    const serial = String(r.between(100, 999));
    const date = ddmmyy(r);
    const check = weighted(`${serial}${date}`, [3, 7, 9, 5, 8, 4, 2, 1, 6]) % 11;
    return check < 10 ? `${serial}${check} ${date}` : undefined;
  });
const beNational: Make = (r) => {
  const body = `${yymmdd(r)}${r.between(100, 997)}`;
  return `${body.slice(0, 2)}.${body.slice(2, 4)}.${body.slice(4, 6)}-${body.slice(6)}.${two(97 - (Number(body) % 97))}`;
};
const iePps: Make = (r) => {
  const body = r.digits(7);
  return `${body}${'WABCDEFGHIJKLMNOPQRSTUV'[weighted(body, [8, 7, 6, 5, 4, 3, 2]) % 23] ?? 'W'}`;
};
const ptNif: Make = (r) => {
  const body = `${r.pick(['1', '2'])}${r.digits(7)}`;
  const rest = weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return `${body}${rest < 2 ? 0 : 11 - rest}`;
};
const grAmka: Make = (r) => withLuhn(`${ddmmyy(r)}${r.digits(4)}`);
const czBirth: Make = (r) =>
  untilDefined(r, () => {
    const body = `${yymmdd(r)}${r.digits(3)}`;
    return Number(body) % 11 < 10 ? `${body.slice(0, 6)}/${body.slice(6)}${Number(body) % 11}` : undefined;
  });
const roCnp: Make = (r) => {
  const body = `${r.pick(['1', '2'])}${yymmdd(r)}${two(r.between(1, 46))}${r.between(100, 999)}`;
  const rest = weighted(body, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return `${body}${rest === 10 ? 1 : rest}`;
};
const zaId: Make = (r) => withLuhn(`${yymmdd(r)}${r.digits(4)}08`);

const CN_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const cnResident: Make = (r) => {
  const { year, month, day } = birth(r);
  const body = `${r.pick(['110101', '310115', '440305'])}${year}${two(month)}${two(day)}${r.between(100, 999)}`;
  return `${body}${'10X98765432'[weighted(body, CN_WEIGHTS) % 11] ?? ''}`;
};
const krRegistration: Make = (r) => {
  const body = `${yymmdd(r)}${r.pick(['1', '2'])}${r.digits(5)}`;
  return `${body.slice(0, 6)}-${body.slice(6)}${(11 - (weighted(body, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10}`;
};
const jpNumber: Make = (r) => {
  const body = r.digits(11);
  const rest = weighted(body, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  const all = `${body}${rest < 2 ? 0 : 11 - rest}`;
  return r.below(2) === 0 ? all : `${all.slice(0, 4)}-${all.slice(4, 8)}-${all.slice(8)}`;
};
const sgNric: Make = (r) => {
  const body = r.digits(7);
  return `S${body}${'JZIHGFEDCBA'[weighted(body, [2, 7, 6, 5, 4, 3, 2]) % 11] ?? ''}`;
};
const clRut: Make = (r) => {
  const body = String(r.between(5_000_000, 24_999_999)).padStart(8, '0');
  const check = 11 - (weighted(body, [3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return `${Number(body.slice(0, 2))}.${body.slice(2, 5)}.${body.slice(5)}-${check === 11 ? '0' : check === 10 ? 'K' : check}`;
};
const trKimlik: Make = (r) => {
  const body = `${r.between(1, 9)}${r.digits(8)}`;
  const d = digitsOf(body);
  const at = (index: number): number => d[index] ?? 0;
  const tenth = ((((at(0) + at(2) + at(4) + at(6) + at(8)) * 7 - (at(1) + at(3) + at(5) + at(7))) % 10) + 10) % 10;
  return `${body}${tenth}${(d.reduce((sum, digit) => sum + digit, 0) + tenth) % 10}`;
};
const mxCurp: Make = (r) => {
  const letters = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';
  const body = `${r.text('BCDGLMPR', 1)}${r.text('AEIOU', 1)}${r.text('BCDFGLMR', 2)}${yymmdd(r)}${r.pick(['H', 'M'])}${r.pick(['DF', 'JC', 'NL'])}${r.text('BCDFGLMR', 3)}${r.digits(1)}`;
  const sum = Array.from(body, (letter, index) => letters.indexOf(letter) * (18 - index)).reduce(
    (total, value) => total + value,
    0,
  );
  return `${body}${(10 - (sum % 10)) % 10}`;
};

/** A number of each kind, valid by its own rule. */
export const otherNumbers = {
  atSvnr,
  beNational,
  chAhv,
  clRut,
  cnResident,
  czBirth,
  grAmka,
  iePps,
  jpNumber,
  krRegistration,
  mxCurp,
  ptNif,
  roCnp,
  sgNric,
  trKimlik,
  zaId,
} as const;
