import { HAS_DIGITS } from '../bits.ts';
import {
  isCnpj,
  isCpf,
  isDay,
  isEan13,
  isFiscale,
  isHetu,
  isNir,
  isResident,
  isRijksregister,
  isRodneCislo,
  isRrn,
  isRut,
} from './checksums.ts';
import type { ScanRule } from '../rule.ts';
import { isUruguay } from './national-checks-far.ts';

interface Free {
  readonly form: RegExp;
  readonly check: (value: string) => boolean;
}

/** Forms so particular that their check digits are enough. */
const FREE: readonly Free[] = [
  { form: /\b\d{3}\.\d{3}\.\d{3}-\d{2}\b/g, check: isCpf },
  { form: /\b\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}\b/g, check: isCnpj },
  { form: /\b756\.\d{4}\.\d{4}\.\d{2}\b/g, check: isEan13 },
  { form: /\b\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}\b/g, check: isRijksregister },
  { form: /\b\d{1,2}\.\d{3}\.\d{3}-[\dkK]\b/g, check: isRut },
  // Venezuela, as its cédula is printed; it has no check digit.
  { form: /\b[VE]-\d{1,2}\.\d{3}\.\d{3}\b/g, check: () => true },
  { form: /\b\d\.\d{3}\.\d{3}-\d\b/g, check: isUruguay },
  { form: /\b\d{6}[-+A-F]\d{3}[\dA-Y]\b/g, check: (value) => isHetu(value) },
  { form: /\b\d{6}\/\d{4}\b/g, check: isRodneCislo },
  { form: /\b\d{6}-[1-8]\d{6}\b/g, check: isRrn },
  { form: /\b[12] \d{2} (?:0[1-9]|1[0-2]) \d{2} \d{3} \d{3} \d{2}\b/g, check: isNir },
  { form: /\b[1-9]\d{5}(?:19|20)\d{9}[\dXx]\b/g, check: isResident },
  { form: /\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b/gi, check: isFiscale },
  {
    form: /\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d\b/g,
    check: (value) => isDay(value.slice(8, 10), value.slice(6, 8)),
  },
];

export const freeRule: ScanRule = {
  kind: 'scan',
  id: 'national-form',
  class: 'personal',
  source: 'https://ec.europa.eu/taxation_customs/tin/#/home',
  examples: ['529.982.247-25', '756.9217.0769.85', '131052-308T'],
  needs: HAS_DIGITS,
  scan(text, emit) {
    for (const { form, check } of FREE) {
      for (const match of text.matchAll(form)) {
        const value = match[0].toUpperCase();
        const bare = /^\d{6}[-+A-F]/.test(value) && value.length === 11 ? value : value.replaceAll(/[\s./-]/g, '');
        const before = text.charAt(match.index - 1);
        const after = text.charAt(match.index + match[0].length);
        if (
          before === '-' ||
          before === '.' ||
          after === '-' ||
          (after === '.' && /\d/.test(text.charAt(match.index + match[0].length + 1)))
        )
          continue;
        if (check(bare)) emit(match.index, match.index + match[0].length);
      }
    }
  },
};
