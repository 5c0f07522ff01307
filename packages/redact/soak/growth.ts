// Run by `npm run test:soak`: four times the text may not take eight times the processor, for each scan and each form.
import process from 'node:process';
import { createAnchors } from '../src/anchors.ts';
import { createFeatures } from '../src/features.ts';
import { createKeyIndex } from '../src/keys.ts';
import { keyRules, shapeRules } from '../src/rules.ts';
import { hostileForms, labelForms } from '../test/fuzz/hostile-texts.ts';

const SHORT = 65_536;
const FACTOR = 4;
const MOST = 8;
/** Milliseconds below which a time says nothing. */
const FLOOR = 4;
const ROUNDS = 2;

type Work = (text: string) => void;

function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function best(work: () => void): number {
  return Math.min(...Array.from({ length: ROUNDS }, () => cpuOf(work)));
}

/** What some rules look for, at the very end: found from everywhere, it is no nearer than the end of the text. */
const END = '\n--\n"\'`>]]></a></table></tr>-----END \n\\n--\n';
const fill = (unit: string, length: number): string =>
  Buffer.from(unit.repeat(Math.ceil(length / unit.length)).slice(0, length) + END, 'utf16le').toString('utf16le');

/** How much longer the long text takes; 1 where both are too short to tell. */
function growth(work: Work, unit: string): number {
  const short = fill(unit, SHORT);
  const long = fill(unit, SHORT * FACTOR);
  const after = best(() => work(long));
  return after < FLOOR * FACTOR
    ? 1
    : after /
        Math.max(
          FLOOR,
          best(() => work(short)),
        );
}

const nothing = (): void => undefined;
const rules = shapeRules(createKeyIndex(keyRules));
const anchored = rules.filter((rule) => rule.kind === 'anchored');
const anchors = createAnchors(anchored);
const { of: featuresOf } = createFeatures(anchors.table);

interface Sweep {
  readonly name: string;
  /** Features without which the engine does not make it. */
  readonly needs: number;
  readonly work: Work;
  readonly units: readonly string[];
}

/** A value again and again, alone, with nothing between, and without its end. */
const unitsOf = (examples: readonly string[]): readonly string[] =>
  examples.flatMap((one) => [`${one} `, one, `${one.slice(0, Math.max(4, one.length >> 1))} `]);

const ofAnchors = unitsOf(anchored.flatMap(({ examples }) => examples.slice(0, 1)));
const sweeps: readonly Sweep[] = [
  { name: 'features', needs: 0, work: featuresOf, units: [] },
  { name: 'anchors of words', needs: 0, work: (text) => anchors.scanWords(text, nothing), units: ofAnchors },
  { name: 'anchors anywhere', needs: 0, work: (text) => anchors.scanLoose(text, nothing), units: ofAnchors },
  ...rules.flatMap((rule): readonly Sweep[] => {
    if (rule.kind !== 'scan') return [];
    const { id, needs, examples } = rule;
    return [{ name: id, needs, work: (text) => rule.scan(text, nothing, nothing), units: unitsOf(examples) }];
  }),
];

let passed = 0;
const slow: string[] = [];
for (const { name, needs, work, units } of sweeps) {
  for (const unit of [...hostileForms, ...labelForms, ...units]) {
    if ((featuresOf(fill(unit, 4096)) & needs) !== needs) continue;
    // A second and a third look tell a busy machine from a slow scan.
    const grows = growth(work, unit) >= MOST && growth(work, unit) >= MOST && growth(work, unit) >= MOST;
    if (grows) slow.push(`${name} on ${JSON.stringify(unit.slice(0, 12))}`);
    else passed++;
  }
}
for (const one of slow) process.stdout.write(`✗ ${one} takes ${MOST} times as long for ${FACTOR} times the text\n`);
process.stdout.write(`growth of ${sweeps.length} scans: ${passed} passed, ${slow.length} failed\n`);
if (slow.length > 0) process.exitCode = 1;
