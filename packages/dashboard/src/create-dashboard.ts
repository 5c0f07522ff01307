import type { IncomingMessage, ServerResponse } from 'node:http';
import { noopLog, systemClock, toError } from '@plumbline/core';
import { checkDashboardOptions } from './check-options.ts';
import type { DashboardOptions } from './dashboard-options.ts';
import type { Viewer } from './page-request.ts';
import { faultPage } from './pages/fault.ts';
import { operationsCss } from './pages/operations-css.ts';
import { pagesOf } from './pages.ts';
import { type Answer, answer, HTML, TEXT } from './server/answer.ts';
import { createAnswerCache } from './server/answer-cache.ts';
import { createAsset } from './server/assets.ts';
import { createAuthorizer } from './server/authorize.ts';
import { createRoutes, pathWithin, type Route } from './server/find-route.ts';
import { mountOf, toRequest, toResponse, writeAnswer, writeResponse } from './server/node-http.ts';
import { createPanelQueue } from './server/panel-queue.ts';
import { createViewNotes } from './server/record-view.ts';
import { requestIdOf } from './server/request-id.ts';
import { createServe } from './server/serve.ts';
import { clientScript } from './ui/client-script.ts';
import { renderHtml } from './ui/html.ts';
import { styleSheet } from './ui/style-sheet.ts';

/** The dashboard of one application, for any server. */
export interface Dashboard {
  /** For servers that speak Request and Response. It never rejects. */
  (request: Request): Promise<Response>;
  /** For node:http and what is built on it, such as `app.use('/telemetry', dashboard.nodeHandler)` of Express. It never rejects. */
  readonly nodeHandler: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** Servers take 16 KiB of headers together; an address of many filters fits into half of that. */
const MAX_ADDRESS = 8_192;

const LIMITS = { authorizeTimeoutMs: 5_000, panelTimeoutMs: 5_000, maxConcurrent: 6, cacheMs: 10_000 } as const;

type Answered = Answer | { readonly response: Response };

/** The same for an address that is none and one that somebody else may see: neither says which it is. */
const nothingHere = (requestId: string): Answer =>
  answer(
    404,
    HTML,
    renderHtml(
      faultPage({
        status: 404,
        title: 'Nothing is here for you',
        texts: [
          'There is no such page, or you may not see it. If you should, sign in, or ask for the audience it belongs to.',
        ],
        requestId,
      }),
    ),
    requestId,
  );

/** What needs nobody's leave to be refused. */
function refuseEarly({ method, url }: Request, requestId: string): Answer | undefined {
  if (method !== 'GET' && method !== 'HEAD')
    return answer(405, TEXT, 'Only GET and HEAD are answered here.\n', requestId, { allow: 'GET, HEAD' });
  return url.length > MAX_ADDRESS ? answer(414, TEXT, 'This address is too long.\n', requestId) : undefined;
}

/** Everything that one dashboard keeps between requests. */
function prepare(options: DashboardOptions) {
  const { audit, clock = systemClock, events, log = noopLog, metrics = [], source } = options;
  const assets = { css: createAsset('css', styleSheet + operationsCss), js: createAsset('js', clientScript) };
  const pages = pagesOf(options);
  const cache = createAnswerCache(options.cacheMs ?? LIMITS.cacheMs, clock);
  const queue = createPanelQueue({
    maxConcurrent: options.maxConcurrentPanels ?? LIMITS.maxConcurrent,
    timeoutMs: options.panelTimeoutMs ?? LIMITS.panelTimeoutMs,
    clock,
  });
  const notes = createViewNotes({ audit, events, clock, log });
  const timeoutMs = options.authorizeTimeoutMs ?? LIMITS.authorizeTimeoutMs;
  return {
    log,
    notes,
    /** Where somebody begins who may not see the page at the root. */
    firstPageOf: ({ audiences }: Viewer) =>
      pages.find((page) => page.title !== undefined && audiences.includes(page.audience))?.path,
    routes: createRoutes({ pages, metrics, assets: [assets.css, assets.js] }),
    askWho: createAuthorizer({ authorize: options.authorize, timeoutMs, clock, log }),
    serve: createServe({ options, pages, assets, services: { source, cache, queue, clock, log }, notes }),
  };
}

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
  const { askWho, firstPageOf, log, notes, routes, serve } = prepare(options);

  const judge = async (
    request: Request,
    incoming: IncomingMessage | undefined,
    requestId: string,
  ): Promise<Answered> => {
    const early = refuseEarly(request, requestId);
    if (early) return early;
    const basePath = (incoming && mountOf(incoming)) ?? options.basePath ?? '';
    const path = pathWithin(new URL(request.url).pathname, basePath);
    const route: Route | undefined = routes.get(path);
    const verdict = await askWho(request, incoming, requestId);
    const viewer = verdict.kind === 'viewer' ? verdict.viewer : undefined;
    if (viewer && route?.audiences.some((audience) => viewer.audiences.includes(audience)))
      return serve({ route, viewer, request, requestId, basePath, path });
    const first = viewer && path === '/' ? firstPageOf(viewer) : undefined;
    if (first !== undefined) return answer(303, TEXT, '', requestId, { location: basePath + first });
    const panel = route?.kind === 'csv' ? { panel: route.panel } : {};
    const outcome = verdict.kind === 'failed' ? 'failed' : 'denied';
    notes.record({ page: route?.id ?? 'unknown', ...panel, outcome, viewer, requestId });
    return verdict.kind === 'response' ? { response: verdict.response } : nothingHere(requestId);
  };
  const guarded = async (request: Request, incoming?: IncomingMessage): Promise<Answered> => {
    const requestId = requestIdOf(request);
    try {
      return await judge(request, incoming, requestId);
    } catch (error) {
      log.error({ err: toError(error), request_id: requestId }, 'dashboard failed');
      return answer(500, TEXT, `The dashboard failed. Request ID: ${requestId}\n`, requestId);
    }
  };
  const handle = async (request: Request): Promise<Response> => {
    const made = await guarded(request);
    return 'response' in made ? made.response : toResponse(made);
  };
  const nodeHandler: Dashboard['nodeHandler'] = async (incoming, response) => {
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
  return Object.assign(handle, { nodeHandler });
}
