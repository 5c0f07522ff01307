import type { Compared } from '../compare-folder.ts';

export const listed = (title: string, names: readonly string[]): string =>
  names.length === 0 ? '' : `${title}\n${names.map((name) => `  ${name}\n`).join('')}`;

const SECRET = /^secrets[/]/;

/** What only somebody at the machine can put right: `generate` removes no file that it did not write, and owns no secret. */
export function byHand({ foreign, rights }: Compared): string {
  const secrets = rights.filter((name) => SECRET.test(name));
  return [
    listed(
      'Nobody generated these, and their folders are loaded as a whole. Remove them, or declare in plumbline.stack.ts what they are for:',
      foreign,
    ),
    listed('Secrets that everybody on this machine has rights to. Take those away, `chmod o=`:', secrets),
  ].join('');
}

/** All differences, each with its cause where it is not the person's. */
export function wordsOf(compared: Compared): string {
  const { drifted, edited, lineEnds, links, missing, rights, stale } = compared;
  return [
    listed('Edited by hand:', edited),
    listed('Links or folders where a file belongs; nothing behind them is looked at:', links),
    listed('Not there yet:', missing),
    listed('Not what the configuration says any more:', drifted),
    listed('No longer needed:', stale),
    listed(
      'Generated files that containers cannot read, or that more than they need may run or change (0644 is right):',
      rights.filter((name) => !SECRET.test(name)),
    ),
    // One cause, however many files.
    lineEnds.length === 0
      ? ''
      : `Line ends of Windows in ${lineEnds.length} files, ${lineEnds[0]} among them, and nothing else is different: git checked them out so (core.autocrlf). Commit the .gitattributes of the folder, which keeps it from that.\n`,
    byHand(compared),
  ].join('');
}

export const isSame = (compared: Compared): boolean =>
  Object.values(compared).every((names: readonly string[]) => names.length === 0);
