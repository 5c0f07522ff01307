import { mkdirSync } from 'node:fs';
import { Session } from 'chdb';

// Somebody who opens the same data without this package.
const folder = `${process.argv[2] ?? ''}/clickhouse`;
mkdirSync(folder, { recursive: true });
const session = new Session(folder);
process.send?.(session.open);
process.on('message', () => process.exit(0));
