import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openJournal } from '../src/journal.ts';

const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);
const KILLS = 20 * SCALE;
const READERS = ['fast', 'slow'] as const;

let directory: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'plumbline-crash-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const program = (name: string): string => path.join(import.meta.dirname, `journal-${name}-program.ts`);

/** Runs a program until it has said so many lines, kills it at that moment, and answers all whole lines it said. */
async function runAndKill(wanted: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--conditions=plumbline:source', program('readers'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let text = '';
  let count = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    for (const byte of chunk) if (byte === 0x0a) count += 1;
    if (count >= wanted) child.kill('SIGKILL');
  });
  await new Promise((resolve) => void child.once('close', resolve));
  expect(child.signalCode).toBe('SIGKILL');
  return text.split('\n').slice(0, -1);
}

/** What the processes said, over all their lives. */
class Account {
  readonly written = new Set<string>();
  readonly got = new Map<string, number>();
  readonly kept = new Set<string>();
  repeats = 0;
  /** Lines that came again although their acknowledgement had returned. */
  readonly undone: string[] = [];

  /** Takes what several processes said in the order in which they said it: one may have taken over from another. */
  noteAll(lines: readonly string[]): void {
    const at = (line: string): number => Number(BigInt(line.split(' ')[0] ?? 0) / 1_000n);
    for (const line of lines.toSorted((a, b) => at(a) - at(b))) this.note(line);
  }

  private note(line: string): void {
    const [, kind = '', reader = '', names = ''] = line.split(' ');
    if (kind === 'missing') throw new Error(line);
    if (kind === 'w') this.written.add(reader);
    if (kind === 'g') for (const name of names.split(',')) this.receive(`${reader} ${name}`);
    if (kind === 'k') for (const name of names.split(',')) this.kept.add(`${reader} ${name}`);
  }

  receive(key: string): void {
    const times = (this.got.get(key) ?? 0) + 1;
    this.got.set(key, times);
    if (times > 1) this.repeats += 1;
    if (this.kept.has(key)) this.undone.push(key);
  }

  skippedBy(reader: string): string[] {
    return [...this.written].filter((name) => !this.got.has(`${reader} ${name}`));
  }
}

test(
  `kill -9 x ${KILLS} with two readers: nothing is lost, nothing is skipped, no acknowledgement is undone`,
  async () => {
    const account = new Account();
    for (let round = 0; round < KILLS; round += 1) {
      // Two at once now and then: they share the folder, and the next one takes over both.
      const wanted = Array.from({ length: round % 4 === 3 ? 2 : 1 }, () => 2 + Math.floor(Math.random() * 900));
      const said = await Promise.all(wanted.map(runAndKill));
      account.noteAll(said.flat());
    }
    const journal = await openJournal({ directory, readers: READERS });
    for (const reader of READERS) {
      for await (const { lines, cursor, missing } of journal.read({ reader })) {
        expect(missing).toBe(0);
        for (const line of lines) account.receive(`${reader} ${line.split(' ')[0]}`);
        await journal.ack(cursor, reader);
      }
    }
    process.stdout.write(
      `${KILLS} kills: ${account.written.size} lines, ${account.got.size} receipts, ${account.repeats} repeats, torn ${journal.faults.torn}\n`,
    );
    expect(account.written.size).toBeGreaterThan(KILLS * 20);
    expect(READERS.map((reader) => account.skippedBy(reader))).toEqual([[], []]);
    expect(account.undone).toEqual([]);
    expect(journal.faults).toMatchObject({ corrupt: 0, missing: 0 });
    expect(journal.pending).toBe(0);
    await journal.close();
  },
  300_000 * SCALE,
);

/** Whether this account may mount in a name space of its own, which containers often refuse. */
const canMount = (): boolean => {
  const script = 'exec unshare -rm mount -t tmpfs -o size=1m tmpfs "$0"';
  return spawnSync('sh', ['-c', script, directory]).status === 0;
};

