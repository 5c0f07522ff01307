import path from 'node:path';
import process from 'node:process';
import { type Adapter, type Describer, type DeferredAdapter, isDeferredAdapter, PlumblineError } from '@plumbline/core';
import { createPseudonymizer } from '@plumbline/core/context';
import { labelsOf } from '../fan-out.ts';
import { eraseActor } from './erase-actor.ts';
import { openTrail } from './installed-audit.ts';
import { type ErasedPerson, knowPerson } from './people.ts';
import { type ErasedAt, erasedAt, type ErasureReport } from './report.ts';
import type { ErasureBasis } from './trail.ts';

/** What the command asks for. */
export interface ErasureOrder {
  readonly what: 'plan' | 'erase' | 'finish';
  /** Absent for `finish`. */
  readonly person?: ErasedPerson;
  readonly basis: ErasureBasis;
  readonly settleMs: number;
}

/** What would be asked, and what can be answered. */
export interface ErasurePlan {
  readonly destinations: readonly {
    readonly destination: string;
    readonly erasure: 'supported' | 'none-kept' | 'not-possible' | 'undeclared';
  }[];
  readonly spool: boolean;
  readonly audit: boolean;
}

export type ErasureAnswer =
  | { readonly plan: ErasurePlan }
  | { readonly report: ErasureReport; readonly audit: boolean }
  | { readonly finished: readonly ErasedAt[] };

/** What is read of a configuration here. */
interface Sections {
  readonly service: { readonly name: string };
  readonly events?: {
    readonly adapters?: readonly (Adapter | DeferredAdapter)[];
    readonly spool?: { readonly directory: string };
  };
  readonly audit?: { readonly actions?: unknown; readonly spoolDirectory?: string };
  readonly identity?: { readonly key?: string };
}

const DEFAULT_AUDIT_SPOOL = path.join('.plumbline', 'audit');

const KEY = 'PLUMBLINE_IDENTITY_KEY';

/** DO_NOT_TRACK turns mirrors off; what they have got before is to be forgotten all the same. */
const adaptersOf = ({ events }: Sections): readonly Adapter[] =>
  (events?.adapters ?? []).flatMap((entry) =>
    isDeferredAdapter(entry) ? (entry.fromEnvironment(process.env) ?? []) : [entry],
  );

function pseudonymizerOf({ identity }: Sections): ReturnType<typeof createPseudonymizer> {
  const key = process.env[KEY] || identity?.key;
  if (key !== undefined) return createPseudonymizer(key);
  throw new PlumblineError('PLB_ERASURE', `${KEY} is not set: without it nobody knows whose events are whose`, {
    fix: 'Run it with the key of the services whose events are meant.',
  });
}

async function finish(adapters: readonly Adapter[]): Promise<readonly ErasedAt[]> {
  const labels = labelsOf(adapters);
  const finished = adapters.map(async (adapter, index) => {
    const outcome = await adapter.finishErasure?.();
    return outcome === undefined ? [] : [erasedAt(adapter, labels[index] ?? adapter.kind, outcome, true)];
  });
  return (await Promise.all(finished)).flat();
}

async function carryOut(config: Sections, order: ErasureOrder, adapters: readonly Adapter[]): Promise<ErasureAnswer> {
  if (order.what === 'finish') return { finished: await finish(adapters) };
  const { person, basis, settleMs } = order;
  const pseudonymizer = pseudonymizerOf(config);
  if (person === undefined) throw new PlumblineError('PLB_ERASURE', 'nobody is named');
  const spool = process.env['PLUMBLINE_EVENTS_SPOOL_DIR'] || config.events?.spool?.directory;
  const actions = config.audit?.actions;
  if (order.what === 'plan') {
    knowPerson(person, pseudonymizer);
    const labels = labelsOf(adapters);
    const destinations = adapters.map(({ egress }, index) => ({
      destination: labels[index] ?? '',
      erasure: egress?.erasure ?? ('undeclared' as const),
    }));
    return { plan: { destinations, spool: spool !== undefined, audit: actions !== undefined } };
  }
  const audit =
    actions === undefined
      ? undefined
      : await openTrail({
          directory: process.cwd(),
          service: config.service,
          actions,
          spoolDirectory:
            process.env['PLUMBLINE_AUDIT_SPOOL_DIR'] || config.audit?.spoolDirectory || DEFAULT_AUDIT_SPOOL,
        });
  try {
    const options = {
      adapters,
      pseudonymizer,
      basis,
      settleMs,
      actor: { type: 'system', id: 'plumbline-erase' },
      ...(spool !== undefined && { spool: { directory: spool } }),
      ...(audit && { audit: audit.trail }),
    } as const;
    return { report: await eraseActor(options, person), audit: audit !== undefined };
  } finally {
    await audit?.close();
  }
}

/** Runs in the process that imported the configuration, in the folder of the application. */
export const describe: Describer = async (given, [text = '{}']): Promise<ErasureAnswer> => {
  const config = given as Sections;
  const adapters = adaptersOf(config);
  if (adapters.length === 0) {
    throw new PlumblineError('PLB_ERASURE', 'no destination of events is on in this environment', {
      fix: 'Run it with the variables of the services whose events are meant.',
    });
  }
  try {
    return await carryOut(config, JSON.parse(text) as ErasureOrder, adapters);
  } finally {
    await Promise.allSettled(adapters.map((adapter) => adapter.close()));
  }
};
