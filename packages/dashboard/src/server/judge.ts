import type { IncomingMessage } from 'node:http';
import type { Viewer } from '../page-request.ts';
import { faultPage } from '../pages/fault.ts';
import { renderHtml } from '../ui/html.ts';
import { type Answer, answer, HTML, TEXT } from './answer.ts';
import type { createAuthorizer } from './authorize.ts';
import { pathWithin, type Route, type Routes } from './find-route.ts';
import { mountOf } from './node-http.ts';
import type { ViewNotes } from './record-view.ts';
import type { Visit } from './visit-context.ts';

/** Servers take 16 KiB of headers together; an address of many filters fits into half of that. */
const MAX_ADDRESS = 8_192;

/** An answer of the dashboard, or one of the application's own. */
export type Answered = Answer | { readonly response: Response };

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

export interface JudgeOptions {
  /** Where the dashboard is mounted, where the server does not say it. */
  readonly basePath: string;
  readonly routes: Routes;
  readonly notes: ViewNotes;
  readonly askWho: ReturnType<typeof createAuthorizer>;
  readonly serve: (visit: Visit) => Promise<Answer>;
  /** Where somebody begins who may not see the page at the root. */
  readonly firstPageOf: (viewer: Viewer) => string | undefined;
}

/** Answers a request, for who may see what it names; everybody else gets the same nothing. */
export const createJudge =
  ({ askWho, basePath: mounted, firstPageOf, notes, routes, serve }: JudgeOptions) =>
  async (request: Request, incoming: IncomingMessage | undefined, requestId: string): Promise<Answered> => {
    const early = refuseEarly(request, requestId);
    if (early) return early;
    const basePath = (incoming && mountOf(incoming)) ?? mounted;
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
