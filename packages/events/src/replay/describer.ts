import { readFileSync } from 'node:fs';
import process from 'node:process';
import {
  type Adapter,
  type Allowlist,
  type DeferredAdapter,
  type Describer,
  type EgressConfig,
  isDeferredAdapter,
  noopLog,
  PlumblineError,
  wrapAdapter,
} from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { checkLock, collectFacts, lockedAllowlist } from '@plumbline/schema/egress';
import { createFitCatalog, fitPages } from '../egress/fit-catalog.ts';
import { guardAdapters } from '../egress/guard-adapters.ts';
import { labelsOf } from '../fan-out.ts';
import { replay, type ReplayTally } from './replay.ts';

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

function lockText(lock: EgressConfig['lock']): { readonly text?: string; readonly why?: string } {
  if (lock === undefined) return { why: '`egress.lock` is not in the configuration' };
  if (typeof lock === 'string') return { text: lock };
  try {
    return { text: readFileSync(lock, 'utf8') };
  } catch {
    return { why: '`egress.lock` names a file that cannot be read' };
  }
}

/** What the lockfile lets this destination have, as at the start of a service. Throws where it would get more. */
function lockedOf({ catalog, egress = {} }: Sections, into: Adapter): Exclude<Allowlist, 'catalog'> {
  const { [into.kind]: gate } = egress.gates ?? {};
  const gates = gate === undefined ? {} : { [into.kind]: gate };
  const facts = collectFacts({ catalog, adapters: [into], signals: [], gates });
  const { text, why } = lockText(egress.lock);
  checkLock(facts, text, { sources: [], ...(why !== undefined && { why }) });
  return lockedAllowlist(facts, into.kind);
}

/** The destination as a service would have it: nothing beyond the lockfile, and what its terms withhold is withheld. */
function guarded(config: Sections, into: Adapter): Adapter {
  const held = wrapAdapter(into, { allow: lockedOf(config, into) });
  const { catalog, egress: { gates = {} } = {} } = config;
  return guardAdapters({ catalog, adapters: [held], gates }, noopLog).adapters[0] ?? held;
}

/** A source whose events are cut to today's catalog, which is all that the lockfile speaks of. */
function fitted(from: Adapter, catalog: Catalog): Pick<Adapter, 'kind' | 'read'> {
  const fit = createFitCatalog(catalog);
  const read = from.read?.bind(from);
  return { kind: from.kind, ...(read && { read: (range) => fitPages(read(range), fit) }) };
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
    const destination = into.role === 'mirror' ? guarded(config, into) : into;
    const { dryRun, acceptDoubles, ...range } = order;
    return await replay({ from: fitted(from, config.catalog), into: destination, range, dryRun, acceptDoubles });
  } finally {
    await Promise.allSettled(adapters.map((adapter) => adapter.close()));
  }
};
