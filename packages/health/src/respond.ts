import { setRoute } from '@plumbline/core/context';
import type { Health, HealthReport } from './create-health.ts';

/** Request headers as Node gives them (lower-case names) or as a `Headers` object. */
export type HeaderSource =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { readonly get: (name: string) => string | null };

/** An answer for any framework. */
export interface HealthResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is used of a request of node:http, http2's compatibility API or Express. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** What is used of a response of node:http, http2's compatibility API or Express. */
export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
}

type Answer = (authorization: string | undefined) => HealthReport | Promise<HealthReport>;

// Probes must reach this process each time, so nothing on the way may keep an answer.
const HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' } as const;

function authorizationOf(headers: HeaderSource): string | undefined {
  if (typeof headers.get === 'function') return headers.get('authorization') ?? undefined;
  const value = (headers as Readonly<Record<string, string | readonly string[] | undefined>>)['authorization'];
  return typeof value === 'string' ? value : undefined;
}

/** Every request of the service comes by here: one look at its beginning, several times cheaper than splitting it. */
const PROBE = /^(\/(?:livez|readyz|healthz))(?:[?#]|$)/;

/** Turns reports into HTTP: 200 for `ok` and `degraded`, 503 for `failed`, 405 for anything but GET and HEAD. */
export function createResponder({
  live,
  ready,
  health,
}: Pick<Health, 'live' | 'ready' | 'health'>): Pick<Health, 'respond' | 'nodeHandler'> {
  const routes: ReadonlyMap<string | undefined, Answer> = new Map<string, Answer>([
    ['/livez', live],
    ['/readyz', ready],
    ['/healthz', health],
  ]);
  const answer = async (route: Answer, headers: HeaderSource, method: string): Promise<HealthResponse> => {
    if (method !== 'GET' && method !== 'HEAD')
      return { status: 405, headers: { ...HEADERS, allow: 'GET, HEAD' }, body: '' };
    const report = await route(authorizationOf(headers));
    const body = method === 'HEAD' ? '' : JSON.stringify(report);
    return { status: report.status === 'failed' ? 503 : 200, headers: HEADERS, body };
  };
  const send = async (route: Answer, request: NodeRequest, response: NodeResponse): Promise<void> => {
    try {
      const { status, headers, body } = await answer(route, request.headers, request.method ?? 'GET');
      response.writeHead(status, { ...headers });
      response.end(body);
    } catch {
      // Only a response that was already sent or torn down can fail here, and nobody is left to tell.
    }
  };
  const respond: Health['respond'] = async (path, headers = {}, method = 'GET') => {
    const route = routes.get(PROBE.exec(path)?.[1]);
    return route && answer(route, headers, method);
  };
  const nodeHandler: Health['nodeHandler'] = (request, response) => {
    const path = PROBE.exec(request.url ?? '')?.[1];
    const route = routes.get(path);
    if (path === undefined || !route) return false;
    setRoute(path);
    void send(route, request, response);
    return true;
  };
  return { respond, nodeHandler };
}
