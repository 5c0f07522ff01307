import {
  type Adapter,
  type DeferredAdapter,
  type Environment,
  isPlumblineError,
  PlumblineError,
} from '@plumbline/core';
import { egressOf, IN_ENVIRONMENT } from './egress.ts';
import type { ClickhouseOptions, ClickhouseSettings, ClickhouseTargetOptions, EmbeddedTarget } from './options.ts';
import { storeOf, withStore } from './store.ts';

/** What may be said in code about an adapter whose address the environment gives. */
export interface ClickhouseEnvOptions
  extends ClickhouseSettings, Pick<ClickhouseTargetOptions, 'database' | 'table' | 'cluster' | 'lib'> {
  /** Folder of embedded ClickHouse that is used while NODE_ENV is not `production` and no variable says otherwise. */
  readonly development?: EmbeddedTarget;
}

const VARIABLES = [
  'CLICKHOUSE_URL',
  'CLICKHOUSE_USER',
  'CLICKHOUSE_PASSWORD',
  'CLICKHOUSE_DATABASE',
  'PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR',
  'NODE_ENV',
] as const;

type Variable = (typeof VARIABLES)[number];

/** An empty variable counts as unset, as shells and container files produce it. */
const readVariables = (environment: Environment): Partial<Record<Variable, string>> =>
  Object.fromEntries(VARIABLES.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));

function targetOf(
  set: Partial<Record<Variable, string>>,
  development: ClickhouseEnvOptions['development'],
): ClickhouseTargetOptions | undefined {
  const { CLICKHOUSE_URL: url, PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: directory, NODE_ENV: mode } = set;
  if (url !== undefined) {
    return {
      url,
      ...(set.CLICKHOUSE_USER !== undefined && { username: set.CLICKHOUSE_USER }),
      ...(set.CLICKHOUSE_PASSWORD !== undefined && { password: set.CLICKHOUSE_PASSWORD }),
    };
  }
  if (directory !== undefined) return { embedded: { ...development, directory } };
  return development && mode !== 'production' ? { embedded: development } : undefined;
}

/** The options that the environment completes; undefined where it names no ClickHouse. */
export function optionsFromEnvironment(
  options: ClickhouseEnvOptions,
  environment: Environment,
): ClickhouseOptions | undefined {
  const { development, cluster, ...rest } = options;
  const set = readVariables(environment);
  const target = targetOf(set, development);
  const { CLICKHOUSE_DATABASE: database } = set;
  return (
    target && {
      ...rest,
      // An embedded one while developing has no cluster.
      ...(cluster !== undefined && target.url !== undefined && { cluster }),
      ...(database !== undefined && { database }),
      ...target,
    }
  );
}

/** What `clickhouse.fromEnv` returns. */
export function deferClickhouse(
  options: ClickhouseEnvOptions,
  create: (options: ClickhouseOptions) => Adapter,
): DeferredAdapter {
  const find = (environment: Environment): ClickhouseOptions | undefined =>
    optionsFromEnvironment(options, environment);
  const adapter: DeferredAdapter = {
    kind: 'clickhouse',
    role: 'source',
    egress: egressOf({ ...options, at: IN_ENVIRONMENT }),
    allow: options.allow ?? 'catalog',
    variables: VARIABLES,
    fromEnvironment(environment) {
      const found = find(environment);
      if (found === undefined) return undefined;
      try {
        return create(found);
      } catch (cause) {
        if (!isPlumblineError(cause) || cause.code !== 'PLB_ADAPTER_OPTION') throw cause;
        throw environmentError(environment, cause);
      }
    },
  };
  return withStore(adapter, (environment) => {
    const found = find(environment);
    return found && storeOf(found);
  });
}

/** Names the variables, which the options that they became do not. */
export const environmentError = (environment: Environment, cause: unknown): PlumblineError =>
  new PlumblineError('PLB_CONFIG_INVALID', faultOf(readVariables(environment)), { cause });

const faultOf = (set: Partial<Record<Variable, string>>): string => {
  const faults = [
    ...(set.CLICKHOUSE_URL !== undefined
      ? ['CLICKHOUSE_URL must be an http or https address, its path a database']
      : []),
    ...(set.CLICKHOUSE_DATABASE !== undefined ? ['CLICKHOUSE_DATABASE must be a plain identifier'] : []),
  ];
  return `clickhouse: ${faults.join('; ') || 'an option of fromEnv is wrong'}`;
};
