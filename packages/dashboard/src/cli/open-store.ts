import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PlumblineError, type ProductSource, type ReportStore } from '@plumbline/core';
import type { ReportingSections } from './declared-metrics.ts';

/** What numbers are made of and kept in, until it is closed. */
export type OpenStore = ProductSource & ReportStore & Partial<AsyncDisposable>;

const PACKAGE = '@plumbline/adapter-clickhouse';

/** Where its adapter says which store it fills. */
const STORE: unique symbol = Symbol.for('plumbline.adapter-clickhouse.store');

type FindTarget = (environment: Readonly<Record<string, string | undefined>>) => object | undefined;

function targetIn(adapters: readonly unknown[], environment: NodeJS.ProcessEnv): object | undefined {
  for (const entry of adapters) {
    const find = (entry as { readonly [STORE]?: FindTarget } | null)?.[STORE];
    const target = typeof find === 'function' ? find(environment) : undefined;
    if (target !== undefined) return target;
  }
  return undefined;
}

const isStore = (value: unknown): value is OpenStore =>
  ['query', 'readReports', 'writeReports'].every(
    (name) => typeof (value as Record<string, unknown> | null | undefined)?.[name] === 'function',
  );

/** The adapter's package as the application has it: this one does not depend on it. */
async function createQueries(directory: string): Promise<(target: object) => unknown> {
  const entry = createRequire(path.join(directory, 'package.json')).resolve(PACKAGE);
  const module = (await import(pathToFileURL(entry).href)) as Record<string, unknown>;
  return module['createProductQueries'] as (target: object) => unknown;
}

/**
 * Opens what the configuration names in `reporting.source`, or the ClickHouse of its adapter.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` where there is none in this environment.
 */
export async function openStore(
  { reporting, events }: ReportingSections,
  environment: NodeJS.ProcessEnv,
  directory: string,
): Promise<OpenStore> {
  const target = reporting?.source === undefined ? targetIn(events?.adapters ?? [], environment) : undefined;
  const made =
    reporting?.source === undefined ? target && (await createQueries(directory))(target) : reporting.source();
  if (isStore(made)) return made;
  if (made !== undefined) {
    throw new PlumblineError('PLB_CONFIG_INVALID', '`reporting.source` does not return a store of reports', {
      fix: 'Return what `createProductQueries` of @plumbline/adapter-clickhouse makes, in the version that belongs to this one.',
    });
  }
  throw new PlumblineError(
    'PLB_CONFIG_INVALID',
    'no ClickHouse is on in this environment: there is nothing to report of',
    {
      fix: 'Run it with the variables of the services (CLICKHOUSE_URL), or set `reporting.source` in plumbline.config.ts.',
    },
  );
}
