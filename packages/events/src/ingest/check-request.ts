/** What ingest reads of a request, whatever server it came through. */
export interface IngestRequest {
  readonly method: string;
  readonly headers: { get(name: string): string | null };
}

/** Which senders may post. */
export interface OriginRule {
  readonly sameOrigin: boolean;
  readonly allowedOrigins: ReadonlySet<string>;
}

const hostOf = (origin: string): string | undefined => {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
};

/**
 * Whether a request comes from a page of this origin. `Sec-Fetch-Site` cannot be set by scripts (Fetch Metadata Request
 * Headers); browsers without it send `Origin` with every POST (Fetch standard).
 */
export function isAllowedOrigin({ headers }: IngestRequest, rule: OriginRule): boolean {
  if (!rule.sameOrigin) return true;
  const origin = headers.get('origin');
  if (origin !== null && rule.allowedOrigins.has(origin)) return true;
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const host = headers.get('host');
  return origin !== null && host !== null && hostOf(origin) === host;
}

/** `text/plain` is what sendBeacon sends without asking the server first; the parser is the same. */
export function isAllowedType({ headers }: IngestRequest): boolean {
  if (headers.get('content-encoding') !== null) return false;
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  return type === 'application/json' || type === 'text/plain';
}

/** Bytes the sender announced; undefined when it announced none that can be read. */
export function announcedBytes({ headers }: IngestRequest): number | undefined {
  const announced = headers.get('content-length');
  return announced !== null && /^\d{1,15}$/.test(announced) ? Number(announced) : undefined;
}
