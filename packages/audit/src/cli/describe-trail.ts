import path from 'node:path';
import process from 'node:process';
import type { Describer } from '@plumbline/core';

/** What the commands ask of a configuration. */
export interface DescribedTrail {
  /** Name of the service; empty where the configuration has none. */
  readonly service: string;
  /** Folder of the spool, absolute; undefined where the configuration declares no audited actions. */
  readonly spoolDirectory?: string;
}

/** As the preset's own. */
const DEFAULT_SPOOL = '.plumbline/audit';

interface TrailSections {
  readonly service?: { readonly name?: unknown };
  readonly audit?: { readonly spoolDirectory?: unknown };
}

/** Runs in the process that imported the configuration, in the folder of the application. */
export const describe: Describer = (given): DescribedTrail => {
  const { audit, service } = given as TrailSections;
  const named = typeof audit?.spoolDirectory === 'string' ? audit.spoolDirectory : DEFAULT_SPOOL;
  return {
    service: typeof service?.name === 'string' ? service.name : '',
    ...(audit && { spoolDirectory: path.resolve(process.env['PLUMBLINE_AUDIT_SPOOL_DIR'] || named) }),
  };
};
