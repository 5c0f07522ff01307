import process from 'node:process';
import {
  type Adapter,
  type DeferredAdapter,
  type Describer,
  type EgressConfig,
  isDeferredAdapter,
  PlumblineError,
} from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { labelsOf } from '../fan-out.ts';
import { type ReplayTally, replayUnder } from './replay.ts';

/** What the command asks for. */
export interface ReplayOrder {
  readonly from: number;
  readonly to: number;
  /** Name of the destination that is read; the source of truth where it is not given. */
  readonly source?: string;
  readonly into: string;
  readonly dryRun: boolean;
  readonly acceptDoubles: boolean;
}

/** What is read of a configuration here. */
interface Sections {
  readonly catalog: Catalog;
  readonly events?: { readonly adapters?: readonly (Adapter | DeferredAdapter)[] };
  readonly egress?: EgressConfig;
}

const invalid = (what: string, fix?: string): PlumblineError =>
  new PlumblineError('PLB_CONFIG_INVALID', `replay: ${what}`, fix === undefined ? {} : { fix });

const adaptersOf = ({ events }: Sections): readonly Adapter[] =>
  (events?.adapters ?? []).flatMap((entry) =>
    isDeferredAdapter(entry) ? (entry.fromEnvironment(process.env) ?? []) : [entry],
  );

function pick(adapters: readonly Adapter[], name: string): Adapter {
  const labels = labelsOf(adapters);
  const found = adapters[labels.indexOf(name)];
  if (found !== undefined) return found;
  const on = labels.length === 0 ? 'none is' : `those that are: ${labels.join(', ')}`;
  throw invalid(`no destination ${name} is on in this environment; ${on}`, 'Set its variables, or name another one.');
}

/** The values that people write to take it back (consoledonottrack.com). */
const mayTrack = (value: string | undefined): boolean => ['', '0', 'false', undefined].includes(value?.toLowerCase());

/** Runs in the process that imported the configuration. */
export const describe: Describer = async (given, [text = '{}']): Promise<ReplayTally> => {
  const config = given as Sections;
  const order = JSON.parse(text) as ReplayOrder;
  if (!mayTrack(process.env['DO_NOT_TRACK'])) {
    throw invalid('DO_NOT_TRACK is set: nothing is sent to a mirror', 'Unset it where mirrors are wanted.');
  }
  const adapters = adaptersOf(config);
  try {
    const into = pick(adapters, order.into);
    const truth = labelsOf(adapters)[adapters.findIndex(({ role }) => role === 'source')] ?? 'source of truth';
    const from = pick(adapters, order.source ?? truth);
    const { dryRun, acceptDoubles, ...range } = order;
    const { catalog, egress: { lock, gates = {} } = {} } = config;
    return await replayUnder({ from, into, range, catalog, lock, gates, dryRun, acceptDoubles });
  } finally {
    await Promise.allSettled(adapters.map((adapter) => adapter.close()));
  }
};
