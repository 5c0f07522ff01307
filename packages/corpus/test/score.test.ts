import { expect, test } from 'vitest';
import { asLogged, type CorpusScore, positions, scoreCorpus, scoreCorpusLater } from '../src/index.ts';

const percents = ({ leaks, falseRedactions }: CorpusScore): readonly number[] => [
  leaks.secrets.percent,
  leaks.secret.percent,
  leaks.key.percent,
  leaks.personal.percent,
  leaks.national.percent,
  falseRedactions.percent,
];

const cellsOf = ({ leaks, falseRedactions, neutral }: CorpusScore): number =>
  [leaks.secrets, leaks.personal, leaks.national, falseRedactions, neutral].reduce((sum, { cells }) => sum + cells, 0);

test('a redactor that does nothing leaks everything and redacts nothing', { timeout: 300_000 }, () => {
  const score = scoreCorpus(asLogged);
  expect(percents(score)).toEqual([100, 100, 100, 100, 100, 0]);
  expect(score.neutral.percent).toBe(0);
  expect(score).toMatchObject({ failures: { threw: 0, stuck: 0 }, unwritten: 0 });
});

test('a redactor that writes nothing leaks nothing and redacts everything', { timeout: 300_000 }, () => {
  const score = scoreCorpus(() => '"gone"');
  expect(percents(score)).toEqual([0, 0, 0, 0, 0, 100]);
  for (const { name } of positions) expect(score.byPosition[name]?.leaks.hits).toBe(0);
});

test('a secret is seen in base64 and percent-encoded', () => {
  const base64 = scoreCorpus((record) => Buffer.from(asLogged(record)).toString('base64'), { stride: 40 });
  expect(base64.leaks.secret.hits).toBeGreaterThan(0);
  const encoded = scoreCorpus((record) => encodeURIComponent(asLogged(record)), { stride: 40 });
  expect(encoded.leaks.secret.hits).toBeGreaterThan(0);
});

test('half of a long secret is a secret', { timeout: 300_000 }, () => {
  const redact = (record: unknown): string =>
    asLogged(record)
      .replaceAll(/npm_\w{10}/g, '*')
      .replaceAll(/glptt-\w{34}/g, '*');
  const { byKind } = scoreCorpus(redact);
  const percentOf = (kind: string): number | undefined => byKind.find((one) => one.kind === kind)?.percent;
  expect(percentOf('vendor-npm')).toBe(100);
  expect(percentOf('vendor-gitlab-trigger')).toBe(0);
});

test('a redactor that throws, answers without text or never returns is neither right nor wrong', () => {
  let calls = 0;
  const score = scoreCorpus(
    (record) => {
      calls += 1;
      if (calls % 3 === 0) throw new Error('no');
      if (calls % 3 === 1) return undefined as unknown as string;
      if (calls === 2) for (;;) calls += 0;
      return asLogged(record);
    },
    { stride: 2_000, limitMs: 2_000 },
  );
  expect(score.failures.stuck).toBe(1);
  expect(score.failures.threw).toBe((cellsOf(score) / 3) * 2);
  expect(score.leaks.secret.hits + score.leaks.personal.hits + score.leaks.national.hits).toBeGreaterThan(0);
});

test('what a tool does not write even without redaction counts for nothing', () => {
  const bare = (record: unknown): string => JSON.stringify(record);
  const score = scoreCorpus(bare, { bare, stride: 20 });
  expect(score.byPosition['map']?.leaks.cells).toBe(0);
  expect(score.byPosition['map']?.falseRedactions.cells).toBe(0);
  expect(score.unwritten).toBeGreaterThan(0);
  expect(score.falseRedactions.hits).toBe(0);
});

test('faults are named by sample and position', () => {
  const score = scoreCorpus(asLogged, { stride: 50, maxSamples: 2 });
  const leaked = score.byKind.find(({ what, hits }) => what === 'secret' && hits > 2);
  expect(leaked?.samples).toEqual([
    expect.stringMatching(/^[\w-]+#\d+ in message$/),
    expect.stringMatching(/^[\w-]+#\d+ in field$/),
  ]);
});

test('a tool that answers later is scored the same', async () => {
  const redact = (record: unknown): string => asLogged(record).replaceAll(/[a-z]{5}/g, '*');
  const later = async (record: unknown): Promise<string> => redact(record);
  expect(await scoreCorpusLater(later, { stride: 60 })).toEqual(scoreCorpus(redact, { stride: 60 }));
  const refused = await scoreCorpusLater(() => Promise.reject(new Error('no')), { stride: 2_000 });
  expect(refused.failures.threw).toBe(cellsOf(refused));
  expect(refused.failures.threw).toBeGreaterThan(0);
});
