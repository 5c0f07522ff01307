import { unknownOptions } from '@plumbline/core';
import type { Receiver, StackOptions } from './model/stack-options.ts';

const ROUTES = ['oncall', 'security', 'product', 'chat', 'deadman'] as const;

/** Options of each kind; those that end with `File` are paths that Alertmanager reads, and judged in secret-faults.ts. */
const KINDS: Readonly<
  Record<Receiver['kind'], { readonly needs: readonly string[]; readonly may: readonly string[] }>
> = {
  teams: { needs: ['urlFile'], may: [] },
  slack: { needs: ['urlFile', 'channel'], may: [] },
  pagerduty: { needs: ['routingKeyFile'], may: [] },
  email: { needs: ['to', 'from', 'smarthost'], may: ['username', 'passwordFile'] },
  webhook: { needs: ['urlFile'], may: [] },
};

/** `mail.example.com:587` or `[2001:db8::1]:25`: Alertmanager takes none without a port, and then starts not at all. */
const SMARTHOST = /^(?:[\w.-]{1,253}|\[[\da-fA-F:.]{2,45}\]):(\d{1,5})$/;
const MAIL = /^[^@]+@[^@]+$/;
const MAX_PORT = 65_535;

const isPort = (text: string | undefined): boolean => Number(text) > 0 && Number(text) <= MAX_PORT;

/** What Alertmanager refuses, or finds out when it should tell somebody. */
function valueFaults(at: string, name: string, value: string): string[] {
  const member = `\`${at}.${name}\``;
  if (value.includes('{{')) return [`${member} holds \`{{\`, which Alertmanager would run as a template`];
  if (name === 'smarthost' && !isPort(SMARTHOST.exec(value)?.[1]))
    return [`${member} must be \`host:port\` such as \`mail.example.com:587\``];
  if (name === 'from' && !MAIL.test(value)) return [`${member} must be an address such as \`alerts@example.com\``];
  if (name === 'to' && !value.split(',').every((address) => MAIL.test(address)))
    return [`${member} must be an address such as \`oncall@example.com\`, or several with commas between them`];
  return [];
}

/** Alertmanager would send a name without a password, or a password without a name, and be refused by the mail server. */
function signInFaults(at: string, given: Readonly<Record<string, unknown>>): string[] {
  const hasName = Object.hasOwn(given, 'username');
  if (hasName === Object.hasOwn(given, 'passwordFile')) return [];
  return hasName
    ? [`\`${at}.passwordFile\` is missing: \`username\` needs it`]
    : [`\`${at}.username\` is missing: \`passwordFile\` needs it`];
}

function receiverFault(at: string, receiver: Receiver): string[] {
  const { kind, ...given } = receiver;
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (known === undefined) return [`\`${at}.kind\` must be one of ${Object.keys(KINDS).join(', ')}`];
  const missing = known.needs.filter((name) => !Object.hasOwn(given, name));
  const values = Object.entries(given).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value !== 'string' || value === '') return [`\`${at}.${name}\` must be a text`];
    return valueFaults(at, name, value);
  });
  return [
    ...missing.map((name) => `\`${at}.${name}\` is missing`),
    ...unknownOptions(given, [...known.needs, ...known.may], `${at}.`),
    ...values,
    ...(kind === 'email' ? signInFaults(at, given) : []),
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
