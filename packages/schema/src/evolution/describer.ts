import process from 'node:process';
import { type Describer, PlumblineError } from '@plumbline/core';
import type { Catalog } from '../define-catalog.ts';
import { emitJsonSchema } from '../emit-json-schema.ts';
import { emitMarkdown } from '../emit-markdown.ts';
import { formatSnapshot } from './snapshot-file.ts';
import { snapshotCatalog } from './snapshot.ts';

/** What the commands on the catalog ask of a configuration. */
export interface DescribedCatalog {
  /** Folder of the configuration, absolute. */
  readonly directory: string;
  /** Texts of the three files that are made of the catalog. */
  readonly files: { readonly snapshot: string; readonly schema: string; readonly plan: string };
  /** By event, the day the catalog says. */
  readonly expiries: Readonly<Record<string, string>>;
}

/** Runs in the process that imported the configuration. */
export const describe: Describer = (given): DescribedCatalog => {
  const { catalog } = given as { readonly catalog?: Catalog };
  if (typeof catalog?.check !== 'function') {
    throw new PlumblineError('PLB_CONFIG_INVALID', 'the configuration has no `catalog`', {
      fix: 'Set `catalog` of plumbline.config.ts to what `defineCatalog` returns.',
    });
  }
  return {
    directory: process.cwd(),
    files: {
      snapshot: formatSnapshot(snapshotCatalog(catalog)),
      schema: `${JSON.stringify(emitJsonSchema(catalog), undefined, 2)}\n`,
      plan: emitMarkdown(catalog),
    },
    expiries: Object.fromEntries(Object.entries(catalog.events).map(([name, { expires }]) => [name, expires])),
  };
};
