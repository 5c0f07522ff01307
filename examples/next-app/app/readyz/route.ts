import { probeRoute } from '@plumbline/node/next';

export const dynamic = 'force-dynamic';
export const GET = probeRoute('/readyz');
