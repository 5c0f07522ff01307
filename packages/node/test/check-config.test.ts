// `checkConfig` and `start` are one judgement: over every option of the table, wrong and misspelt.
import { isPlumblineError } from '@plumbline/core';
import { expect, it } from 'vitest';
import type { Shape } from '../src/checks.ts';
import { configSchema } from '../src/config-schema.ts';
import { checkConfig, start } from '../src/index.ts';

/** No option takes it. */
const WRONG = -1.5;

/** The path of each option, sections too. */
const paths = (shape: Shape, at: readonly string[] = []): readonly (readonly string[])[] =>
  Object.entries(shape).flatMap(([name, check]) => [
    [...at, name],
    ...(check.shape ? paths(check.shape, [...at, name]) : []),
  ]);

/** A configuration that is fine but for the value at one path. */
function withValue(path: readonly string[], value: unknown): object {
  const [name = '', ...rest] = path;
  const base: Record<string, unknown> = path[0] === 'service' ? {} : { service: { name: 'orders' } };
  const put = (into: Record<string, unknown>, [key = '', ...more]: readonly string[]): void => {
    if (more.length === 0) into[key] = value;
    else put((into[key] ??= {}) as Record<string, unknown>, more);
  };
  put(base, [name, ...rest]);
  return base;
}

const misspelt = (path: readonly string[]): readonly string[] => [...path.slice(0, -1), `${path.at(-1)}x`];

async function faultsOfStart(config: object): Promise<readonly string[]> {
  const plumbline = await start(config as never, { environment: {}, signals: false }).catch((error: unknown) => error);
  if (isPlumblineError(plumbline)) {
    return plumbline.message.split('\n').flatMap((line) => /^ {2}- (.*)$/.exec(line)?.[1] ?? []);
  }
  await (plumbline as { shutdown(): Promise<unknown> }).shutdown();
  return [];
}

const options = paths(configSchema.shape).map((path) => [path.join('.'), path] as const);

it('knows the table', () => {
  expect(options.length).toBeGreaterThan(50);
  expect(options.map(([name]) => name)).toContain('errors.reportCrashes');
});

it.each(options)('refuses a wrong %s and a neighbour of it in the words of start', async (_name, path) => {
  for (const config of [withValue(path, WRONG), withValue(misspelt(path), 1)]) {
    const said = await checkConfig(config, { environment: {} });
    expect(said.length).toBeGreaterThan(0);
    expect(said).toEqual(await faultsOfStart(config));
  }
});

it('refuses what the environment says, and nothing of what starts', async () => {
  const config = { service: { name: 'orders' } };
  expect(await checkConfig(config, { environment: { LOG_LEVEL: 'loud' } })).toEqual([
    expect.stringMatching(/^LOG_LEVEL: must be one of /),
  ]);
  const used = { ...config, errors: { reportCrashes: true }, trace: { sampleRatio: 0.5 }, logs: { level: 'fatal' } };
  expect(await checkConfig(used, { environment: {} })).toEqual([]);
  expect(await faultsOfStart(used)).toEqual([]);
});

it('names the section of an option that stands beside it', async () => {
  const said = await checkConfig({ service: { name: 'orders' }, ingest: {} }, { environment: {} });
  expect(said).toEqual(['config.ingest: is no option; did you mean `events.ingest`?']);
});
