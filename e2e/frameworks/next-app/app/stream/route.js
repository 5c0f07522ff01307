import { baseline, baselineRoute } from '@plumbline/node/next';

export const dynamic = 'force-dynamic';
export const GET = baselineRoute('/stream', () => {
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(encoder.encode('first '));
      await new Promise((later) => setImmediate(later));
      baseline().logger.info('second part');
      controller.enqueue(encoder.encode('second'));
      controller.close();
    },
  });
  return new Response(body);
});
