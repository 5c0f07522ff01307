import {
  type Adapter,
  type DeferredAdapter,
  type Environment,
  isDeferredAdapter,
  isPlumblineError,
  type PlumblineConfig,
  PlumblineError,
  toError,
} from '@plumbline/core';
import { type OtelFromEnvironment, otelOptionsFromEnvironment } from '@plumbline/otel';
import * as z from 'zod';
import { type PresetEnvironment, readEnvironment, unknownVariables } from './environment.ts';

const positive = z.int().positive();
const host = z.string().regex(/^[\w.-]+(:\d{1,5})?$/, 'must be `host` or `host:port`, without a scheme or path');

/** The plain values of a configuration. What is code (catalog, adapters, actions) is checked by the package that made it. */
const configSchema = z.object({
  service: z.strictObject({
    name: z.string().regex(/^[\w.-]{1,100}$/, 'must be 1 to 100 letters, digits, `.`, `_` or `-`'),
    version: z.string().min(1).optional(),
    environment: z.string().min(1).optional(),
  }),
  catalog: z.looseObject({ version: z.string(), events: z.record(z.string(), z.unknown()) }).optional(),
  events: z
    .strictObject({
      adapters: z.array(z.looseObject({ kind: z.string(), role: z.enum(['source', 'mirror']) })).optional(),
      maxQueued: positive.optional(),
      maxBatch: positive.optional(),
      flushIntervalMs: positive.optional(),
    })
    .optional(),
  audit: z.strictObject({ actions: z.looseObject({}), spoolDirectory: z.string().min(1).optional() }).optional(),
  logs: z
    .strictObject({ level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional() })
    .optional(),
  metrics: z
    .strictObject({
      dependencies: z.record(z.string(), z.array(z.string())).optional(),
      jobs: z.array(z.string()).optional(),
    })
    .optional(),
  trace: z
    .strictObject({ sampleRatio: z.number().min(0).max(1).optional(), propagateTo: z.array(host).optional() })
    .optional(),
  identity: z.strictObject({ key: z.string().min(32, 'needs at least 32 characters').optional() }).optional(),
});

/** A configuration and an environment, read together and found free of faults. */
export interface ResolvedOptions {
  readonly environment: string;
  readonly production: boolean;
  readonly adapters: readonly Adapter[];
  readonly preset: PresetEnvironment;
  readonly otel: OtelFromEnvironment;
  readonly identityKey: string | undefined;
  /** What works, but not as somebody probably meant it. */
  readonly warnings: readonly string[];
}

/** Checks everything that can be known before anything is opened, and throws all faults at once. */
export function resolveOptions(config: PlumblineConfig, environment: Environment): ResolvedOptions {
  const parsed = configSchema.strict().safeParse(config);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${['config', ...issue.path].join('.')}: ${issue.message}`);
  const { values: preset, faults: variableFaults } = readEnvironment(environment);
  const otel = otelOptionsFromEnvironment(environment);
  faults.push(...variableFaults, ...otel.faults);
  const name = config.service?.environment ?? preset.NODE_ENV ?? 'development';
  const production = name === 'production' || preset.NODE_ENV === 'production';
  const { adapters, known } = parsed.success
    ? openableAdapters(config, environment, faults)
    : { adapters: [], known: new Set<string>() };
  const identityKey = preset.PLUMBLINE_IDENTITY_KEY ?? config.identity?.key;
  const warnings = unknownVariables(environment, known).map(
    (variable) => `${variable} is set, but nothing reads it; check its spelling`,
  );
  if (identityKey === undefined && production && (adapters.length > 0 || preset.SENTRY_DSN !== undefined)) {
    faults.push(
      'PLUMBLINE_IDENTITY_KEY: missing, so account IDs cannot be made anonymous; set it to the output of `openssl rand -base64 32`',
    );
  } else if (identityKey === undefined && adapters.length > 0) {
    warnings.push('PLUMBLINE_IDENTITY_KEY is not set: anonymous IDs change with each start of this process');
  }
  if (faults.length > 0)
    throw new PlumblineError(
      'PLB_CONFIG_INVALID',
      `the configuration has ${faults.length} fault(s):\n  - ${faults.join('\n  - ')}`,
    );
  return { environment: name, production, adapters, preset, otel, identityKey, warnings };
}

function openableAdapters(
  config: PlumblineConfig,
  environment: Environment,
  faults: string[],
): { adapters: Adapter[]; known: Set<string> } {
  const known = new Set<string>();
  const adapters = (config.events?.adapters ?? []).flatMap((entry) => {
    if (!isDeferredAdapter(entry)) return entry;
    for (const variable of entry.variables) known.add(variable);
    return fromEnvironment(entry, environment, faults) ?? [];
  });
  if (adapters.length > 0 && config.catalog === undefined)
    faults.push(
      'config.catalog: missing, though `events.adapters` has destinations; pass what `defineCatalog` returned',
    );
  if (adapters.filter(({ role }) => role === 'source').length > 1)
    faults.push('config.events.adapters: two sources of truth; keep one and make the other a mirror');
  return { adapters, known };
}

function fromEnvironment(entry: DeferredAdapter, environment: Environment, faults: string[]): Adapter | undefined {
  try {
    return entry.fromEnvironment(environment);
  } catch (error) {
    faults.push(
      isPlumblineError(error) ? error.message.replaceAll('\n', ' ') : `${entry.kind}: ${toError(error).message}`,
    );
    return undefined;
  }
}
