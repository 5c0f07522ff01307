import { installBaseline } from '@plumbline/node/next';

export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { start } = await import('@plumbline/node');
  const { config } = await import('./work.mjs');
  installBaseline(await start(config));
}

export { onRequestError } from '@plumbline/node/next';
