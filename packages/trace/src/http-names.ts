/** Methods of the OpenTelemetry registry (`http.request.method`); every other is `_OTHER`, so that labels stay bounded. */
const KNOWN_METHODS = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
]);

/** The value of `http.request.method`. */
export const methodLabel = (method: string | undefined): string =>
  method !== undefined && KNOWN_METHODS.has(method) ? method : '_OTHER';

/** The name of a span whose method has this label: the conventions ask for `HTTP` where the method is unknown. */
export const methodName = (label: string): string => (label === '_OTHER' ? 'HTTP' : label);

/** What `http.route` says of a request that no route matched. */
export const UNMATCHED = 'unmatched';

/** A path without its query and fragment, which may carry anything. */
export const pathOf = (url: string | undefined): string => {
  const end = (url ?? '').search(/[?#]/);
  return end === -1 ? (url ?? '') : (url ?? '').slice(0, end);
};

/** The port of a target: its own, else the one of its scheme. */
export const normalizePort = (port: string, protocol: string): string =>
  port !== '' ? port : protocol === 'https:' ? '443' : '80';
