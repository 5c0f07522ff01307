import { HAS_CONTEXT, HAS_DIGITS } from '../bits.ts';
import { CONTEXT, eachWord } from '../endings.ts';
import type { Emit, ScanRule } from '../rule.ts';
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
import { NATIONAL, type Announced } from './national-forms.ts';

/** What may stand between the word that announces a number and the number. */
const GAP =
  /['’]?s?["'\\]{0,3}[\s.:=#º°,()/>|-]{0,4}(?:(?:no|nr|nos|num|number|numbers|nummer|numero|número|numéro|numer|numarası|id|ids|card|karte|carte|tarjeta|is|was|ist|war|est|es|são|code|kode|kod|codice|fiscale|fisc|file|security|sociale?|social|insurance|insured|national|registration|register|registre|personal|license|licence|cislo|číslo|kimlik|de|of|the|my|for|n|nº|n°|n\.º|für|cliente|titular|customer|patient|member|holder|identifikationsnummer|identification|identificación|clave|única)["'\\]{0,3}(?=[\s.:=#º°,()/>|-])[\s.:=#º°,()/>|-]{1,4}){0,4}["'\\]{0,3}/iy;

function isEdge(text: string, end: number): boolean {
  const code = text.charCodeAt(end);
  const word = (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122) || code === 95;
  // A dash and a digit go on with something longer.
  return !word && !((code === 45 || code === 46) && /\d/.test(text.charAt(end + 1)));
}

function tryForms(text: string, at: number, forms: readonly Announced[], emit: Emit): number {
  for (const { form, check } of forms) {
    form.lastIndex = at;
    const found = form.exec(text)?.[0];
    if (found === undefined || !isEdge(text, at + found.length)) continue;
    if (check !== undefined && !check(found.replaceAll(/[\s./-]/g, '').toUpperCase())) continue;
    emit(at, at + found.length);
    return at + found.length;
  }
  return 0;
}

const announced: ScanRule = {
  kind: 'scan',
  id: 'national-id',
  class: 'personal',
  source: 'https://ec.europa.eu/taxation_customs/tin/#/home',
  examples: ['SSN 078-05-1120', 'NHS number 943 476 5919', 'Steuer-ID 65929970489', 'passport no. C01X00T47'],
  needs: HAS_CONTEXT,
  scan(text, emit) {
    eachWord(text, CONTEXT, (start, end) => {
      const forms = end - start < 32 ? NATIONAL.get(text.slice(start, end).toLowerCase()) : undefined;
      if (forms === undefined) return 0;
      GAP.lastIndex = end;
      GAP.test(text);
      const done = tryForms(text, GAP.lastIndex, forms, emit);
      return done > 0 ? done : 0;
    });
  },
};

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

const free: ScanRule = {
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

export const nationalRules: readonly ScanRule[] = [announced, free];
