import { sqliteStore } from '../src/sqlite.ts';

// A service of a user who is not root, for whom rights of files count: adds nothing to the file that is named, and prints
// what that rejects with.
const [path = ''] = process.argv.slice(2);
if (process.getuid?.() === 0) process.setuid?.(65_534);
const store = sqliteStore({ path });
await store.append([]).then(
  () => process.stdout.write('written\n'),
  (error: unknown) => process.stdout.write(`${(error as Error).message}\n`),
);
