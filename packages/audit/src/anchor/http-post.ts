import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { PlumblineError } from '@plumbline/core';
import { anchorError } from './anchor-target.ts';

/** A token with its chain has some 10 KB. */
const MAX_ANSWER_BYTES = 262_144;

/** Values are credentials more often than not; they are sent and never repeated. */
export type AnchorHeaders = Readonly<Record<string, string>>;

export interface PostOptions {
  readonly url: URL;
  readonly headers: AnchorHeaders;
  readonly body: Buffer;
  readonly timeoutMs: number;
}

export interface PostAnswer {
  readonly type: string;
  readonly body: Buffer;
}

/** The address of an anchor. Credentials go into headers, because addresses end up in logs. Throws PLB_OPTION_INVALID. */
export function checkUrl(owner: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new PlumblineError(
    'PLB_OPTION_INVALID',
    `${owner}: \`url\` must be an absolute http or https URL without user and password`,
  );
}

interface Listeners {
  readonly done: (answer: PostAnswer) => void;
  /** Ends the request as well. */
  readonly refuse: (what: string) => void;
}

function collect(response: IncomingMessage, { done, refuse }: Listeners): void {
  const { statusCode = 0 } = response;
  if (statusCode < 200 || statusCode > 299) return refuse(`answered HTTP ${statusCode}`);
  const parts: Buffer[] = [];
  let size = 0;
  response.on('data', (part: Buffer) => {
    size += part.length;
    if (size > MAX_ANSWER_BYTES) refuse(`answered more than ${MAX_ANSWER_BYTES} bytes`);
    else parts.push(part);
  });
  response.on('end', () => done({ type: response.headers['content-type'] ?? '', body: Buffer.concat(parts) }));
}

/**
 * One POST with the given headers and no others but Host, Content-Length and Connection; redirects are not followed. The
 * answer must be a 2xx of at most 256 KiB within `timeoutMs`. Rejects with PLB_AUDIT_ANCHOR.
 */
export function post(owner: string, { body, headers, timeoutMs, url }: PostOptions): Promise<PostAnswer> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const deadline = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const fail = (what: string, cause?: unknown): void => reject(anchorError(`${owner}: \`url\` ${what}`, cause));
    const lost = (error: NodeJS.ErrnoException): void => {
      const late = `did not answer within ${timeoutMs} ms`;
      fail(deadline.aborted ? late : `cannot be reached (${error.code ?? error.name})`, error);
    };
    const sent = request(url, {
      method: 'POST',
      agent: false,
      headers: { ...headers, 'content-length': body.length },
      signal: deadline,
    });
    const refuse = (what: string): void => {
      fail(what);
      sent.destroy();
    };
    sent.on('error', lost);
    sent.on('response', (response) => {
      response.on('error', lost);
      collect(response, { done: resolve, refuse });
    });
    sent.end(body);
  });
}
