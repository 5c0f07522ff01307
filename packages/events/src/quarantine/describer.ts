import process from 'node:process';
import {
  type Adapter,
  type DeferredAdapter,
  type Describer,
  type DropCounts,
  isDeferredAdapter,
  PlumblineError,
} from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { createEvents } from '../create-events.ts';
import type { EventsOptions } from '../options.ts';
import { quarantinedBytes } from './files.ts';
import { replayQuarantine, type ReplayedQuarantine } from './replay.ts';

/** What is read of a configuration here. */
interface Sections {
  readonly catalog?: Catalog;
  readonly events?: {
    readonly adapters?: readonly (Adapter | DeferredAdapter)[];
    readonly quarantine?: { readonly directory: string };
    readonly consent?: EventsOptions['consent'];
  };
}

/** What the command says. */
export interface ReplayAnswer extends ReplayedQuarantine {
  /** What the source of truth refused after it was accepted, by reason. */
  readonly lost: DropCounts;
}

const DIRECTORY = 'PLUMBLINE_EVENTS_QUARANTINE_DIR';

/** What one batch may take before the source counts as not answering. */
const SETTLE_MS = 60_000;

/** Where nothing is kept, nothing is opened. */
const NOTHING: ReplayAnswer = { accepted: 0, refused: {}, kept: 0, damaged: 0, interrupted: false, lost: {} };

const invalid = (what: string, fix: string): PlumblineError => new PlumblineError('PLB_CONFIG_INVALID', what, { fix });

/** Mirrors get nothing: the lockfile that they are held to is read by `start` alone. */
function sourceOf({ events }: Sections): Adapter {
  const sources = (events?.adapters ?? []).filter(({ role }) => role === 'source');
  const [source] = sources.flatMap((entry) =>
    isDeferredAdapter(entry) ? (entry.fromEnvironment(process.env) ?? []) : [entry],
  );
  if (source !== undefined) return source;
  throw invalid(
    'no source of truth is on in this environment',
    'Run it with the variables of the service, such as CLICKHOUSE_URL.',
  );
}

/** Runs in the process that imported the configuration, in the folder of the application. */
export const describe: Describer = async (given): Promise<ReplayAnswer> => {
  const config = given as Sections;
  const { catalog, events: section } = config;
  const directory = process.env[DIRECTORY] || section?.quarantine?.directory;
  if (catalog === undefined || directory === undefined) {
    throw invalid(
      'there is no quarantine of events',
      `Set \`events.quarantine\` of plumbline.config.ts or ${DIRECTORY}, as the service has it.`,
    );
  }
  const source = sourceOf(config);
  if (quarantinedBytes(directory) === 0) return NOTHING;
  const events = createEvents({
    catalog,
    adapters: [source],
    ...(section?.consent && { consent: section.consent }),
  });
  try {
    await events.start();
    const settle = async (): Promise<boolean> => {
      await events.flush({ timeoutMs: SETTLE_MS });
      return events.pending === 0;
    };
    const replayed = await replayQuarantine({ directory, catalog, events, settle, now: Date.now() });
    const [lost = {}] = Object.values(events.snapshot().destinations).map((destination) => destination.lost);
    return { ...replayed, lost };
  } finally {
    await events.shutdown();
  }
};
