/** One line of a metric. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ReadFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string | undefined;
  readonly samples: readonly Sample[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\+Inf|-Inf|NaN|-?\\d+(?:\\.\\d+)?(?:e[+-]\\d+)?)$`);
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^\\"\n]|\\[\\"n])*)"(,|$)/;

const NUMBERS: Readonly<Record<string, number>> = { '+Inf': Infinity, '-Inf': -Infinity, NaN: Number.NaN };

const unescape = (text: string): string => text.replaceAll(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));

function readLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (let rest = text; rest !== '';) {
    const [whole = '', name = '', value = '', end] = LABEL.exec(rest) ?? [];
    if (whole === '' || (end === ',' && rest.length === whole.length)) throw new Error(`labels: ${rest}`);
    if (name in labels) throw new Error(`the label ${name} twice`);
    labels[name] = unescape(value);
    rest = rest.slice(whole.length);
  }
  return labels;
}

function readSample(line: string): Sample {
  const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
  if (name === '') throw new Error(`no sample: ${line}`);
  return { name, labels: readLabels(labels), value: NUMBERS[value] ?? Number(value) };
}

const keyOf = ({ name, labels }: Sample): string =>
  JSON.stringify([name, Object.entries(labels).map(String).toSorted()]);

function checkHistogram({ name, samples }: ReadFamily): void {
  const series = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { le: _, ...own } = sample.labels;
    const key = JSON.stringify(Object.entries(own).map(String).toSorted());
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const lines of series.values()) {
    const buckets = lines.filter((one) => one.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) => NUMBERS[labels['le'] ?? ''] ?? Number(labels['le']));
    const counts = buckets.map(({ value }) => value);
    if (bounds.at(-1) !== Infinity || bounds.some((bound, index) => index > 0 && bound <= (bounds[index - 1] ?? 0)))
      throw new Error(`${name}: bounds ${bounds.join()}`);
    if (counts.some((count, index) => index > 0 && count < (counts[index - 1] ?? 0)))
      throw new Error(`${name}: counts ${counts.join()}`);
    const count = lines.find((one) => one.name === `${name}_count`)?.value;
    if (count !== counts.at(-1))
      throw new Error(`${name}: ${String(count)} in all, ${String(counts.at(-1))} in buckets`);
  }
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = { histogram: ['_bucket', '_sum', '_count'] };

/** Reads version 0.0.4 of the text format as its page in Prometheus' documentation has it, and refuses everything else. */
export function readMetrics(text: string): readonly ReadFamily[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families: { name: string; type: string; help: string | undefined; samples: Sample[] }[] = [];
  const seen = new Set<string>();
  let help: { name: string; text: string } | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const [, word, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (word === 'HELP') {
      if (/\\(?![\\n])/.test(rest.replaceAll('\\\\', ''))) throw new Error(`help: ${rest}`);
      help = { name, text: unescape(rest) };
    } else if (word === 'TYPE') {
      if (!['counter', 'gauge', 'histogram'].includes(rest)) throw new Error(`type: ${rest}`);
      if (families.some((one) => one.name === name)) throw new Error(`${name} stands at two places`);
      if (rest === 'counter' && !name.endsWith('_total')) throw new Error(`${name} is a counter`);
      families.push({ name, type: rest, help: help?.name === name ? help.text : undefined, samples: [] });
    } else {
      const sample = readSample(line);
      const family = families.at(-1);
      const names = (SUFFIXES[family?.type ?? ''] ?? ['']).map((suffix) => `${family?.name ?? ''}${suffix}`);
      if (family === undefined || !names.includes(sample.name)) throw new Error(`${line}: outside of its family`);
      if (seen.has(keyOf(sample))) throw new Error(`${line}: twice`);
      seen.add(keyOf(sample));
      family.samples.push(sample);
    }
  }
  for (const family of families) if (family.type === 'histogram') checkHistogram(family);
  return families;
}
