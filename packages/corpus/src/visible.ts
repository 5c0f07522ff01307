import type { Negative, Positive } from './fact.ts';

/** From here on half of a secret is a secret. */
const HALVED_FROM = 24;

/** Shorter texts are found in base64 by chance. */
const BASE64_FROM = 8;

/** JSON inside JSON inside JSON is as deep as a record of the corpus goes. */
const ESCAPES = 3;

const escapedForms = (text: string): readonly string[] => {
  const forms = [text];
  for (let depth = 0; depth < ESCAPES; depth += 1) forms.push(JSON.stringify(forms.at(-1) ?? '').slice(1, -1));
  return forms;
};

const encodedForms = (text: string): readonly string[] => {
  const encoded = encodeURIComponent(text);
  return [encoded, encoded.replaceAll('%20', '+'), encodeURIComponent(encoded)];
};

/** Base64 of the text wherever it begins in what was encoded, without the characters that its neighbours shape. */
const base64Forms = (text: string): readonly string[] => {
  if (text.length < BASE64_FROM) return [];
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
    const usable = whole.subarray(0, whole.length - (whole.length % 3));
    const from = shift === 0 ? 0 : 4;
    return [usable.toString('base64').slice(from), usable.toString('base64url').slice(from)];
  });
};

const formsOf = (text: string): readonly string[] => [...escapedForms(text), ...encodedForms(text)];

/** What must not be in an output: the core in any writing, and either half of a long secret. */
export function forbiddenForms({ core, group }: Positive): readonly string[] {
  const forms = [...formsOf(core), ...base64Forms(core)];
  if (group !== 'personal' && group !== 'national' && core.length >= HALVED_FROM) {
    const middle = Math.floor(core.length / 2);
    forms.push(...formsOf(core.slice(0, middle)), ...formsOf(core.slice(middle)));
  }
  return [...new Set(forms)];
}

/** Of which one must still be in an output. */
export const keptForms = ({ text }: Negative): readonly string[] => [...new Set(formsOf(text))];

export const shows = (output: string, forms: readonly string[]): boolean => forms.some((form) => output.includes(form));
