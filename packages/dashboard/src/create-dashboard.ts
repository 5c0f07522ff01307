import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Log, noopLog, noopMeter, systemClock, toError } from '@plumbline/core';
import { checkDashboardOptions } from './check-options.ts';
import type { DashboardOptions } from './dashboard-options.ts';
import { operationsCss } from './pages/operations-css.ts';
import { pagesOf } from './pages.ts';
import { parseLock } from './reporting/lock.ts';
import { answer, TEXT } from './server/answer.ts';
import { createAnswerCache } from './server/answer-cache.ts';
import { createAsset } from './server/assets.ts';
import { createAuthorizer } from './server/authorize.ts';
import { createCounts } from './server/counts.ts';
import { createRoutes } from './server/find-route.ts';
import { type Answered, createJudge } from './server/judge.ts';
import { toRequest, toResponse, writeAnswer, writeResponse } from './server/node-http.ts';
import type { PanelServices } from './server/page-context.ts';
import { createPanelQueue } from './server/panel-queue.ts';
import { createViewNotes } from './server/record-view.ts';
import { requestIdOf } from './server/request-id.ts';
import { createServe } from './server/serve.ts';
import { clientScript } from './ui/client-script.ts';
import { styleSheet } from './ui/style-sheet.ts';

/** The dashboard of one application, for any server. */
export interface Dashboard {
  /** For servers that speak Request and Response. It never rejects. */
  (request: Request): Promise<Response>;
  /** For node:http and what is built on it, such as `app.use('/telemetry', dashboard.nodeHandler)` of Express. It never rejects. */
  readonly nodeHandler: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

const LIMITS = { authorizeTimeoutMs: 5_000, panelTimeoutMs: 5_000, maxConcurrent: 6, cacheMs: 10_000 } as const;

/** What is kept between requests for those who ask the source. */
function servicesOf(options: DashboardOptions): PanelServices {
  const { clock = systemClock, log = noopLog, meter = noopMeter, source } = options;
  return {
    source,
    clock,
    log,
    counts: createCounts(meter),
    cache: createAnswerCache(options.cacheMs ?? LIMITS.cacheMs, clock),
    queue: createPanelQueue({
      maxConcurrent: options.maxConcurrentPanels ?? LIMITS.maxConcurrent,
      timeoutMs: options.panelTimeoutMs ?? LIMITS.panelTimeoutMs,
      clock,
    }),
  };
}

/** Answers each request, and one that fails with its ID. It never rejects. */
function createGuard(options: DashboardOptions, services: PanelServices) {
  const { audit, authorize, authorizeTimeoutMs: timeoutMs = LIMITS.authorizeTimeoutMs, basePath = '' } = options;
  const { clock, counts, log } = services;
  const assets = { css: createAsset('css', styleSheet + operationsCss), js: createAsset('js', clientScript) };
  const pages = pagesOf(options);
  const notes = createViewNotes({ audit, events: options.events, clock, counts, log });
  const judge = createJudge({
    basePath,
    notes,
    firstPageOf: ({ audiences }) =>
      pages.find((page) => page.title !== undefined && audiences.includes(page.audience))?.path,
    routes: createRoutes({
      pages,
      metrics: options.metrics ?? [],
      versions: options.metricsLock === undefined ? [] : parseLock(options.metricsLock).versions,
      assets: [assets.css, assets.js],
    }),
    askWho: createAuthorizer({ authorize, timeoutMs, clock, counts, log }),
    serve: createServe({ options, pages, assets, services, notes }),
  });
  return async (request: Request, incoming?: IncomingMessage): Promise<Answered> => {
    const requestId = requestIdOf(request);
    try {
      return await judge(request, incoming, requestId);
    } catch (error) {
      counts.failed('page');
      log.error({ err: toError(error), request_id: requestId }, 'dashboard failed');
      return answer(500, TEXT, `The dashboard failed. Request ID: ${requestId}\n`, requestId);
    }
  };
}

const createNodeHandler =
  (guarded: ReturnType<typeof createGuard>, log: Log): Dashboard['nodeHandler'] =>
  async (incoming, response) => {
    try {
      const request = toRequest(incoming);
      const made =
        request === undefined
          ? answer(400, TEXT, 'This address cannot be read.\n', '')
          : await guarded(request, incoming);
      if ('response' in made) await writeResponse(response, made.response);
      else await writeAnswer(response, made);
    } catch (error) {
      log.error({ err: toError(error) }, 'dashboard: an answer could not be written');
      response.destroy();
    }
  };

/**
 * Makes the telemetry pages of one application: product, executive, reliability, one request, audit. It is closed unless
 * `authorize` names somebody with an audience of the page. Nothing is asked or opened until a page is.
 *
 * @throws PlumblineError `PLB_DASHBOARD_OPTION`, with every fault at once.
 *
 * @example app.use('/telemetry', createDashboard({ source, authorize }).nodeHandler)
 */
export function createDashboard(options: DashboardOptions): Dashboard {
  checkDashboardOptions(options);
  const services = servicesOf(options);
  const guarded = createGuard(options, services);
  const handle = async (request: Request): Promise<Response> => {
    const made = await guarded(request);
    return 'response' in made ? made.response : toResponse(made);
  };
  return Object.assign(handle, { nodeHandler: createNodeHandler(guarded, services.log) });
}
