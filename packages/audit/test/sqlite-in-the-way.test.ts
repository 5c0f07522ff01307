import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTrail } from './cli-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
let file: string;

beforeEach(async () => {
  file = await makeTrail(folder(), 1);
  chmodSync(folder(), 0o777);
  chmodSync(file, 0o666);
});

afterEach(() => chmodSync(folder(), 0o700));

/** What a process of another user than root says when it writes to the file. */
const write = (): string =>
  execFileSync(process.execPath, [
    '--no-warnings',
    '--conditions=plumbline:source',
    path.join(import.meta.dirname, 'sqlite-opener.ts'),
    file,
  ]).toString();

it('is written by a user who may', () => {
  expect(write()).toBe('written\n');
});

it.each(['-wal', '-shm'])('names a %s that another user left in the way, and what to do', (end) => {
  for (const one of ['-wal', '-shm']) writeFileSync(file + one, '');
  chmodSync(`${file}-wal`, 0o666);
  chmodSync(`${file}-shm`, 0o666);
  chmodSync(file + end, 0o444);
  const said = write();
  expect(said).toContain(`PLB_AUDIT_STORE: ${file}${end} cannot be written`);
  const isOther = process.getuid?.() === 0;
  expect(said.includes('by user 65534; it belongs to user 0\n')).toBe(isOther);
  expect(said).toMatch(
    /\n {2}fix: Give it and the other files of .* to the user of the service \(chown\), and remove none/,
  );
});

it('names the file, and the folder, that may not be written', () => {
  chmodSync(file, 0o444);
  expect(write()).toContain(`PLB_AUDIT_STORE: ${file} cannot be written`);
  chmodSync(file, 0o666);
  chmodSync(folder(), 0o555);
  expect(write()).toContain(`PLB_AUDIT_STORE: ${folder()} cannot be written`);
});
