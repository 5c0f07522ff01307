import { installBaseline } from '@plumbline/node/next';

export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { start } = await import('@plumbline/node');
  installBaseline(
    await start({
      service: { name: process.env.SERVICE_NAME, version: '1.0.0' },
      trace: { sampleRatio: 1, propagateTo: ['env:STOCK_URL'] },
      egress: {
        propagation: { party: 'first-party' },
        collector: { party: 'first-party' },
        errors: { origin: 'env:SENTRY_DSN', party: 'first-party' },
      },
    }),
  );
}

export { onRequestError } from '@plumbline/node/next';
