import { baselineRoute } from '@plumbline/node/next';
import { dashboard } from '../../../lib/dashboard.ts';

export const dynamic = 'force-dynamic';
export const GET = baselineRoute('/telemetry/[[...page]]', (request) => dashboard()(request));
