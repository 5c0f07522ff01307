/** What a configuration declares of the baseline; empty where nothing does. */
export interface LoadedBaseline {
  /** `logs.level`, where it is said. */
  readonly logLevel: string | undefined;
  readonly dependencies: readonly string[];
  readonly jobs: readonly string[];
  readonly scraped: boolean;
  readonly events: readonly string[];
  /** Names of declared audit actions. */
  readonly actions: readonly string[];
  readonly adminRoutes: readonly string[];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const at = (value: unknown, ...names: readonly string[]): unknown =>
  names.reduce<unknown>((part, name) => (isRecord(part) ? part[name] : undefined), value);

/** The names of a list of names, or of an object by name. */
const namesOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return (value as unknown[]).filter((name): name is string => typeof name === 'string');
  return isRecord(value) ? Object.keys(value) : [];
};

/** Reads it in the process that imported the configuration; what is malformed there counts as absent. */
export function describeBaseline(config: unknown): LoadedBaseline {
  const level = at(config, 'logs', 'level');
  return {
    logLevel: typeof level === 'string' ? level : undefined,
    dependencies: namesOf(at(config, 'metrics', 'dependencies')),
    jobs: namesOf(at(config, 'metrics', 'jobs')),
    scraped: isRecord(at(config, 'metrics', 'prometheus')),
    events: namesOf(at(config, 'catalog', 'events')),
    actions: namesOf(at(config, 'audit', 'actions', 'specs')),
    adminRoutes: namesOf(at(config, 'audit', 'adminRoutes')),
  };
}
