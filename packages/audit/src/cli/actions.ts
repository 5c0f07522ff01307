import { readFile, writeFile } from 'node:fs/promises';
import type { CommandIo, ExitCode } from '@plumbline/core';
import type { DescribedActions } from './describe-page.ts';
import { newFile } from './new-file.ts';
import { parse, type Subcommand, usage, writeJson } from './subcommand.ts';

const HELP = `Usage: plumbline audit actions [--out FILE [--check]] [--kept CLASS=WORDS]... [--json]

Prints the actions that the configuration declares, as a page for who reviews what is recorded.

  --out FILE           write the page there instead
  --check              write nothing; end with 1 where the file is not the page any more
  --kept CLASS=WORDS   how long records of a class are kept: security="2 years"
  --json               one JSON object for each action

Exit codes: 0 done, 1 the file is out of date (--check), 2 wrong usage, or there are no actions.
`;

/** Built, this module is a chunk beside the folder of the describer. */
const DESCRIBER = import.meta.url.endsWith('.ts')
  ? new URL('describe-page.ts', import.meta.url)
  : new URL('cli/describe-page.js', import.meta.url);

const CLASSES: ReadonlySet<string> = new Set(['security', 'access', 'administration', 'data']);

function keptOf(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.map((one) => {
      const [name = '', ...words] = one.split('=');
      if (!CLASSES.has(name) || words.length === 0)
        throw usage('actions', `--kept must be a class and words, such as security="2 years"`);
      return [name, words.join('=')];
    }),
  );
}

const isUpToDate = async (file: string, page: string): Promise<boolean> => {
  try {
    return (await readFile(file, 'utf8')) === page;
  } catch {
    return false;
  }
};

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('actions', args, {
    out: { type: 'string' },
    check: { type: 'boolean', default: false },
    kept: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  });
  if (values.check && values.out === undefined) throw usage('actions', '--check goes with --out');
  const out = values.out === undefined ? '' : await newFile('actions', values.out, io, { mayExist: true });
  const kept = JSON.stringify(keptOf(values.kept));
  const { actions, page } = await io.describe<DescribedActions>(DESCRIBER, [kept]);
  if (values.json) for (const one of actions) writeJson(io, one);
  else if (values.out === undefined) io.stdout(page);
  else if (!values.check) await writeFile(out, page);
  else if (!(await isUpToDate(out, page))) {
    io.stderr(`${values.out} is out of date, or not there; run it again without --check\n`);
    return 1;
  }
  return 0;
}

export const actions: Subcommand = { help: HELP, run };
