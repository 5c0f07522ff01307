export type { IngestRequest } from './ingest/check-request.ts';
export { createIngest, type Ingest } from './ingest/create-ingest.ts';
export type { IngestOptions } from './ingest/options.ts';
export type { QuarantineOptions } from './quarantine/files.ts';
