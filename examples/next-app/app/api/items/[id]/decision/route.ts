import { baselineRoute } from '@plumbline/node/next';
import { decide } from '../../../../../lib/items.ts';
import { accountOf } from '../../../../../lib/session.ts';
import { telemetry } from '../../../../../lib/telemetry.ts';

type Route = { params: Promise<{ id: string }> };

const answer = (status: number, code: string): Response => Response.json({ error: { code } }, { status });

/** The click of the page, this handler, the statement below it, the log line, the event: one trace and one request ID. */
export const POST = baselineRoute('/api/items/[id]/decision', async (request, { params }: Route) => {
  const plumbline = telemetry();
  const account = accountOf(request);
  if (!account) return answer(401, 'unauthenticated');
  plumbline?.identify(account);
  if (account.role !== 'approver') return answer(403, 'forbidden');
  const { decision } = (await request.json()) as { decision?: unknown };
  if (decision !== 'approved' && decision !== 'rejected') return answer(400, 'bad_request');
  const item = decide((await params).id, decision);
  if (!item) return answer(404, 'not_found');
  plumbline?.logger.info({ item_id: item.id, decision }, 'item decided');
  plumbline?.events.capture('approval_submitted', { decision, surface: 'page' });
  return Response.json(item);
});
