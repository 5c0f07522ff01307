import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PlumblineError } from '@plumbline/core';
import type { ErasureTrail } from './trail.ts';

/** The audit trail of the application, as far as a command needs it. */
export interface OpenTrail {
  readonly trail: ErasureTrail;
  close(): Promise<unknown>;
}

export interface TrailSettings {
  /** Folder of the application. */
  readonly directory: string;
  readonly service: { readonly name: string };
  readonly actions: unknown;
  readonly spoolDirectory: string;
}

type CreateAudit = (options: object) => ErasureTrail & {
  start(): Promise<void>;
  shutdown(options: { readonly timeoutMs: number }): Promise<unknown>;
};

const PACKAGE = '@plumbline/audit';
const PRESET = '@plumbline/node';

function resolveFrom(file: string, name: string): string | undefined {
  try {
    return createRequire(file).resolve(name);
  } catch {
    return undefined;
  }
}

/** Records stay in the spool: the service that has the store takes them over within a minute, or at its next start. */
const laterStore = {
  kind: 'later',
  maxBatch: 1,
  append: () => Promise.reject(new Error('the service stores what is in the spool')),
  statement: () => ({ text: '', params: [] }),
  migrate: () => Promise.resolve(),
  check: () => Promise.resolve([]),
  read: () => Promise.resolve([]),
  count: () => Promise.resolve(0),
};

/**
 * Opens the audit trail that the configuration declares, in the installed version of its package: `events` does not
 * depend on it. Throws PLB_ERASURE where that is not installed or the actions lack `data.erased`.
 */
export async function openTrail(settings: TrailSettings): Promise<OpenTrail> {
  const { directory, service, actions, spoolDirectory } = settings;
  const application = path.join(directory, 'package.json');
  const entry =
    resolveFrom(application, PACKAGE) ?? resolveFrom(resolveFrom(application, PRESET) ?? application, PACKAGE);
  const module = entry === undefined ? {} : ((await import(pathToFileURL(entry).href)) as Record<string, unknown>);
  const createAudit = module['createAudit'];
  if (typeof createAudit !== 'function') {
    throw new PlumblineError('PLB_ERASURE', 'the configuration has an audit trail, and its package is not installed', {
      fix: 'Install `@plumbline/audit` beside `@plumbline/events`.',
    });
  }
  const has = (actions as { readonly find?: (name: string) => unknown }).find?.('data.erased');
  if (has === undefined) {
    throw new PlumblineError('PLB_ERASURE', 'the audit trail does not declare the action `data.erased`', {
      fix: 'Take it from the starter actions: `defineActions({ ...starterActions, … })`.',
    });
  }
  const audit = (createAudit as CreateAudit)({ actions, service, spoolDirectory, store: laterStore });
  await audit.start();
  return { trail: audit, close: () => audit.shutdown({ timeoutMs: 5_000 }) };
}
