import { baselineRoute } from '@plumbline/node/next';
import { accountOf, hasAgreed } from '../../lib/session.ts';
import { telemetry } from '../../lib/telemetry.ts';
import { noteConsent } from '../../telemetry/consent.ts';

const unavailable = (): Response => new Response(null, { status: 503 });

/** Where the pages send their events: who they are of, and whether they may be kept, is said here and not by the page. */
export const POST = baselineRoute('/_t', async (request) => {
  const plumbline = telemetry();
  const account = accountOf(request);
  if (account) plumbline?.identify(account);
  if (hasAgreed(request)) noteConsent();
  return (await plumbline?.ingest?.(request)) ?? unavailable();
});
