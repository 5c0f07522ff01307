import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { packTables } from './pack.ts';

writeFileSync(path.join(import.meta.dirname, '../src/packed-tables.ts'), packTables());
