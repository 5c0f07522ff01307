import type { Environment } from '@plumbline/core';
import * as z from 'zod';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const text = z.string().min(1);
const url = z.url({ protocol: /^https?$/ });

/** Every variable that the preset itself maps to an option. Adapters name theirs; OpenTelemetry's are read by `@plumbline/otel`. */
export const environmentSchema = z.object({
  NODE_ENV: text.optional(),
  LOG_LEVEL: z.enum(LEVELS).optional(),
  DO_NOT_TRACK: text.optional(),
  PLUMBLINE_IDENTITY_KEY: z.string().min(32, 'needs at least 32 characters').optional(),
  PLUMBLINE_AUDIT_SPOOL_DIR: text.optional(),
  PLUMBLINE_HEALTH_TOKEN: z.string().min(32, 'needs at least 32 characters').optional(),
  PLUMBLINE_EVENTS_DEBUG: z.enum(['0', '1']).optional(),
  SENTRY_DSN: url.optional(),
});

/** What {@link environmentSchema} leaves of an environment. */
export type PresetEnvironment = z.infer<typeof environmentSchema>;

const FIXES: Readonly<Record<string, string>> = {
  LOG_LEVEL: `set it to one of ${LEVELS.join(', ')}`,
  PLUMBLINE_IDENTITY_KEY: 'set it to the output of `openssl rand -base64 32`',
  PLUMBLINE_HEALTH_TOKEN: 'set it to the output of `openssl rand -base64 32`',
  PLUMBLINE_EVENTS_DEBUG: 'set it to 1, or remove it',
  SENTRY_DSN: 'copy the DSN from the Sentry project, or remove the variable',
};

/** Reads the preset's variables. An empty one counts as unset, as in a shell. Faults name the variable and never its value. */
export function readEnvironment(environment: Environment): { values: PresetEnvironment; faults: string[] } {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(set);
  if (parsed.success) return { values: parsed.data, faults: [] };
  const faults = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return `${name}: ${issue.message}; ${FIXES[name] ?? 'correct or remove it'}`;
  });
  return { values: {}, faults };
}

/** Variables that start with PLUMBLINE_ and that nothing reads: mostly misspelt ones, which would be ignored in silence. */
export function unknownVariables(environment: Environment, known: ReadonlySet<string>): string[] {
  const read = new Set([...Object.keys(environmentSchema.shape), ...known]);
  // The workspace's own tools and tests set these two prefixes; no library reads them.
  return Object.keys(environment).filter(
    (name) => name.startsWith('PLUMBLINE_') && !name.startsWith('PLUMBLINE_WORKSPACE_') && !read.has(name),
  );
}
