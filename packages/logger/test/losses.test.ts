import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLogger, type LossReason } from '../src/index.ts';
import { createLosses } from '../src/losses.ts';
import { recordMeter } from './recorder.ts';

const script = path.join(import.meta.dirname, 'fixtures', 'write-hard.ts');
const flags = ['--conditions=plumbline:source', '--disable-warning=ExperimentalWarning'];

/** What a shell command says on stderr, with the fixture as `FIXTURE …`. */
async function stderrOf(command: string): Promise<readonly string[]> {
  const node = [process.execPath, ...flags, script].map((part) => `'${part}'`).join(' ');
  const child = spawn('bash', ['-c', command.replaceAll('FIXTURE', node)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
}

/** A destination that takes nothing. */
const write = (): never => {
  throw new Error('no');
};

describe('lost lines are told on stderr, without a meter too', () => {
  it.each([
    ['a full disk', 'FIXTURE full /dev/full', 'no_space'],
    ['a reader that is gone', 'FIXTURE gone | true', 'reader_gone'],
    [
      'a descriptor that somebody closed',
      `FIXTURE closed ${mkdtempSync(path.join(tmpdir(), 'plumbline-logger-'))}/x.log`,
      'closed',
    ],
  ])('%s: at once, and again when their number has doubled', async (_, command, reason) => {
    expect(await stderrOf(command)).toEqual(
      [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map(
        (count) => `plumbline: log lines of "hard" are lost: ${reason}, ${count} so far`,
      ),
    );
  });
});

it('a loss that goes on is told again after a minute, however few lines it costs', () => {
  const said: string[] = [];
  let time = 5;
  const lose = createLosses(
    { service: 's\u009b\u202e' },
    () => undefined,
    () => time,
    (line) => said.push(line),
  );
  for (let i = 0; i < 5; i++) lose('no_space');
  time += 59_999;
  lose('no_space');
  time += 1;
  lose('refused');
  expect(said.map((line) => line.replace('plumbline: log lines of "s??" are lost: ', ''))).toEqual([
    'no_space, 1 so far\n',
    'no_space, 2 so far\n',
    'no_space, 4 so far\n',
    'refused, 7 so far\n',
  ]);
});

describe('onLost', () => {
  it('is told of each line, and nothing is said on stderr', async () => {
    const told: [LossReason, number][] = [];
    const logger = createLogger({ service: 's', destination: { write }, onLost: (...loss) => told.push(loss) });
    for (let i = 0; i < 3; i++) logger.info('lost');
    expect(told).toEqual([
      ['refused', 1],
      ['refused', 2],
      ['refused', 3],
    ]);
    expect(await stderrOf('FIXTURE told')).toEqual(['no_space 1', 'no_space 2']);
  });

  it('that throws, refuses later or logs costs nothing but a count', async () => {
    const { meter, sums } = recordMeter();
    let calls = 0;
    const onLost = (): never => {
      calls += 1;
      logger.info('from the receiver');
      if (calls === 1) return Promise.reject(new Error('no')) as never;
      throw new Error('no');
    };
    const logger = createLogger({ service: 's', destination: { write }, onLost, meter });
    logger.info('lost');
    logger.info('lost');
    await setImmediate();
    expect(calls).toBe(2);
    expect(sums).toEqual({
      'plumbline.log.lines info': 4,
      'plumbline.log.lost refused': 4,
      'plumbline.log.failures': 2,
    });
  });
});

it('a relative path stays the one it was at creation, wherever the process goes', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-logger-'));
  expect(await stderrOf(`cd ${folder} && FIXTURE moved`)).toEqual([]);
  expect(readFileSync(path.join(folder, 'out.log'), 'utf8').trimEnd().split('\n')).toHaveLength(2);
});
