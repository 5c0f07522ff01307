import { createApp } from '../../../examples/approvals/src/app.ts';
import { createFolderStore } from '../../../examples/approvals/src/platform/blobs.ts';
import { openDatabase } from '../../../examples/approvals/src/platform/database.ts';
import { createNotifications } from '../../../examples/approvals/src/platform/notifications.ts';
import { settings } from '../../../examples/approvals/src/platform/settings.ts';
import type { Telemetry } from '../../../examples/approvals/src/telemetry/telemetry.ts';

// The same service without Plumbline: no log line, no span, no event, no audit record. What remains is what the routes do.
const nothing = (): void => undefined;
const receipt = { id: '', accepted: true, durable: Promise.resolve() };

const telemetry = {
  logger: { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing, fatal: nothing },
  events: { capture: nothing },
  audit: { record: () => receipt, in: () => ({ record: () => Promise.resolve({ id: '', committed: nothing }) }) },
  metrics: {
    auth: { attempt: nothing },
    dependency: async <T>(_name: string, _operation: string, fn: () => Promise<T> | T): Promise<T> => fn(),
  },
  identify: nothing,
  captureError: () => '',
  errorBody: (code: string) => ({ error: { code, request_id: '' } }),
  install: (app: {
    get(path: string, handler: () => object): unknown;
    post(path: string, handler: () => object): unknown;
  }) => {
    app.get('/readyz', () => ({ status: 'ok' }));
  },
} as unknown as Telemetry;

const chosen = settings();
const database = await openDatabase(chosen);
const app = createApp({
  database,
  blobs: createFolderStore(`${chosen.dataDirectory}/blobs`, chosen.blobFailureRate),
  notifications: createNotifications(chosen.notificationsUrl),
  telemetry,
});
await app.listen({ host: chosen.host, port: chosen.port });
process.on('SIGTERM', () => void app.close().then(() => database.close()));
