import { PlumblineError } from '@plumbline/core';
import { fingerprintOf, sha256 } from './fingerprint.ts';
import { AUDIENCES, type Metric, type MetricAudience, type MetricUnit, PERIODS, UNITS } from './metric.ts';

/** Name of the file, in the folder of `plumbline.config.ts`. */
export const METRICS_LOCK: string = 'plumbline.metrics.lock';

const HEADER = 'metrics-lock 1';

/** Every version of every definition that ever made a number, and which of them are declared now. */
export interface MetricsLock {
  /** By ID, the version that is declared now; a metric that was withdrawn has none. */
  readonly current: ReadonlyMap<string, number>;
  /** By ID and version, in the order of both. */
  readonly versions: readonly Metric[];
}

export const EMPTY_LOCK: MetricsLock = { current: new Map(), versions: [] };

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const sortVersions = (versions: readonly Metric[]): readonly Metric[] =>
  versions.toSorted((a, b) => byText(a.id, b.id) || a.version - b.version);

/** Numbered, so that the order of lines is theirs when they are sorted. */
const numbered = (name: string, texts: readonly string[]): readonly (readonly [string, string])[] =>
  texts.map((text, index) => [`${name}.${String(index + 1).padStart(3, '0')}`, text]);

/** The facts of one version by their names, sorted. What was left at its default stands there too: a default may change. */
function factsOf(metric: Metric): readonly (readonly [string, string])[] {
  const { audience, caveats, change, owner, periods, question, query, slices, title, unit, validFrom } = metric;
  const facts: readonly (readonly [string, string])[] = [
    ['audience', audience.join(' ')],
    ...numbered('caveat', caveats),
    ...(change === '' ? [] : [['change', change] as const]),
    ['fingerprint', metric.fingerprint],
    ['min-people', String(metric.minPeople)],
    ['owner', owner],
    ['periods', periods.join(' ')],
    ...numbered('query', query.split('\n')),
    ['question', question],
    ['reads-days', `${metric.readsDaysBefore} before, ${metric.readsDaysAfter} after`],
    ...(slices === '' ? [] : [['slices', slices] as const]),
    ['title', title],
    ['unit', unit],
    ['valid-from', validFrom],
  ];
  return facts;
}

const SEAL_LENGTH = 16;

/** Whoever edits a line of a version that is past must find this one too: such an edit is no accident. */
const sealOf = (facts: readonly (readonly [string, string])[]): string =>
  sha256(facts.map((fact) => fact.join('  ')).join('\n')).slice(0, SEAL_LENGTH);

function linesOf(metric: Metric): readonly string[] {
  const facts = factsOf(metric);
  const all = [...facts, ['seal', sealOf(facts)] as const].toSorted(([a], [b]) => byText(a, b));
  return all.map(([name, text]) => `def  ${metric.id}  ${metric.version}  ${name}  ${text}`);
}

/** The text of a lock: the same definitions give the same bytes, in whatever order they come. */
export function formatLock({ current, versions }: MetricsLock): string {
  const now = [...current].toSorted(([a], [b]) => byText(a, b)).map(([id, version]) => `now  ${id}  ${version}`);
  return [HEADER, ...now, ...sortVersions(versions).flatMap((metric) => linesOf(metric)), ''].join('\n');
}

const invalid = (line: number, what: string): PlumblineError =>
  new PlumblineError('PLB_REPORTING_LOCK', `plumbline.metrics.lock, line ${line}: ${what}`, {
    fix: 'Take the file as it was last committed (`git checkout -- plumbline.metrics.lock`), or solve the merge by keeping every `def` line of both sides; then run `npx plumbline metrics`.',
  });

interface Block {
  readonly line: number;
  readonly facts: Map<string, string>;
}

const READS = /^(\d+) before, (\d+) after$/;

/** Lines of one name in their order. */
const listed = (facts: ReadonlyMap<string, string>, name: string): readonly string[] =>
  [...facts]
    .filter(([key]) => key.startsWith(`${name}.`))
    .toSorted(([a], [b]) => byText(a, b))
    .map(([, text]) => text);

