import { baseline, baselineRoute } from '@plumbline/node/next';

export const GET = baselineRoute('/orders/[id]', async (_request, { params }) => {
  const { id } = await params;
  baseline().logger.info({ order_id: id }, 'order read');
  const answer = await fetch(`${process.env.STOCK_URL}/stock/${id}`);
  return Response.json({ id, stock: await answer.json() });
});
