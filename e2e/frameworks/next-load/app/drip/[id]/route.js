import { Readable } from 'node:stream';
import { baseline, baselineRoute } from '@plumbline/node/next';
import { drip } from '../../../work.mjs';

export const GET = baselineRoute('/drip/[id]', async (_request, { params }) => {
  const { id } = await params;
  return new Response(Readable.toWeb(drip(baseline(), id)));
});
