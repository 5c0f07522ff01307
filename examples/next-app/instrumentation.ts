import { installBaseline } from '@plumbline/node/next';

/** Next calls it once, before the first request is answered. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { startTelemetry } = await import('./lib/telemetry.ts');
  installBaseline(await startTelemetry());
}

export { onRequestError } from '@plumbline/node/next';
