import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** Who is signed in. */
export interface User {
  readonly id: string;
  readonly orgId: string;
  readonly role: 'approver';
}

/** What a side adds to the application; nothing of it is the application's own affair. */
export interface Duties {
  /** Somebody has signed in. */
  readonly authenticated?: (user: User, request: IncomingMessage) => void;
  /** Something was changed. */
  readonly changed?: (user: User, request: IncomingMessage) => void;
  /** The request did what was asked for. */
  readonly served?: (user: User, request: IncomingMessage) => void;
}

const BODY = JSON.stringify({ id: 42, kind: 'post', title: 'A content item', status: 'in_approval', round: 2 });

/** As in `load-client.ts`. */
const USERS = 1_000;

const sessions: ReadonlyMap<string, User> = new Map(
  Array.from({ length: USERS }, (_, user) => [
    `Bearer session-${user}`,
    { id: `u_${user}`, orgId: `o_${user % 20}`, role: 'approver' },
  ]),
);

/** The application that every side runs: a look-up of the session, a body that is read where there is one, an answer. */
export function makeHandler({ authenticated, changed, served }: Duties = {}): RequestListener {
  const answer = (user: User, request: IncomingMessage, response: ServerResponse): void => {
    served?.(user, request);
    response.setHeader('content-type', 'application/json');
    response.setHeader('content-length', BODY.length);
    response.end(BODY);
  };
  return (request, response) => {
    const user = sessions.get(request.headers.authorization ?? '');
    if (user === undefined) return void response.writeHead(401).end();
    authenticated?.(user, request);
    if (request.method !== 'POST') return answer(user, request, response);
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      JSON.parse(body);
      changed?.(user, request);
      answer(user, request, response);
    });
  };
}
