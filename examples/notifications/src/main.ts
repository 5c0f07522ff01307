import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { start } from '@plumbline/node';
import config from '../plumbline.config.ts';
import { createFileMailer } from './mailer.ts';
import { createNotificationsServer } from './server.ts';

const dataDirectory = process.env['NOTIFICATIONS_DATA'] ?? '.plumbline/notifications';
mkdirSync(dataDirectory, { recursive: true });
const mailer = createFileMailer(
  path.join(dataDirectory, 'outbox.jsonl'),
  Number(process.env['MAIL_FAILURE_RATE'] ?? 0),
);

// Kubernetes waits for 30 s; a store that is slow for a moment then loses nothing.
const plumbline = await start(config, { shutdownTimeoutMs: 10_000 });
const server = createNotificationsServer(mailer, plumbline);
plumbline.onShutdown({ before: () => new Promise<void>((resolve) => server.close(() => resolve())) });

const port = Number(process.env['PORT'] ?? 3001);
server.listen(port, process.env['HOST'] ?? '127.0.0.1', () =>
  plumbline.logger.info({ port }, 'notifications is listening'),
);
