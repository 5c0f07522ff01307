import { baseline, baselineRoute } from '@plumbline/node/next';
import { work } from '../../../work.mjs';

export const GET = baselineRoute('/work/[id]', async (_request, { params }) => {
  const { id } = await params;
  return Response.json(await work(baseline(), id));
});
