import { grouped, luhnDigit, mod1110Digit, verhoeffDigit, weighted, withLuhn } from '../checksums.ts';
import { alphabets } from '../random.ts';
import { birth, ddmmyy, type Make, two, untilDefined, yymmdd } from './national-shared.ts';

const usSsn: Make = (r) =>
  `${r.between(1, 665).toString().padStart(3, '0')}-${two(r.between(1, 99))}-${r.between(1, 9_999).toString().padStart(4, '0')}`;

/** Ten digits, not beginning with 0, of which exactly one occurs twice, then mod 11,10. */
const deTax: Make = (r) => {
  const rest = Array.from(alphabets.digits);
  const drawn = Array.from({ length: 9 }, (_, index) => {
    const at = index === 0 ? r.between(1, 9) : r.below(rest.length);
    return rest.splice(at, 1)[0] ?? '';
  });
  const twice = drawn[r.below(9)] ?? '1';
  const body = drawn.toSpliced(r.between(2, 9), 0, twice).join('');
  return `${body}${mod1110Digit(body)}`;
};

const frNir: Make = (r) => {
  const body = `${r.pick(['1', '2'])}${two(r.below(100))}${two(r.between(1, 12))}${two(r.between(1, 95))}${r.digits(3)}${r.digits(3)}`;
  return `${body}${two(97 - Number(BigInt(body) % 97n))}`;
};

const DNI = 'TRWAGMYFPDXBNJZSQVHLCKE';
const esDni: Make = (r) => {
  const number = r.digits(8);
  return `${number}${DNI[Number(number) % 23] ?? ''}`;
};
const esNie: Make = (r) => {
  const first = r.below(3);
  const number = r.digits(7);
  return `${'XYZ'[first] ?? 'X'}${number}${DNI[Number(`${first}${number}`) % 23] ?? ''}`;
};

const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
const itFiscal: Make = (r) => {
  const { year, month, day } = birth(r);
  const body = `${r.text('BCDFGLMNPRSTV', 3)}${r.text('BCDFGLMNPRSTV', 3)}${two(year % 100)}${'ABCDEHLMPRST'[month - 1] ?? 'A'}${two(day + r.pick([0, 40]))}${r.pick(['H501', 'F205', 'L219', 'D612'])}`;
  const sum = Array.from(body, (letter, index) => {
    const value = /\d/.test(letter) ? Number(letter) : letter.charCodeAt(0) - 65;
    return index % 2 === 0 ? (ODD[value] ?? 0) : value;
  }).reduce((total, value) => total + value, 0);
  return `${body}${alphabets.upper[sum % 26] ?? ''}`;
};

const nlBsn: Make = (r) =>
  untilDefined(r, () => {
    const body = `${r.between(1, 9)}${r.digits(7)}`;
    const check = weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    return check < 10 ? `${body}${check}` : undefined;
  });

const plPesel: Make = (r) => {
  const body = `${yymmdd(r)}${r.digits(4)}`;
  return `${body}${(10 - (weighted(body, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10}`;
};

const cpfDigit = (body: string): number => {
  const rest =
    weighted(
      body,
      Array.from(body, (_, index) => body.length + 1 - index),
    ) % 11;
  return rest < 2 ? 0 : 11 - rest;
};
const brCpf: Make = (r) => {
  const body = r.digits(9);
  const one = `${body}${cpfDigit(body)}`;
  const all = `${one}${cpfDigit(one)}`;
  return r.below(3) === 0 ? all : `${all.slice(0, 3)}.${all.slice(3, 6)}.${all.slice(6, 9)}-${all.slice(9)}`;
};

const ukNino: Make = (r) => {
  const number = r.digits(6);
  const parts = [
    r.pick(['AB', 'CE', 'JM', 'PS', 'WL']),
    number.slice(0, 2),
    number.slice(2, 4),
    number.slice(4),
    r.pick(['A', 'B', 'C', 'D']),
  ];
  return parts.join(r.pick(['', ' ']));
};
const ukNhs: Make = (r) =>
  untilDefined(r, () => {
    const body = `${r.pick(['4', '6', '7'])}${r.digits(8)}`;
    const check = (11 - (weighted(body, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
    return check < 10 ? `${body.slice(0, 3)} ${body.slice(3, 6)} ${body.slice(6)}${check}` : undefined;
  });

const caSin: Make = (r) => {
  const all = withLuhn(`${r.between(1, 7)}${r.digits(7)}`);
  return r.pick([all, grouped(all, [3, 3, 3], ' '), grouped(all, [3, 3, 3], '-')]);
};

const auTfn: Make = (r) =>
  untilDefined(r, () => {
    const body = `${r.between(1, 9)}${r.digits(8)}`;
    return weighted(body, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0
      ? `${body.slice(0, 3)} ${body.slice(3, 6)} ${body.slice(6)}`
      : undefined;
  });
const auMedicare: Make = (r) => {
  const body = `${r.between(2, 6)}${r.digits(7)}`;
  return `${body.slice(0, 4)} ${body.slice(4)}${weighted(body, [1, 3, 7, 9, 1, 3, 7, 9]) % 10} ${r.between(1, 5)}`;
};

const inAadhaar: Make = (r) => {
  const body = `${r.between(2, 9)}${r.digits(10)}`;
  const all = `${body}${verhoeffDigit(body)}`;
  return r.below(3) === 0 ? all : `${all.slice(0, 4)} ${all.slice(4, 8)} ${all.slice(8)}`;
};
const inPan: Make = (r) =>
  `${r.text(alphabets.upper, 3)}P${r.text(alphabets.upper, 1)}${r.digits(4)}${r.text(alphabets.upper, 1)}`;

const sePersonal: Make = (r) => {
  const body = `${yymmdd(r)}${r.digits(3)}`;
  return `${r.pick(['', '19'])}${body.slice(0, 6)}-${body.slice(6)}${luhnDigit(body)}`;
};
const noBirth: Make = (r) =>
  untilDefined(r, () => {
    const body = `${ddmmyy(r)}${r.between(100, 499)}`;
    const one = (11 - (weighted(body, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11;
    const other = (11 - (weighted(`${body}${one}`, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
    return one < 10 && other < 10 ? `${body}${one}${other}` : undefined;
  });
const dkCpr: Make = (r) => `${ddmmyy(r)}-${r.between(1_000, 3_999)}`;
const HETU = '0123456789ABCDEFHJKLMNPRSTUVWXY';
const fiHetu: Make = (r) => {
  const date = ddmmyy(r);
  const serial = r.between(100, 899);
  return `${date}-${serial}${HETU[Number(`${date}${serial}`) % 31] ?? ''}`;
};

/** A number of each kind, valid by its own rule. */
export const westernNumbers = {
  auMedicare,
  auTfn,
  brCpf,
  caSin,
  deTax,
  dkCpr,
  esDni,
  esNie,
  fiHetu,
  frNir,
  inAadhaar,
  inPan,
  itFiscal,
  nlBsn,
  noBirth,
  plPesel,
  sePersonal,
  ukNhs,
  ukNino,
  usSsn,
} as const;
