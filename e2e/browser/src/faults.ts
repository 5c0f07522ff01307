/** What the way to the server does to one request. */
export type Fault =
  /** The connection ends before anything of the request went on. */
  | { readonly kind: 'refuse' }
  /** The server gets the whole request and answers; the answer is lost. */
  | { readonly kind: 'lose-answer' }
  /** The server is not asked. */
  | { readonly kind: 'answer'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The request goes on when this resolves. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> }
  /** The server answers, and its answer goes on when this resolves. */
  | { readonly kind: 'hold-answer'; readonly until: Promise<unknown> };

/** One request as the recorder saw it, whatever host it was for. */
export interface SeenRequest {
  readonly at: number;
  readonly method: string;
  /** Absolute, as the browser asked the proxy for it; `host:port` of a CONNECT. */
  readonly url: string;
  /** Names and values in the order and spelling of the wire. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export const pathOf = ({ url }: SeenRequest): string => (URL.canParse(url) ? new URL(url).pathname : '');

export const headersOf = ({ rawHeaders }: SeenRequest): Readonly<Record<string, string>> =>
  Object.fromEntries(
    rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? '']] : [])),
  );
