import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ActionSpecs, type AuditOptions, createAudit } from '../src/index.ts';
import { sqliteEvidence, sqliteStore, type SqliteStoreOptions } from '../src/sqlite.ts';
import { actions, service, useFolder } from './support.ts';

const folder = useFolder();

const thrownBy = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as Error).message.split('\n')[0] ?? '';
  }
  return 'nothing was thrown';
};

describe('sqliteStore and sqliteEvidence', () => {
  test.each([
    [{}, '`path` is missing; name the file of the trail'],
    [undefined, '`path` is missing; name the file of the trail'],
    [{ file: 'audit.db' }, '`file` is no option; did you mean `path`?; `path` is missing; name the file of the trail'],
    [{ pth: 'a' }, '`pth` is no option; did you mean `path`?; `path` is missing; name the file of the trail'],
    [{ path: 'a.db', mode: 'x' }, '`mode` is no option; remove it'],
    [{ path: 7 }, '`path` must be a text'],
    [{ path: '' }, '`path` is empty'],
    [{ path: 'a.db', database: { prepare() {} } }, 'takes `path` or `database`, not both'],
    [{ database: 'a.db' }, '`database` is no `DatabaseSync` of node:sqlite'],
  ])('%o is refused at once', (given, what) => {
    const options = given as unknown as SqliteStoreOptions;
    expect(thrownBy(() => sqliteStore(options))).toBe(`PLB_OPTION_INVALID: sqliteStore: ${what}`);
    expect(thrownBy(() => sqliteEvidence(options))).toBe(`PLB_OPTION_INVALID: sqliteEvidence: ${what}`);
  });

  test('a file that is no database ends the start, and is left as it is', async () => {
    const file = path.join(folder(), 'notes.txt');
    writeFileSync(file, 'not a database, but more than a hundred bytes of a text\n'.repeat(40));
    const before = readFileSync(file);
    const spoolDirectory = path.join(folder(), 'spool');
    await using audit = createAudit({ actions, store: sqliteStore({ path: file }), spoolDirectory, service });
    await expect(audit.start()).rejects.toThrow(
      `PLB_AUDIT_STORE: sqlite: ${file} is no SQLite database.\n  fix: Name another file in \`path\``,
    );
    expect(readFileSync(file)).toEqual(before);
  });
});

describe('createAudit', () => {
  const said = (options: unknown): string => thrownBy(() => createAudit(options as AuditOptions<ActionSpecs>));
  const good = () => ({ actions, store: sqliteStore({ path: ':memory:' }), spoolDirectory: folder(), service });

  test.each([undefined, {}])('%o is told all that is required', (options) => {
    expect(said(options)).toBe(
      'PLB_OPTION_INVALID: createAudit: `actions` is missing; make it with `defineActions`; `store` is missing; make it with ' +
        '`sqliteStore` or `postgresStore`; `spoolDirectory` is missing; name a folder on a local disk; `service.name` is missing',
    );
  });

  test.each([
    [{ stirct: true }, '`stirct` is no option; did you mean `strict`?'],
    [{ storeTimeout: 5 }, '`storeTimeout` is no option; did you mean `storeTimeoutMs`?'],
    [{ spool: { maxByte: 5 } }, '`spool.maxByte` is no option; did you mean `maxBytes`?'],
    [{ actions: actions.specs }, '`actions` is not what `defineActions` returns'],
    [{ actions: null }, '`actions` is not what `defineActions` returns'],
    [{ store: {} }, '`store` is no audit store; make it with `sqliteStore` or `postgresStore`'],
    [{ strict: 'yes', maxHeld: 0 }, '`maxHeld` must be at least 1; `strict` must be true or false'],
    [{ sealedHere: 'yes' }, '`sealedHere` must be true or false'],
    [{ onSpoolFailure: 'panic' }, "`onSpoolFailure` must be 'degrade' or 'refuse'"],
  ])('%o is refused', (wrong, what) => {
    expect(said({ ...good(), ...wrong })).toBe(`PLB_OPTION_INVALID: createAudit: ${what}`);
  });

  test('an option that is undefined is one that is left out', () => {
    const undefinedOnes = { strict: undefined, spool: undefined, log: undefined, maxHeld: undefined };
    expect(said({ ...good(), ...undefinedOnes })).toBe('nothing was thrown');
  });
});
