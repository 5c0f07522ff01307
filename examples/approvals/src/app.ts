import type { Dashboard } from '@plumbline/dashboard';
import Fastify, { type FastifyInstance } from 'fastify';
import type { BlobStore } from './platform/blobs.ts';
import type { Database } from './platform/database.ts';
import { ApiError } from './platform/errors.ts';
import type { Notifications } from './platform/notifications.ts';
import { accountRoutes } from './routes/accounts.ts';
import { adminRoutes } from './routes/admin.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { contentRoutes } from './routes/content.ts';
import { feedbackRoutes } from './routes/feedback.ts';
import { pageRoutes } from './routes/pages.ts';
import { workspaceRoutes } from './routes/workspaces.ts';
import { useSessions } from './session.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

/** Everything the routes use. Telemetry is one of the dependencies, so a test can pass its own. */
export interface Deps {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly notifications: Notifications;
  readonly telemetry: Telemetry;
  /** @default no pages with numbers */
  readonly dashboard?: Dashboard;
}

/** The service without a port: `main.ts` gives it one, tests inject requests. */
export function createApp(deps: Deps): FastifyInstance {
  const app = Fastify({ bodyLimit: 256 * 1024 });
  deps.telemetry.install(app);
  useSessions(app, deps);
  accountRoutes(app, deps);
  workspaceRoutes(app, deps);
  contentRoutes(app, deps);
  approvalRoutes(app, deps);
  feedbackRoutes(app, deps);
  adminRoutes(app, deps);
  pageRoutes(app, deps);
  answerErrors(app, deps);
  return app;
}

/**
 * Callers get a code and the request ID, which finds the log line, the trace and the audit record, and of a failure its error
 * ID, which finds the error tracker's issue too; never a message.
 */
function answerErrors(app: FastifyInstance, { telemetry }: Deps): void {
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(telemetry.errorBody('not_found')));
  app.setErrorHandler((error: Error & { statusCode?: number; validation?: unknown }, _request, reply) => {
    if (error instanceof ApiError) return reply.code(error.status).send(telemetry.errorBody(error.code));
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return reply.code(error.statusCode).send(telemetry.errorBody('bad_request'));
    }
    const errorId = telemetry.captureError(error);
    return reply.code(500).send(telemetry.errorBody('internal', { errorId }));
  });
}
