import { unknownOptions } from '@plumbline/core';
import type { Receiver, StackOptions } from './model/stack-options.ts';

const ROUTES = ['oncall', 'security', 'product', 'chat', 'deadman'] as const;

/** Options of each kind; those that end with `File` are paths that Alertmanager reads. */
const KINDS: Readonly<
  Record<Receiver['kind'], { readonly needs: readonly string[]; readonly may: readonly string[] }>
> = {
  teams: { needs: ['urlFile'], may: [] },
  slack: { needs: ['urlFile', 'channel'], may: [] },
  pagerduty: { needs: ['routingKeyFile'], may: [] },
  email: { needs: ['to', 'from', 'smarthost'], may: ['username', 'passwordFile'] },
  webhook: { needs: ['urlFile'], may: [] },
};

/** An absolute path within the container or on the host. */
export const PATH = /^\/[\w./-]{1,200}$/;

function receiverFault(at: string, receiver: Receiver): string[] {
  const { kind, ...given } = receiver;
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (known === undefined) return [`\`${at}.kind\` must be one of ${Object.keys(KINDS).join(', ')}`];
  const missing = known.needs.filter((name) => !Object.hasOwn(given, name));
  const values = Object.entries(given).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value !== 'string' || value === '') return [`\`${at}.${name}\` must be a text`];
    // The value may be the secret itself, so it is not repeated.
    if (name.endsWith('File') && !PATH.test(value))
      return [`\`${at}.${name}\` must be the absolute path of a file that holds the secret, not the secret`];
    return [];
  });
  return [
    ...missing.map((name) => `\`${at}.${name}\` is missing`),
    ...unknownOptions(given, [...known.needs, ...known.may], `${at}.`),
    ...values,
  ];
}

/** What is wrong with receivers, without what may be a secret. */
export function receiverFaults(receivers: NonNullable<StackOptions['receivers']>): string[] {
  return [
    ...unknownOptions(receivers, ROUTES, 'receivers.'),
    ...ROUTES.flatMap((route) =>
      (receivers[route] ?? []).flatMap((receiver, index) => receiverFault(`receivers.${route}[${index}]`, receiver)),
    ),
  ];
}
