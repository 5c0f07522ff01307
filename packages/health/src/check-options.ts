import { PlumblineError, unknownOptions } from '@plumbline/core';
import type { HealthOptions } from './create-health.ts';

/** Names are label values and keys of the operator's answer. */
const CHECK_NAME = /^[a-z][a-z0-9_.-]{0,62}$/;

/** The form of a bearer token (RFC 6750, section 2.1): anything else can never match a header. */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/** 128 bits in hexadecimal; a shorter secret can be guessed over the network. */
const MIN_TOKEN_LENGTH = 32;

/** A probe that takes longer than a minute is no probe. */
const MAX_MS = 60_000;

const OPTIONS = [
  'checks',
  'timeoutMs',
  'cacheMs',
  'token',
  'clock',
  'meter',
  'log',
] as const satisfies readonly (keyof HealthOptions)[];

const SPEC_KEYS = new Set(['run', 'timeoutMs', 'cacheMs', 'critical']);

function checkMs(option: string, value: unknown, least: number): string[] {
  if (value === undefined) return [];
  const fits = typeof value === 'number' && Number.isFinite(value) && value >= least && value <= MAX_MS;
  return fits ? [] : [`${option}: needs a number of milliseconds from ${least} to ${MAX_MS}`];
}

function checkSpec(at: string, spec: unknown): string[] {
  if (typeof spec === 'function') return [];
  if (typeof spec !== 'object' || spec === null) return [`${at}: needs a function or { run }, got ${typeof spec}`];
  const given = spec as Readonly<Record<string, unknown>>;
  const { run, timeoutMs, cacheMs, critical } = given;
  return [
    ...(typeof run === 'function' ? [] : [`${at}.run: needs a function, got ${typeof run}`]),
    ...checkMs(`${at}.timeoutMs`, timeoutMs, 1),
    ...checkMs(`${at}.cacheMs`, cacheMs, 0),
    ...(critical === undefined || typeof critical === 'boolean' ? [] : [`${at}.critical: needs true or false`]),
    ...Object.keys(given).flatMap((key) =>
      SPEC_KEYS.has(key) ? [] : [`${at}: has an unknown setting; known are ${[...SPEC_KEYS].join(', ')}`],
    ),
  ];
}

function checkToken(token: unknown): string[] {
  if (token === undefined) return [];
  if (typeof token !== 'string') return [`token: needs a string, got ${typeof token}`];
  if (token.length < MIN_TOKEN_LENGTH) return [`token: ${token.length} characters, needs at least ${MIN_TOKEN_LENGTH}`];
  return TOKEN.test(token) ? [] : ['token: holds characters that no bearer token may hold (RFC 6750)'];
}

/** Throws `PLB_HEALTH_OPTION` with every fault of the options. */
export function checkHealthOptions(options: HealthOptions): void {
  const checks: unknown = options.checks ?? {};
  // A map has no entries of its own: a service with none of its checks would always be healthy.
  const isRecord = typeof checks === 'object' && checks !== null && !(Symbol.iterator in checks);
  const listed = isRecord ? Object.entries(checks) : [];
  const faults = [
    ...unknownOptions(options, OPTIONS),
    ...(isRecord ? [] : ['checks: needs an object of checks by their names']),
    ...listed.flatMap(([name, spec], index) => {
      const named = CHECK_NAME.test(name);
      const at = named ? `checks.${name}` : `checks[${index}]`;
      return [
        ...(named ? [] : [`${at}: its name needs 1 to 63 of a-z, 0-9, _ . -, starting with a letter`]),
        ...checkSpec(at, spec),
      ];
    }),
    ...checkMs('timeoutMs', options.timeoutMs, 1),
    ...checkMs('cacheMs', options.cacheMs, 0),
    ...checkToken(options.token),
  ];
  if (faults.length > 0) throw new PlumblineError('PLB_HEALTH_OPTION', `health: ${faults.join('; ')}`);
}
