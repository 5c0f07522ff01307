import { PlumblineError } from '@plumbline/core';
import { type Fact, formatFact, parseFact } from './fact.ts';
import { termsHint } from './terms.ts';
import { readColumns } from './widening.ts';

/** Name of the file, in the folder of `plumbline.config.ts`. */
export const LOCK_FILE = 'plumbline.egress.lock';

const HEADER = 'egress-lock 1';

const SECTIONS = ['catalog', 'self', 'consent', 'dest', 'gate', 'wire', 'send', 'field', 'signal', 'attr'];

// Kinds of a newer version stand behind those that are known, and what people decided stands last.
const sectionOf = (kind: string): number => {
  if (kind === 'approve') return SECTIONS.length + 1;
  const section = SECTIONS.indexOf(kind);
  return section === -1 ? SECTIONS.length : section;
};

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface Line {
  readonly fact: Fact;
  readonly text: string;
}

/** Lines in the one order of a lockfile, each once. */
function sortLines(facts: readonly Fact[]): readonly Line[] {
  // By section first: within one, lines mostly come in their order already, and sorting what is sorted is cheap.
  const sections = Array.from({ length: SECTIONS.length + 2 }, (): Line[] => []);
  for (const fact of facts) sections[sectionOf(fact.kind)]?.push({ fact, text: formatFact(fact) });
  return sections.flatMap((lines) =>
    lines.sort((a, b) => byText(a.text, b.text)).filter(({ text }, index) => text !== lines[index - 1]?.text),
  );
}

/** Facts in the one order of a lockfile, each once. */
export const sortFacts = (facts: readonly Fact[]): readonly Fact[] => sortLines(facts).map(({ fact }) => fact);

/** Facts as lines in that order. */
export const sortTexts = (facts: readonly Fact[]): readonly string[] => sortLines(facts).map(({ text }) => text);

/** The text of a lockfile: the same facts give the same bytes, in whatever order they come. */
export const formatLock = (facts: readonly Fact[]): string => [HEADER, ...sortTexts(facts), ''].join('\n');

const invalid = (line: number, what: string): PlumblineError =>
  new PlumblineError('PLB_EGRESS_LOCK_INVALID', `${LOCK_FILE}, line ${line}: ${what}`);

function checkHeader(line: string): void {
  if (line === HEADER) return;
  throw invalid(
    1,
    /^egress-lock \d/.test(line) ? 'was written by another version of plumbline' : `does not say \`${HEADER}\``,
  );
}

/** The lines of a text that begins and ends as a lockfile does, without its header. */
export function splitLock(text: string): readonly string[] {
  // A checkout on Windows may have turned the line ends.
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  checkHeader(lines[0] ?? '');
  if (lines.at(-1) !== '') throw invalid(lines.length, 'ends in the middle of a line');
  return lines.slice(1, -1);
}

/** Reads lines one by one; throws for one that cannot be read or says what another one says. */
export function createLineReader(): (line: string, index: number) => Fact {
  const seen = new Map<string, number>();
  return (line, index) => {
    const number = index + 2;
    const fact = parseFact(line);
    if (fact === undefined) {
      throw invalid(number, `is not as \`npx plumbline egress\` writes it${termsHint(line)}`);
    }
    const { key } = readColumns(fact);
    const first = seen.get(key);
    // Two merged branches may both have kept their line; which of them was approved nobody knows.
    if (first !== undefined) throw invalid(number, `says of the same fact what line ${first} says`);
    seen.set(key, number);
    return fact;
  };
}

/**
 * Reads a lockfile. Lines of a kind that this version does not know are kept.
 *
 * @throws PlumblineError `PLB_EGRESS_LOCK_INVALID` with the number of the line that is not as `plumbline egress` writes it.
 */
export function parseLock(text: string): readonly Fact[] {
  return splitLock(text).map(createLineReader());
}

/** Lines of a damaged lockfile that record what people decided: they cannot be made again. */
export const salvageApprovals = (text: string): readonly Fact[] =>
  text.split(/\r?\n/).flatMap((line) => {
    const fact = line.startsWith('approve  ') ? parseFact(line) : undefined;
    return fact === undefined ? [] : [fact];
  });

export const isApproval = ({ kind }: Fact): boolean => kind === 'approve';
