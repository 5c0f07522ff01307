import { parseArgs } from 'node:util';
import { type Command, type CommandIo, type ExitCode, PlumblineError, toError } from '@plumbline/core';
import { compareCatalogs } from '../evolution/compare.ts';
import type { DescribedCatalog } from '../evolution/describer.ts';
import { checkFiles, writeFiles } from '../evolution/emit.ts';
import { CATALOG_FILE } from '../evolution/snapshot-file.ts';

const HELP = `Usage: plumbline catalog emit [--check]
       plumbline catalog diff REV

  emit        write ${CATALOG_FILE} (what \`diff\` reads), plumbline.catalog.schema.json (JSON Schema) and
              plumbline.catalog.md (the tracking plan)
  --check     change nothing; say which of them are not what the catalog says
  diff REV    say per field what changed since a revision of git: breaking, widening or neutral

Exit codes: 0 nothing found; 1 the files are not what the catalog says, or something breaks under the same \`version\`;
2 wrong usage, or it could not be checked; 3 the catalog widened, the egress lockfile lets more of it out than at REV, and no
committed line approves that.
`;

const usage = (what: string): PlumblineError =>
  new PlumblineError('PLB_CLI_USAGE', `catalog: ${what}`, { fix: 'Run `plumbline catalog --help`.' });

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { check: { type: 'boolean' }, help: { type: 'boolean' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw usage(toError(error).message.split('. ')[0] ?? 'wrong options');
  }
}

const entry = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('../evolution/describer.ts', import.meta.url)
    : new URL('./evolution/describer.js', import.meta.url);

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = readOptions(args);
  if (values.help) {
    io.stdout(HELP);
    return 0;
  }
  const [verb, ...rest] = positionals;
  if (verb === 'emit' && rest.length === 0) {
    const described = await io.describe<DescribedCatalog>(entry());
    return values.check ? checkFiles(described, io) : writeFiles(described, io);
  }
  if (values.check) throw usage('--check goes with `emit`');
  const [revision] = rest;
  if (verb === 'diff' && revision !== undefined && rest.length === 1) return compareCatalogs(revision, io);
  throw usage('say `emit` or `diff REV`');
}

/** Commands on the catalog. */
export const catalogCommands: readonly Command[] = [
  { name: 'catalog', summary: 'write the catalog as files, and compare it with a revision', run },
];