const wordsOf = <Word extends string>(text: string | undefined, known: readonly Word[]): readonly Word[] =>
  (text ?? '').split(' ').filter((word): word is Word => known.includes(word as Word));

/** A version out of its lines, if they are what would be written of it. */
function readBlock(id: string, version: number, { line, facts }: Block): Metric {
  const text = (name: string): string => facts.get(name) ?? '';
  const [, before = '0', after = '0'] = READS.exec(text('reads-days')) ?? [];
  const metric = {
    id,
    version,
    title: text('title'),
    question: text('question'),
    owner: text('owner'),
    audience: wordsOf<MetricAudience>(facts.get('audience'), AUDIENCES),
    unit: text('unit') as MetricUnit,
    query: listed(facts, 'query').join('\n'),
    caveats: listed(facts, 'caveat'),
    validFrom: text('valid-from'),
    periods: wordsOf(facts.get('periods'), PERIODS),
    slices: text('slices'),
    minPeople: Number(text('min-people')),
    change: text('change'),
    readsDaysBefore: Number(before),
    readsDaysAfter: Number(after),
  };
  const read: Metric = { ...metric, fingerprint: fingerprintOf(metric) };
  if (!UNITS.includes(read.unit)) throw invalid(line, `the unit of ${id} version ${version} is none that is known`);
  const written = [...facts].map(([name, value]) => `def  ${id}  ${version}  ${name}  ${value}`);
  const meant = linesOf(read);
  if (written.length === meant.length && meant.every((fact) => written.includes(fact))) return read;
  const wrong = written.findIndex((fact) => !meant.includes(fact));
  throw invalid(line + Math.max(wrong, 0), `${id} version ${version} was edited: its lines do not fit together`);
}

const LINE = /^def {2}([a-z][a-z0-9_]*) {2}([1-9]\d{0,4}) {2}([a-z-]+(?:\.\d{3})?) {2}(.*)$/;
const NOW = /^now {2}([a-z][a-z0-9_]*) {2}([1-9]\d{0,4})$/;

/** Keeps the facts of one line. */
function takeLine(text: string, line: number, current: Map<string, number>, blocks: Map<string, Block>): void {
  const [, id, version] = NOW.exec(text) ?? [];
  if (id !== undefined) {
    if (current.has(id)) throw invalid(line, `${id} is declared twice`);
    current.set(id, Number(version));
    return;
  }
  const [, of, at, name = '', value = ''] = LINE.exec(text) ?? [];
  if (of === undefined) throw invalid(line, 'is not as `npx plumbline metrics` writes it');
  const key = `${of} ${at}`;
  const block = blocks.get(key) ?? { line, facts: new Map<string, string>() };
  if (block.facts.has(name)) throw invalid(line, `says ${name} of ${of} version ${at} a second time`);
  block.facts.set(name, value);
  blocks.set(key, block);
}

/**
 * Reads a lock.
 *
 * @throws PlumblineError `PLB_REPORTING_LOCK` with the line that is not as `plumbline metrics` wrote it: a version whose text was
 * edited is refused.
 */
export function parseLock(text: string): MetricsLock {
  // A checkout on Windows may have turned the line ends.
  const [header, ...lines] = text.replaceAll('\r\n', '\n').split('\n');
  if (header !== HEADER) throw invalid(1, `does not say \`${HEADER}\`: damaged, or written by another version`);
  if (lines.pop() !== '') throw invalid(lines.length + 2, 'ends in the middle of a line');
  const current = new Map<string, number>();
  const blocks = new Map<string, Block>();
  for (const [index, line] of lines.entries()) takeLine(line, index + 2, current, blocks);
  const versions = [...blocks].map(([key, block]) => {
    const [id = '', version] = key.split(' ');
    return readBlock(id, Number(version), block);
  });
  for (const [id, version] of current) {
    if (versions.some((known) => known.id === id && known.version === version)) continue;
    throw invalid(2, `${id} version ${version} is declared, and its text is missing`);
  }
  return { current, versions: sortVersions(versions) };
}

/** The version of a definition that a lock has; undefined where it has none. */
export const lockedVersion = ({ versions }: MetricsLock, id: string, version: number): Metric | undefined =>
  versions.find((known) => known.id === id && known.version === version);
