import { createHmac, randomUUID } from 'node:crypto';
import type * as NodeHttp from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import process from 'node:process';
import type * as NodeSqlite from 'node:sqlite';
import type * as Api from '@opentelemetry/api';
import type * as HttpPart from '@opentelemetry/instrumentation-http';
import type * as PinoPart from '@opentelemetry/instrumentation-pino';
import type * as UndiciPart from '@opentelemetry/instrumentation-undici';
import type * as SdkNode from '@opentelemetry/sdk-node';
import type * as Sentry from '@sentry/node';
import type * as Pino from 'pino';
import type * as PinoHttp from 'pino-http';
import type * as Posthog from 'posthog-node';
import { fields } from '../events/setting.ts';
import { BATCH } from '../events/sink-adapter.ts';
import { makeHandler, type User } from './handler.ts';
import { type Destinations, entry, FINISH_MS, type Stack } from './stack.ts';

/**
 * The same duties put together by hand from the libraries that teams use, each as its own documentation says, for a
 * service that is loaded with `require`: there the instrumentations patch without a hook of the loader, at their best.
 */

const require = createRequire(import.meta.url);

/** https://getpino.io/#/docs/redaction: what a careful team lists. */
const REDACT: string[] = [
  'req.headers.authorization',
  'req.headers.cookie',
  'req.headers["x-api-key"]',
  'res.headers["set-cookie"]',
  ...['password', 'token', 'secret', 'email', 'phone'].flatMap((name) => [name, `*.${name}`]),
];

/** Room for every event, uncompressed, as in the benchmark `events`; its defaults lose events under this load. */
const POSTHOG_ROOM = 1_000_000;

/** https://opentelemetry.io/docs/languages/js/getting-started/nodejs and the variables of the specification. */
function startOpenTelemetry(otlp: string) {
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = otlp;
  process.env['OTEL_TRACES_SAMPLER'] = 'parentbased_traceidratio';
  process.env['OTEL_TRACES_SAMPLER_ARG'] = '0.1';
  process.env['OTEL_METRICS_EXPORTER'] = 'otlp';
  process.env['OTEL_LOGS_EXPORTER'] = 'otlp';
  const { NodeSDK } = require('@opentelemetry/sdk-node') as typeof SdkNode;
  const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http') as typeof HttpPart;
  const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici') as typeof UndiciPart;
  const { PinoInstrumentation } = require('@opentelemetry/instrumentation-pino') as typeof PinoPart;
  const sdk = new NodeSDK({
    serviceName: 'bench',
    instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation(), new PinoInstrumentation()],
  });
  sdk.start();
  return sdk;
}

/** https://docs.sentry.io/platforms/javascript/guides/node: errors and, as its first example does, tracing; at our share. */
function startSentry(dsn: string): typeof Sentry {
  const sentry = require('@sentry/node') as typeof Sentry;
  sentry.init({ dsn, tracesSampleRate: 0.1, release: '1.0.0', environment: 'production' });
  return sentry;
}

function startPosthog(host: string) {
  const { PostHog } = require('posthog-node') as typeof Posthog;
  return new PostHog('phc_benchmark', {
    host,
    flushAt: BATCH,
    maxBatchSize: BATCH,
    maxQueueSize: POSTHOG_ROOM,
    disableCompression: true,
    disableGeoip: true,
  });
}

/** A table that is written when something changes. As ours, a row survives the process at once, the machine soon after. */
function openAudit() {
  const { DatabaseSync } = require('node:sqlite') as typeof NodeSqlite;
  const database = new DatabaseSync('audit.sqlite');
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec(
    'CREATE TABLE audit (id TEXT PRIMARY KEY, at INTEGER, actor TEXT, action TEXT, request TEXT, entry TEXT)',
  );
  const insert = database.prepare('INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)');
  return {
    record(actor: string, request: string): void {
      insert.run(randomUUID(), Date.now(), actor, 'role.changed', request, JSON.stringify(entry));
    },
    close(): number {
      const row = database.prepare('SELECT count(*) AS stored FROM audit').get();
      database.close();
      return Number(row?.['stored']);
    },
  };
}

/** https://github.com/pinojs/pino-http: its line for each request, with an ID that is taken over or made, and the actor. */
function makeRequestLog(actorOf: (request: IncomingMessage) => string | undefined) {
  const { pino } = require('pino') as typeof Pino;
  const { pinoHttp } = require('pino-http') as typeof PinoHttp;
  const logger = pino({ redact: REDACT });
  const log = pinoHttp({
    logger,
    genReqId(request, response) {
      const given = request.headers['x-request-id'];
      const id = typeof given === 'string' ? given : randomUUID();
      response.setHeader('x-request-id', id);
      return id;
    },
    customProps: (request) => ({ actor: actorOf(request) }),
  });
  return { log, logger };
}

const requestId = ({ id }: IncomingMessage): string => (typeof id === 'string' ? id : '');

const hashed = (id: string): string => createHmac('sha256', 'k'.repeat(40)).update(id).digest('hex').slice(0, 32);

export function startRecipe({ otlp, sink, dsn }: Destinations): Stack {
  const sentry = dsn === undefined ? undefined : startSentry(dsn);
  const sdk = startOpenTelemetry(otlp);
  const { trace } = require('@opentelemetry/api') as typeof Api;
  const { createServer } = require('node:http') as typeof NodeHttp;
  const actors = new WeakMap<IncomingMessage, string>();
  const actorOf = (request: IncomingMessage): string => actors.get(request) ?? '';
  const { log, logger } = makeRequestLog((request) => actors.get(request));
  const posthog = startPosthog(sink);
  const audit = openAudit();
  const authenticated = ({ id }: User, request: IncomingMessage): void => {
    const actor = hashed(id);
    actors.set(request, actor);
    trace.getActiveSpan()?.setAttributes({ 'user.id': actor, 'http.route': '/items/:id' });
    sentry?.setUser({ id: actor });
  };
  const answer = makeHandler({
    authenticated,
    changed: (_user, request) => audit.record(actorOf(request), requestId(request)),
    served: (_user, request) =>
      posthog.capture({ distinctId: actorOf(request), event: 'approval_submitted', properties: { ...fields } }),
  });
  return {
    createServer,
    handler(request, response) {
      log(request, response);
      return answer(request, response);
    },
    captureError(error) {
      logger.error(error, 'unhandled error');
      sentry?.captureException(error);
    },
    async finish() {
      await Promise.all([sdk.shutdown(), posthog.shutdown(FINISH_MS), sentry?.close(FINISH_MS)]);
      return { audited: audit.close() };
    },
  };
}
