import type { SignalEndpoint } from './reliability-options.ts';

/** What a panel shows is kilobytes; an answer beyond this is a question that was too wide. */
const MAX_BYTES = 8 * 1_048_576;

/** Asks one of the signal stores. Rejects for anything but a bounded answer in JSON; the address is in no message. */
export async function fetchJson(
  { url, headers = {} }: SignalEndpoint,
  path: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<unknown> {
  const target = `${url.replace(/\/$/, '')}${path}?${new URLSearchParams(query).toString()}`;
  // A redirect would take the headers, credentials among them, to a host that nobody named.
  const response = await fetch(target, {
    headers: { accept: 'application/json', ...headers },
    signal,
    redirect: 'error',
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${path} answered ${response.status}`);
  }
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new Error(`${path} answered more than ${MAX_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return JSON.parse(text + decoder.decode()) as unknown;
}

type Plain = Readonly<Record<string, unknown>>;

/** Steps into what another system answered: an object, or an empty one in the place of anything else. */
export const objectOf = (value: unknown): Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : {};

/** The same for a list. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The same for a text. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
