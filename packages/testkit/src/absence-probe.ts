import { mark } from './absence/mark.ts';

// A program of its own: `node absence-probe ENTRY REPORT`. It writes what importing and running the entry did.
await mark();
