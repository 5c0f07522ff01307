import { mkdir, rmdir } from 'node:fs/promises';

await mkdir('state');
await rmdir('state');
