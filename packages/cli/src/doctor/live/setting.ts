import type { LiveQuestion } from './report.ts';
import { withoutScrape } from './scrape.ts';

type Section = Readonly<Record<string, unknown>>;
export type Variables = Readonly<Record<string, string | undefined>>;

const isSection = (value: unknown): value is Section => typeof value === 'object' && value !== null;

const sectionOf = (config: Section, name: string): Section => {
  const section = config[name];
  return isSection(section) ? section : {};
};

const without = (section: Section, names: readonly string[]): Section =>
  Object.fromEntries(Object.entries(section).filter(([name]) => !names.includes(name)));

/**
 * The environment of the service with four changes: every trace is recorded, the resource is the canary's own so that its
 * series are not those of a replica, and the folders of the service stay with the service.
 */
export function canaryEnvironment(env: Variables, { canary }: LiveQuestion, spool: string): Variables {
  const attributes = (env['OTEL_RESOURCE_ATTRIBUTES'] ?? '')
    .split(',')
    .filter((pair) => pair.trim() !== '' && !pair.trim().startsWith('service.instance.id='));
  return {
    ...withoutScrape(env),
    OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    OTEL_TRACES_SAMPLER_ARG: undefined,
    OTEL_RESOURCE_ATTRIBUTES: [...attributes, `service.instance.id=${canary}`].join(','),
    PLUMBLINE_AUDIT_SPOOL_DIR: spool,
    PLUMBLINE_EVENTS_SPOOL_DIR: undefined,
    PLUMBLINE_EVENTS_LEDGER_DIR: undefined,
    PLUMBLINE_EVENTS_QUARANTINE_DIR: undefined,
  };
}

/** The configuration of the service with watched destinations, and without what belongs to its own processes. */
export function canaryConfig(
  config: Section,
  use: { readonly adapters: readonly unknown[]; readonly audit: unknown },
): Section {
  const events = { ...without(sectionOf(config, 'events'), ['spool', 'ledger', 'quarantine']), adapters: use.adapters };
  return {
    ...without(config, ['audit', 'events', 'metrics']),
    ...(config['metrics'] !== undefined && { metrics: without(sectionOf(config, 'metrics'), ['prometheus']) }),
    ...(config['events'] !== undefined && { events }),
    ...(use.audit !== undefined && { audit: use.audit }),
  };
}
