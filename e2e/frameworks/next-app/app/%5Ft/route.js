import { baseline, baselineRoute } from '@plumbline/node/next';

export const POST = baselineRoute('/_t', (request) => baseline().ingest(request));
