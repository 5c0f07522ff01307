import { baselineRoute } from '@plumbline/node/next';

export const dynamic = 'force-dynamic';
export const GET = baselineRoute('/endless', () => {
  const encoder = new TextEncoder();
  return new Response(new ReadableStream({ start: (controller) => controller.enqueue(encoder.encode('first ')) }));
});
