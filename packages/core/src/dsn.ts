import type { EgressConfig } from './config.ts';

/** In `egress.errors.origin`, and so in the lockfile: the variable decides who it is, and the team wrote that down itself. */
const ANY = 'env:SENTRY_DSN';

/**
 * Why a DSN may not be used under a configuration, with what to change; undefined where it may. The text never holds a part
 * of the DSN.
 *
 * @param dsn an absolute URL.
 */
export function dsnFault(dsn: string, errors: EgressConfig['errors']): string | undefined {
  if (errors === undefined) {
    return "SENTRY_DSN: is set, but no configuration names who receives errors; write `egress: { errors: { origin: 'https://HOST' } }` with the host of the DSN, or remove the variable";
  }
  if (errors === false) return 'SENTRY_DSN: is set, though `egress.errors` is false; remove the one that is wrong';
  return errors.origin === ANY || new URL(dsn).origin === errors.origin
    ? undefined
    : 'SENTRY_DSN: has another scheme, host or port than `egress.errors.origin`; correct the one that is wrong';
}
