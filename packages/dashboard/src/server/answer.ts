/** An answer before it is one of a server: text at once, or in parts as they are made. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | AsyncIterable<string>;
}

/**
 * Scripts, styles and pictures of the dashboard alone, and no inline code, so that text of a feature's name that found a way
 * around escaping still does not run. `data:` pictures are the icon of the tab.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** On every answer. Nothing is kept on the way: what one viewer may see, the next one may not. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** An answer with the security headers and the ID to find its log line by. */
export const answer = (
  status: number,
  type: string,
  body: Answer['body'],
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { ...SECURITY_HEADERS, 'content-type': type, 'x-request-id': requestId, ...headers },
  body,
});

export const HTML = 'text/html; charset=utf-8';
export const TEXT = 'text/plain; charset=utf-8';
