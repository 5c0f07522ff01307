import { PlumblineError } from '@plumbline/core';

/** One thing that is wrong with what was given. */
export interface Fault {
  /** The option with its value: `` `service` is 5 ``. */
  readonly what: string;
  readonly fix: string;
}

/** Enough to recognise a value by. */
const MAX_SHOWN = 60;

/** A text as it was given, in quotes, with control characters as escapes; the rest of a long one is left out. */
export function quoted(text: string): string {
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return JSON.stringify(cut).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}

/** A value as a message shows it: texts and numbers as they are, of everything else the kind. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

/** Says all that is wrong with one call in one error. */
export function optionError(who: string, faults: readonly Fault[], hint = ''): PlumblineError {
  const [first, ...more] = faults;
  if (first !== undefined && more.length === 0)
    return new PlumblineError('PLB_LOGGER_OPTION', `${who}: ${first.what}`, { fix: `${first.fix}${hint}` });
  const list = faults.map(({ what, fix }, at) => `  ${at + 1}. ${what}\n     fix: ${fix}`);
  return new PlumblineError('PLB_LOGGER_OPTION', `${who}: ${faults.length} problems\n${list.join('\n')}`, {
    fix: `Change each of them as it says.${hint}`,
  });
}
