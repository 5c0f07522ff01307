import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { type Describer, type PlumblineConfig, PlumblineError, toError } from '@plumbline/core';
import type { ApplicationModel } from './model/stack-model.ts';
import type { StackOptions } from './model/stack-options.ts';

/** What the process that imported the configuration says. */
export interface DescribedStack {
  readonly application: ApplicationModel;
  readonly options: StackOptions;
  /** File that the options come from; undefined where there is none and the defaults hold. */
  readonly file: string | undefined;
}

const FILES = ['plumbline.stack.ts', 'plumbline.stack.mts', 'plumbline.stack.js', 'plumbline.stack.mjs'];

/** What is read of parts whose types belong to packages that this one does not load. */
interface Configured {
  readonly catalog?: { readonly events: Readonly<Record<string, unknown>> };
  readonly audit?: { readonly actions?: { readonly specs: Readonly<Record<string, unknown>> } };
  readonly events?: { readonly adapters?: readonly { readonly kind: string }[] };
}

const keysOf = (value: object | undefined): string[] => Object.keys(value ?? {}).toSorted();

const jobsOf = ({ jobs = [] }: NonNullable<PlumblineConfig['metrics']>): ApplicationModel['jobs'] =>
  Array.isArray(jobs)
    ? (jobs as readonly string[]).map((name) => ({ name }))
    : Object.entries(jobs as Readonly<Record<string, { readonly everySeconds?: number }>>).map(([name, spec]) => ({
        name,
        ...(spec.everySeconds !== undefined && { everySeconds: spec.everySeconds }),
      }));

const gaugesOf = ({ gauges = [] }: NonNullable<PlumblineConfig['metrics']>): ApplicationModel['gauges'] =>
  gauges.map(({ everySeconds, gauges: own, name }) => ({
    name,
    everySeconds,
    gauges: Object.entries(own).map(([gauge, { help, labels = {}, unit = '{item}' }]) => ({
      name: gauge,
      help,
      unit,
      labels,
    })),
  }));

/** What boards and rules need of a configuration, as JSON. */
export function applicationOf(config: PlumblineConfig): ApplicationModel {
  const { audit, catalog, events } = config as Configured;
  const { metrics = {}, service, shutdown } = config;
  const { connections = [], dependencies = {}, pools = [], prometheus, queues = [], syncs = [] } = metrics;
  return {
    service: { name: service.name, ...(service.version !== undefined && { version: service.version }) },
    jobs: jobsOf(metrics),
    queues,
    syncs,
    connections,
    pools,
    dependencies,
    usage: keysOf(catalog?.events),
    actions: keysOf(audit?.actions?.specs),
    gauges: gaugesOf(metrics),
    adapters: (events?.adapters ?? []).map(({ kind }) => kind),
    ...(shutdown && { shutdown }),
    ...(prometheus && { prometheus }),
  };
}

async function readOptions(folder: string): Promise<Omit<DescribedStack, 'application'>> {
  const file = FILES.map((name) => path.join(folder, name)).find((candidate) => existsSync(candidate));
  if (file === undefined) return { options: {}, file: undefined };
  const name = path.basename(file);
  const fix = 'Make it the default export: `export default defineStack({ environment: "production" })`.';
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as typeof module;
  } catch (error) {
    throw new PlumblineError('PLB_CONFIG_INVALID', `${name} cannot be imported: ${toError(error).message}`);
  }
  const options: unknown = module.default;
  if (typeof options !== 'object' || options === null)
    throw new PlumblineError('PLB_CONFIG_INVALID', `${name} has no default export`, { fix });
  return { options, file: name };
}

/** Runs in the process that imported the configuration, in the folder of the application. */
export const describe: Describer = async (config): Promise<DescribedStack> => ({
  application: applicationOf(config as PlumblineConfig),
  ...(await readOptions(process.cwd())),
});
