import type { KeyRule } from '../rule.ts';
import { NATIONAL } from './national-forms.ts';

/** Names of fields that mean a person's number in one country and something else elsewhere: the form and its check decide. */
const NAMES: readonly string[] =
  'sin run inn nik ird afm taj tin nif nit ruc iin bin nin tfn utr nic nid tz pps nss pis nis rc ic kt cin nrc sss ni pan mbi nhs cf ahv avs sv pin fin insz egn tax taxid personal civil resident'
    .split(' ')
    .filter((word) => NATIONAL.has(word));
const NOUNS = ['number', 'no', 'nr'];
const LONGEST = 32;

/** Whether the whole value has one of the forms that its name announces, with the check digits. */
function isNumberOf(value: string, name: string): boolean {
  const word = NAMES.find((one) => name === one || NOUNS.some((noun) => name === one + noun));
  if (word === undefined || value.length > LONGEST) return false;
  return (NATIONAL.get(word) ?? []).some(({ form, check, near }) => {
    if (near || check === undefined) return false;
    form.lastIndex = 0;
    const isWhole = form.exec(value)?.[0] === value;
    return isWhole && check(value.replaceAll(/[\s./-]/g, '').toUpperCase());
  });
}

export const nationalFields: KeyRule = {
  kind: 'key',
  id: 'key-national-number',
  class: 'personal',
  source: 'https://ec.europa.eu/taxation_customs/tin/#/home',
  keys: NAMES.flatMap((name) => [name, ...NOUNS.map((noun) => `${name} ${noun}`)]),
  examples: ['sin', 'run', 'inn'],
  only: isNumberOf,
};
