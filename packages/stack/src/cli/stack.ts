import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Command, type CommandIo, type ExitCode, PlumblineError, toError } from '@plumbline/core';
import { besideApplication } from '../beside-application.ts';
import { compareFolder } from '../compare-folder.ts';
import { deploymentNotes } from '../deployment-notes.ts';
import type { DescribedStack } from '../describer.ts';
import { pictureFiles } from '../boards/picture-files.ts';
import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import { resolveStack } from '../resolve-stack.ts';
import { PLAIN_PATH } from '../text-faults.ts';
import { leftOut } from '../left-out.ts';
import { notesOf, type StackNote } from '../stack-notes.ts';
import { stackFiles } from '../stack-files.ts';
import { isSame, wordsOf } from './compared-words.ts';
import { generate, write } from './generate.ts';

const FOLDER = 'observability';
const WORDS: ReadonlySet<string> = new Set(['generate', 'check', 'draw']);

const HELP = `Usage: plumbline stack generate [--out FOLDER] [--force]
       plumbline stack check [--out FOLDER] [--json]
       plumbline stack draw [--out FOLDER] [--dark]

Writes the observability stack of this application: compose overlay, collector, rules with their tests, alert routes,
boards, runbooks and a Kubernetes base, out of plumbline.config.ts and plumbline.stack.ts.

  generate      writes what is new or changed, and removes what it once wrote and no longer needs
  check         changes nothing; says what is missing, what the configuration has left behind, what was edited by hand, and
                files, links and rights that do not belong there
  draw          writes a picture of each board with made-up numbers, pictures/*.svg, to look at before anything runs
  --out FOLDER  where it is; default: ${FOLDER}
  --force       generate: write over files that were edited by hand, and in the place of links
  --dark        draw: on a dark ground
  --json        check: one JSON object instead of text

generate and check also say, on stderr, which alerts nobody would be told of, which are left out though every product is
expected to have them, and what the deployment lacks; none of it changes the exit code. The README.md of the folder lists everything that is left out.
Exit codes: 0 nothing to say; 1 check found differences, or generate met files that were edited by hand and wrote nothing,
or files that it may not remove; 2 wrong usage, a manifest that cannot be believed, or the configuration cannot be read or is refused.
`;

const entry = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('../describer.ts', import.meta.url)
    : new URL('./describer.js', import.meta.url);

const usage = (what: string): PlumblineError =>
  new PlumblineError('PLB_CLI_USAGE', `stack: ${what}`, { fix: 'Run `npx plumbline stack --help`.' });

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        out: { type: 'string', default: FOLDER },
        force: { type: 'boolean', default: false },
        dark: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw usage(toError(error).message.split('. ')[0] ?? 'wrong options');
  }
}

function tell(model: StackModel, notes: readonly StackNote[], io: CommandIo): void {
  for (const { fix, what } of notes) io.stderr(`! ${what}\n  fix: ${fix}\n`);
  const others = leftOut(model).flatMap(({ isExpected, names }) => (isExpected ? [] : names)).length;
  if (others > 0)
    io.stderr(
      `! alerts and boards left out since nothing declares what they need: ${others} more; README.md of the folder lists them\n`,
    );
}

interface Asked {
  readonly folder: string;
  /** The folder as it was named. */
  readonly name: string;
  readonly isJson: boolean;
  readonly environment: string;
}

function check(
  { environment, folder, isJson, name }: Asked,
  files: readonly StackFile[],
  notes: readonly StackNote[],
  io: CommandIo,
): ExitCode {
  const compared = compareFolder(folder, files);
  if (isJson) {
    io.stdout(`${JSON.stringify({ environment, files: files.length, ...compared, notes }, undefined, 2)}\n`);
    return isSame(compared) ? 0 : 1;
  }
  if (isSame(compared)) {
    io.stdout(`${name} is what the configuration says: ${files.length} files\n`);
    return 0;
  }
  const moves =
    'What was edited by hand belongs into plumbline.stack.ts. Then run `npx plumbline stack generate` and commit the folder.';
  io.stdout(`${wordsOf(compared)}${moves}\n`);
  return 1;
}

/** Pictures are no part of the stack: they are in no manifest, and git need not keep them. */
function draw(folder: string, model: StackModel, isDark: boolean, io: CommandIo): ExitCode {
  // A fixed moment: the same boards make the same pictures.
  const pictures = pictureFiles(model, { theme: isDark ? 'dark' : 'light', until: Date.UTC(2026, 0, 1) / 1_000 });
  for (const { path: name, text } of pictures) write(folder, name, text);
  io.stdout(`${path.relative(io.cwd, folder) || '.'}/pictures: ${pictures.length} boards with made-up numbers\n`);
  return 0;
}

/** The overlay finds its files by this; one that lies beyond the folder of the application is named by PLUMBLINE_STACK. */
function placeOf(cwd: string, folder: string): Pick<StackModel, 'folder'> {
  const place = path.relative(cwd, folder).replaceAll(path.sep, '/');
  if (place === '' || place.startsWith('..') || path.isAbsolute(place)) return {};
  if (!PLAIN_PATH.test(place))
    throw usage('--out needs a folder without spaces, quotes and other signs that a shell or Compose would read');
  return { folder: place };
}

/** `plumbline stack`. */
export const stackCommand: Command = {
  name: 'stack',
  summary: 'Write the observability stack of this application, or check what was written',
  async run(args, io) {
    const { positionals, values } = readOptions(args);
    const [word, ...rest] = positionals;
    if (values.help || word === 'help') {
      io.stdout(HELP);
      return 0;
    }
    if (word === undefined || !WORDS.has(word))
      throw usage(
        word === undefined
          ? 'needs `generate`, `check` or `draw`'
          : `\`${word}\` is none of \`generate\`, \`check\` and \`draw\``,
      );
    if (rest.length > 0) throw usage(`takes no word behind \`${word}\``);
    if (values.out === '') throw usage('--out needs a folder');
    if (values.json && word !== 'check') throw usage('--json goes with `check`');
    const { application, options } = await io.describe<DescribedStack>(entry());
    const folder = path.resolve(io.cwd, values.out);
    const resolved = { ...resolveStack(application, options), ...placeOf(io.cwd, folder) };
    if (word === 'draw') return draw(folder, resolved, values.dark, io);
    const model = besideApplication(resolved, io.cwd);
    const files = stackFiles(model);
    const asked = { folder, name: values.out, isJson: values.json, environment: model.environment };
    const notes = [...notesOf(model), ...deploymentNotes(model, { cwd: io.cwd, folder, name: values.out })];
    const code = word === 'check' ? check(asked, files, notes, io) : generate(folder, files, values.force, io);
    // Where nothing was written, that is what has to be read.
    if (!values.json && (word === 'check' || code === 0)) tell(model, notes, io);
    return code;
  },
};
