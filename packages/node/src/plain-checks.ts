import { type Check, is, isNumber, list, text } from './checks.ts';

/** Checks that several sections of the configuration have in common. */

const WHOLE = 'must be a whole number above 0';
export const positive: Check = is((value) => Number.isSafeInteger(value) && Number(value) > 0, WHOLE);
export const above0 = (message: string): Check => is((value) => isNumber(value) && value > 0, message);
export const words: Check = text('must be a text', (value) => value !== '', 'must not be empty');
export const names: Check = list(text('must be a text'), 'must be a list of names');
export const between = (least: number, most: number, message: string): Check =>
  is((value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most, message);
export const share: Check = is((value) => isNumber(value) && value >= 0 && value <= 1, 'must be a number from 0 to 1');
export const flag: Check = is((value) => typeof value === 'boolean', 'must be true or false');
export const hook: Check = is((value) => typeof value === 'function', 'must be a function');
