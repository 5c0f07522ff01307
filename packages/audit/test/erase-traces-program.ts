import { writeSync } from 'node:fs';
import { createTrail } from './erase-traces-trail.ts';

// Records, flushes, and is killed.
const audit = createTrail(process.argv[2] ?? '');
await audit.start();
audit.record('note.added', { subject: { type: 'user', id: 'u_1' }, metadata: { name: 'VICTIM-1' } });
writeSync(1, JSON.stringify(await audit.flush()));
process.kill(process.pid, 'SIGKILL');
