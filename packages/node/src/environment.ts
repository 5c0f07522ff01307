import { nearestWord } from '@plumbline/core';
import type { Environment } from '@plumbline/core';
import { type LevelMap, parseLevels } from '@plumbline/logger';

const LEVELS = 'trace, debug, info, warn, error, fatal, silent';

/** A variable that nobody can use as it is; the message stands behind its name, and repeats no value. */
class Misfit extends Error {}

const text = (given: string): string => {
  if (typeof given !== 'string') throw new Misfit('must be a text');
  return given;
};

/** A text that fits. */
const fitting =
  (fits: (value: string) => boolean, message: string) =>
  (given: string): string => {
    if (!fits(text(given))) throw new Misfit(message);
    return given;
  };

/** Levels as `parseLevels` reads them; its own message would say less about the variable. */
const levels = (given: string): LevelMap => {
  try {
    return parseLevels(text(given));
  } catch {
    throw new Misfit(`must be one of ${LEVELS}, or such levels by module: info,db=debug`);
  }
};

const secret = fitting(
  ({ length }) => length >= 32,
  'must have at least 32 characters; set it to the output of `openssl rand -base64 32`',
);

/** The form of a DSN, as far as a URL tells it; Sentry's own check is stricter and comes later. */
function isDsn(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, pathname } = new URL(value);
  return /^https?:$/.test(protocol) && username !== '' && /\/\d+$/.test(pathname);
}

const readers = {
  NODE_ENV: text,
  LOG_LEVEL: levels,
  DO_NOT_TRACK: text,
  PLUMBLINE_IDENTITY_KEY: secret,
  PLUMBLINE_AUDIT_SPOOL_DIR: text,
  PLUMBLINE_AUDIT_COVERAGE: text,
  PLUMBLINE_AUDIT_SEAL_KEY_FILE: text,
  PLUMBLINE_EVENTS_SPOOL_DIR: text,
  PLUMBLINE_EVENTS_LEDGER_DIR: text,
  PLUMBLINE_EVENTS_QUARANTINE_DIR: text,
  PLUMBLINE_HEALTH_TOKEN: secret,
  PLUMBLINE_EVENTS_DEBUG: fitting(
    (value) => value === '0' || value === '1',
    'must be 1 or 0; remove it to send events',
  ),
  SENTRY_DSN: fitting(
    isDsn,
    'must have the form https://PUBLIC_KEY@HOST/PROJECT_ID; copy it from the project settings of Sentry',
  ),
} as const;

/** Every variable that the preset itself maps to an option. Adapters name theirs; OpenTelemetry's are read by `@plumbline/otel`. */
export const presetVariables: readonly string[] = Object.keys(readers);

/** What is read of an environment. */
export type PresetEnvironment = { readonly [Name in keyof typeof readers]?: ReturnType<(typeof readers)[Name]> };

/**
 * Reads the preset's variables, each on its own: a wrong one hides no other. An empty one counts as unset, as in a shell.
 * Faults name the variable and never its value.
 */
export function readEnvironment(environment: Environment): { values: PresetEnvironment; faults: string[] } {
  const faults: string[] = [];
  const values = Object.entries(readers).flatMap(([name, read]) => {
    const given = environment[name];
    if (given === undefined || given === '') return [];
    try {
      return [[name, read(given)]];
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      faults.push(`${name}: ${error.message}`);
      return [];
    }
  });
  return { values: Object.fromEntries(values) as PresetEnvironment, faults };
}

/** Whether DO_NOT_TRACK asks for it (consoledonottrack.com); `0` and `false` are what people write to take it back. */
export const asksNotToTrack = ({ DO_NOT_TRACK: value }: PresetEnvironment): boolean =>
  value !== undefined && value !== '0' && value.toLowerCase() !== 'false';

/** Which say where metrics are scraped, and open nothing by themselves. */
const SCRAPED_AT = ['OTEL_EXPORTER_PROMETHEUS_HOST', 'OTEL_EXPORTER_PROMETHEUS_PORT'];

/** An address for an endpoint that no variable asks for, each with what it lacks. */
export const idleAddresses = (environment: Environment, isAskedFor: boolean): readonly string[] =>
  SCRAPED_AT.filter((name) => !isAskedFor && environment[name] !== undefined && environment[name] !== '').map(
    (name) => `${name} (without OTEL_METRICS_EXPORTER=prometheus)`,
  );

/** Read by `plumbline audit`, `migrate` and `report`, and no fault where a service has them too. */
export const commandVariables: readonly string[] = [
  'PLUMBLINE_AUDIT_DATABASE_URL',
  'PLUMBLINE_AUDIT_SCHEMA',
  'PLUMBLINE_AUDIT_WEBHOOK_SECRET',
  'PLUMBLINE_BROWSER',
  'PLUMBLINE_GAUGES_DATABASE_URL',
  'PLUMBLINE_GAUGES_SCHEMA',
];

/** A variable that nothing reads, and the one that was probably meant. */
export interface UnknownVariable {
  readonly name: string;
  readonly meant: string | undefined;
}

/** Variables that start with PLUMBLINE_ and that nothing reads: mostly misspelt ones, which would be ignored in silence. */
export function unknownVariables(environment: Environment, known: ReadonlySet<string>): UnknownVariable[] {
  const read = new Set([...presetVariables, ...commandVariables, ...known]);
  const ours = [...read].filter((name) => name.startsWith('PLUMBLINE_'));
  return Object.keys(environment)
    .filter(
      // The workspace's own tools set that prefix; no library reads it.
      (name) => name.startsWith('PLUMBLINE_') && !name.startsWith('PLUMBLINE_WORKSPACE_') && !read.has(name),
    )
    .map((name) => ({ name, meant: nearestWord(name, ours) }));
}