function runShell(script: string, ...args: string[]): string {
  const node = [process.execPath, '--conditions=plumbline:source', '--no-warnings'];
  return execFileSync('sh', ['-c', script, 'sh', directory, ...node, ...args], {
    encoding: 'utf8',
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
}

interface FullResult {
  readonly causes: readonly string[];
  readonly first: number;
  readonly held: number;
  readonly whole: readonly boolean[];
  readonly faults: object;
  readonly left: number;
}

const whole = { whole: [true, true], faults: { torn: 0, corrupt: 0, missing: 0 }, left: 0 };

test('a write that stops half way at a file size limit fails the append alone; both readers get the rest whole', () => {
  const script = 'folder=$1; shift; ulimit -S -f 6; exec "$@" "$folder" soft';
  const result = JSON.parse(runShell(script, program('full'))) as FullResult;
  expect(result).toMatchObject({ ...whole, causes: ['PLB_JOURNAL_WRITE EFBIG'] });
  expect(result.first).toBeGreaterThan(5);
});

test('a full disk fails appends until both readers are through a file, and takes lines again then', () => {
  // Without the right to mount, the limit of the file size stands in for the full disk.
  const mount = canMount();
  const script = mount
    ? 'folder=$1; shift; exec unshare -rm sh -c \'mount -t tmpfs -o size=128k tmpfs "$0" && exec "$@" "$0" disk\' "$folder" "$@"'
    : 'folder=$1; shift; ulimit -S -f 6; exec "$@" "$folder" soft';
  const result = JSON.parse(runShell(script, program('full'))) as FullResult;
  expect(result).toMatchObject({ ...whole, causes: [mount ? 'PLB_JOURNAL_WRITE ENOSPC' : 'PLB_JOURNAL_WRITE EFBIG'] });
  expect(result.first).toBeGreaterThan(5);
});

test('a folder on a read-only disk is named when opened, and what lies there stays for later', async () => {
  const spool = path.join(directory, 'spool');
  mkdirSync(spool);
  const first = await openJournal({ directory: spool, readers: READERS });
  first.append('kept');
  await first.close();
  const mount = canMount();
  const code = `import { openJournal } from ${JSON.stringify(path.join(import.meta.dirname, '../src/journal.ts'))};
    await openJournal({ directory: process.argv[1], readers: ['fast', 'slow'] }).then(
      () => console.log('open'), (error) => console.log(error.code, error.cause?.code));`;
  // Where nothing may be mounted, a place where no folder can be made stands in for it.
  const script = mount
    ? `exec unshare -rm sh -c 'mount --bind "$0/spool" "$0/spool" && mount -o remount,bind,ro "$0/spool" && exec "$@" "$0/spool"' "$@"`
    : 'shift; exec "$@" /dev/null/spool';
  const said = runShell(script, '--input-type=module-typescript', '--eval', code).trim();
  expect(said).toMatch(mount ? /^PLB_JOURNAL_WRITE EROFS$/ : /^PLB_JOURNAL_WRITE ENOTDIR$/);
  const next = await openJournal({ directory: spool, readers: READERS });
  expect([next.pendingOf('fast'), next.pendingOf('slow')]).toEqual([1, 1]);
  await next.close();
});

test('two processes on one folder: each keeps its own, and the one that stays takes over for both readers', async () => {
  const journal = await openJournal({ directory, readers: READERS, maxSegmentBytes: 4_096 });
  const own = Array.from({ length: 100 }, (_, index) => `own:${index}`);
  for (const line of own) journal.append(line);
  const said = await runAndKill(500);
  expect(READERS.map((reader) => journal.pendingOf(reader))).toEqual([100, 100]);
  expect(await journal.adopt()).toBe(1);
  const account = new Account();
  account.noteAll(said);
  const mine: Record<string, string[]> = { fast: [], slow: [] };
  for (const reader of READERS) {
    for await (const { lines, cursor } of journal.read({ reader, maxLines: 33 })) {
      for (const line of lines) {
        if (line.startsWith('own:')) mine[reader]?.push(line);
        else account.receive(`${reader} ${line.split(' ')[0]}`);
      }
      await journal.ack(cursor, reader);
    }
  }
  expect(mine).toEqual({ fast: own, slow: own });
  expect(READERS.map((reader) => account.skippedBy(reader))).toEqual([[], []]);
  expect(account.undone).toEqual([]);
  await journal.close();
});
