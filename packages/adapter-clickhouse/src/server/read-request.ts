import type { IncomingMessage } from 'node:http';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { engineError, type Statement } from './engine.ts';

/** A batch of 10,000 large events is under 20 MiB; V8 cannot hold a string of 512 MiB. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** Parameters of the URL that belong to the HTTP interface of a server and are no settings of the engine. */
const HTTP_ONLY: ReadonlySet<string> = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'quota_key',
  'compress',
  'decompress',
  'buffer_size',
  'wait_end_of_query',
  'send_progress_in_http_headers',
  'http_response_buffer_size',
  'http_headers_progress_interval_ms',
  'enable_http_compression',
  'http_zlib_compression_level',
  'cancel_http_readonly_queries_on_client_close',
]);

const UNSUPPORTED: ReadonlySet<string> = new Set(['session_id', 'session_timeout', 'session_check', 'role']);

function decompressed(request: IncomingMessage): AsyncIterable<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return request;
  const decoders = {
    gzip: createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
    zstd: createZstdDecompress,
  };
  if (!Object.hasOwn(decoders, encoding)) throw engineError(48, 'NOT_IMPLEMENTED', 'Unknown Content-Encoding');
  const decoder = decoders[encoding as keyof typeof decoders]();
  request.on('error', (error) => decoder.destroy(error));
  return request.pipe(decoder);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decompressed(request)) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw engineError(307, 'TOO_MANY_BYTES', 'The body is larger than 256 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

async function readForm(body: Buffer, contentType: string): Promise<readonly (readonly [string, string])[]> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  return [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
}

/** Reads what the client sends for a query, a command or an insert. */
export async function readStatement(request: IncomingMessage, url: URL): Promise<Statement> {
  const body = await readBody(request);
  const contentType = request.headers['content-type'] ?? '';
  const isForm = contentType.startsWith('multipart/form-data');
  const fields = [...url.searchParams, ...(isForm ? await readForm(body, contentType) : [])];
  const settings: Record<string, string> = {};
  const params: Record<string, string> = {};
  for (const [name, value] of fields) {
    if (UNSUPPORTED.has(name)) throw engineError(48, 'NOT_IMPLEMENTED', `Embedded ClickHouse has no \`${name}\``);
    if (name.startsWith('param_')) params[name.slice('param_'.length)] = value;
    else if (!HTTP_ONLY.has(name)) settings[name] = value;
  }
  const named = new Map(fields);
  const inUrl = named.get('query');
  const database = named.get('database');
  return {
    query: inUrl ?? body.toString('utf8'),
    ...(inUrl !== undefined && !isForm && request.method === 'POST' && { data: body }),
    ...(database !== undefined && { database }),
    format: named.get('default_format') ?? 'TabSeparated',
    settings,
    params,
  };
}
