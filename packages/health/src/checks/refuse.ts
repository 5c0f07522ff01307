import { PlumblineError } from '@plumbline/core';

/** Throws `PLB_HEALTH_OPTION` for the call unless what it needs is there; values stay out of the message. */
export function need(fits: boolean, call: string, what: string): void {
  if (!fits) throw new PlumblineError('PLB_HEALTH_OPTION', `${call}: ${what}`);
}

/** The same for an object that has to have a method. */
export function needMethod(target: unknown, method: string, call: string, what: string): void {
  const found = (target as Readonly<Record<string, unknown>> | null | undefined)?.[method];
  need(typeof found === 'function', call, `needs ${what}, an object with \`${method}()\``);
}

/** Whether a number is finite and above zero, as every limit has to be. */
export const isPositive = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0;
