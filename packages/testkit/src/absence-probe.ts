import { mark } from './absence/mark.ts';

// A program of its own: `node absence-probe ENTRY`. It says on its channel what importing and running the entry did.
await mark();
