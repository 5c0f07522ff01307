import { randomBytes } from 'node:crypto';

/** What became of a secret on the way: which rule took it, that it left, or that the place it stood in did not leave. */
export type Planted = { readonly kind: 'redacted'; readonly rule: string } | { readonly kind: 'reached' | 'left-out' };

/** Stands before each planted secret, so that the mark of the rule is found where the secret was. */
const BEFORE = 'of the canary';

/** A value of the form of an access token, of use to nobody. In two parts, so that no scanner takes this file for a find. */
export const makeSecret = (): string => ['gh', 'p_', randomBytes(18).toString('hex')].join('');

/** A text with the secret in it. */
export const plant = (secret: string): string => `token ${BEFORE} ${secret}`;

/** Looks for a secret, or half of it, in what left. */
export function findPlanted(wire: string, secret: string): Planted {
  const middle = secret.slice(12, 28);
  if (wire.includes(middle)) return { kind: 'reached' };
  const rule = new RegExp(`${BEFORE} \\[redacted:([a-z\\d-]+)`).exec(wire)?.[1];
  return rule === undefined ? { kind: 'left-out' } : { kind: 'redacted', rule };
}
