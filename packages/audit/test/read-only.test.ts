import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { DatabaseSync } from 'node:sqlite';
import { openReadOnly } from '../src/sqlite/read-only.ts';
import { useSealedTrail } from './cli-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const sealed = useSealedTrail(folder);
const { audit, verify } = sealed;

const beside = (): string[] => readdirSync(folder()).filter((name) => name.startsWith('audit.sqlite'));

const count = (database: DatabaseSync): unknown => database.prepare('SELECT count(*) AS n FROM audit_log').get()?.['n'];

it('leaves no file behind that a service of another user could not write', async () => {
  expect(beside()).toEqual(['audit.sqlite']);
  expect((await verify()).code).toBe(0);
  expect((await audit('hold', '--sqlite', sealed.file, '--list')).code).toBe(0);
  expect((await audit('anchor', '--sqlite', sealed.file, '--list')).code).toBe(0);
  expect(beside()).toEqual(['audit.sqlite']);
  // What an earlier version left when it had read.
  writeFileSync(`${sealed.file}-wal`, '');
  expect((await verify()).code).toBe(0);
  expect(beside()).toEqual(['audit.sqlite', 'audit.sqlite-wal']);
});

it('reads what a service has written and not yet brought over from its log, and lets it go on', async () => {
  const service = new DatabaseSync(sealed.file);
  service.exec(
    "PRAGMA wal_autocheckpoint = 0; DELETE FROM audit_anchors WHERE 0; INSERT INTO audit_holds VALUES ('h', 'a', NULL, NULL, NULL, 1)",
  );
  expect((await audit('hold', '--sqlite', sealed.file, '--list')).out).toContain('h');
  expect((await verify('--anchor', 'anchors.jsonl')).code).toBe(0);
  service.exec('DELETE FROM audit_holds');
  service.close();
  expect(beside()).toEqual(['audit.sqlite']);
});

it('reads the log that a service left when it was killed, and lets the next one take it up', () => {
  const inOther = (more: string): string =>
    execFileSync(process.execPath, [
      '--no-warnings',
      '-e',
      `const d = new (require('node:sqlite').DatabaseSync)(${JSON.stringify(sealed.file)}); ${more}`,
    ]).toString();
  const dies =
    "d.exec(\"INSERT INTO audit_holds VALUES ('h', 'a', NULL, NULL, NULL, 1)\"); process.kill(process.pid, 'SIGKILL')";
  expect(() => inOther(dies)).toThrow(/Command failed/);
  expect(beside()).toEqual(['audit.sqlite', 'audit.sqlite-shm', 'audit.sqlite-wal']);
  const { close, database } = openReadOnly(sealed.file);
  const holds = (): unknown => database.prepare('SELECT count(*) AS n FROM audit_holds').get()?.['n'];
  expect(holds()).toBe(1);
  inOther("d.exec(\"INSERT INTO audit_holds VALUES ('i', 'a', NULL, NULL, NULL, 1)\"); d.close()");
  expect(holds()).toBe(2);
  close();
});

it.each([
  ['is still there', (database: DatabaseSync) => count(database)],
  ['is gone again', (database: DatabaseSync) => database.close()],
])('says that nothing can be said where a writer began meanwhile and %s', (_, end) => {
  const { close, database } = openReadOnly(sealed.file);
  expect(count(database)).toBe(3);
  const service = new DatabaseSync(sealed.file);
  service.exec('DELETE FROM audit_lease; INSERT INTO audit_lease VALUES (1, 1, 1)');
  end(service);
  expect(close).toThrow(
    /PLB_AUDIT_STORE: .*audit\.sqlite was written to while it was read.*\n {2}fix: Run the command/,
  );
  if (service.isOpen) service.close();
});

it('says so of a file that another one has replaced', () => {
  const { close } = openReadOnly(sealed.file);
  copyFileSync(sealed.file, `${sealed.file}.new`);
  renameSync(`${sealed.file}.new`, sealed.file);
  expect(close).toThrow(/was written to while it was read/);
});

it('reads a copy of file and log that was made while a service ran', async () => {
  const service = new DatabaseSync(sealed.file);
  service.exec("INSERT INTO audit_holds VALUES ('held-h', 'a', NULL, NULL, NULL, 1)");
  for (const end of ['', '-wal']) writeFileSync(path.join(folder(), `copy${end}`), readFileSync(sealed.file + end));
  service.close();
  expect((await audit('hold', '--sqlite', 'copy', '--list')).out).toContain('held-h');
});
