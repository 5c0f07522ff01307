import type { Fields } from './records.ts';

/** Names in lower case that a careful team would list. */
export const NAMES: ReadonlySet<string> = new Set([
  'password',
  'passwd',
  'secret',
  'token',
  'access_token',
  'refresh_token',
  'api_key',
  'apikey',
  'x-api-key',
  'authorization',
  'cookie',
  'set-cookie',
  'session',
  'sid',
  'private_key',
  'client_secret',
  'credit_card',
  'ssn',
  'email',
  'phone',
]);

function redactValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map(redactValue) : redactKeys(value as Fields);
}

/** What people write by hand: a copy at every depth, with the values of sensitive names replaced. */
export function redactKeys(fields: Fields): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    out[name] = NAMES.has(name.toLowerCase()) ? '[redacted]' : redactValue(value);
  }
  return out;
}
