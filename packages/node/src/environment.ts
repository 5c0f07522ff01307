import { nearestWord } from '@plumbline/core';
import type { Environment } from '@plumbline/core';
import { type LevelMap, parseLevels } from '@plumbline/logger';
import * as z from 'zod';

const LEVELS = 'trace, debug, info, warn, error, fatal, silent';

/** Levels as `parseLevels` reads them; its own message would say less about the variable. */
const levels = z.string().transform((given, context): LevelMap => {
  try {
    return parseLevels(given);
  } catch {
    context.addIssue(`must be one of ${LEVELS}, or such levels by module: info,db=debug`);
    return z.NEVER;
  }
});

const text = z.string();
const secret = z
  .string()
  .min(32, 'must have at least 32 characters; set it to the output of `openssl rand -base64 32`');

/** The form of a DSN, as far as a URL tells it; Sentry's own check is stricter and comes later. */
function isDsn(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, pathname } = new URL(value);
  return /^https?:$/.test(protocol) && username !== '' && /\/\d+$/.test(pathname);
}

/** Every variable that the preset itself maps to an option. Adapters name theirs; OpenTelemetry's are read by `@plumbline/otel`. */
export const environmentSchema = z.object({
  NODE_ENV: text.optional(),
  LOG_LEVEL: levels.optional(),
  DO_NOT_TRACK: text.optional(),
  PLUMBLINE_IDENTITY_KEY: secret.optional(),
  PLUMBLINE_AUDIT_SPOOL_DIR: text.optional(),
  PLUMBLINE_EVENTS_SPOOL_DIR: text.optional(),
  PLUMBLINE_EVENTS_LEDGER_DIR: text.optional(),
  PLUMBLINE_EVENTS_QUARANTINE_DIR: text.optional(),
  PLUMBLINE_HEALTH_TOKEN: secret.optional(),
  PLUMBLINE_EVENTS_DEBUG: z.enum(['0', '1'], { error: 'must be 1 or 0; remove it to send events' }).optional(),
  SENTRY_DSN: z
    .string()
    .refine(isDsn, 'must have the form https://PUBLIC_KEY@HOST/PROJECT_ID; copy it from the project settings of Sentry')
    .optional(),
});

/** What {@link environmentSchema} leaves of an environment. */
export type PresetEnvironment = z.infer<typeof environmentSchema>;

/**
 * Reads the preset's variables, each on its own: a wrong one hides no other. An empty one counts as unset, as in a shell.
 * Faults name the variable and never its value.
 */
export function readEnvironment(environment: Environment): { values: PresetEnvironment; faults: string[] } {
  const faults: string[] = [];
  const values = Object.entries(environmentSchema.shape).flatMap(([name, schema]) => {
    const given = environment[name];
    if (given === undefined || given === '') return [];
    const parsed = schema.safeParse(given);
    if (parsed.success) return [[name, parsed.data]];
    faults.push(...parsed.error.issues.map(({ message }) => `${name}: ${message}`));
    return [];
  });
  return { values: Object.fromEntries(values) as PresetEnvironment, faults };
}

/** Whether DO_NOT_TRACK asks for it (consoledonottrack.com); `0` and `false` are what people write to take it back. */
export const asksNotToTrack = ({ DO_NOT_TRACK: value }: PresetEnvironment): boolean =>
  value !== undefined && value !== '0' && value.toLowerCase() !== 'false';

/** A variable that nothing reads, and the one that was probably meant. */
export interface UnknownVariable {
  readonly name: string;
  readonly meant: string | undefined;
}

/** Variables that start with PLUMBLINE_ and that nothing reads: mostly misspelt ones, which would be ignored in silence. */
export function unknownVariables(environment: Environment, known: ReadonlySet<string>): UnknownVariable[] {
  const read = new Set([...Object.keys(environmentSchema.shape), ...known]);
  const ours = [...read].filter((name) => name.startsWith('PLUMBLINE_'));
  return Object.keys(environment)
    .filter(
      // The workspace's own tools set that prefix; no library reads it.
      (name) => name.startsWith('PLUMBLINE_') && !name.startsWith('PLUMBLINE_WORKSPACE_') && !read.has(name),
    )
    .map((name) => ({ name, meant: nearestWord(name, ours) }));
}
