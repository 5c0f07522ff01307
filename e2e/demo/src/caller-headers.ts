import { randomBytes, randomUUID } from 'node:crypto';
import type { Draw } from './draw.ts';

type Headers = Record<string, string | string[]>;

const traceId = (): string => randomBytes(16).toString('hex');
const spanId = (): string => randomBytes(8).toString('hex');

/** Headers that break parsers, or carry secrets where none belong. */
const HOSTILE: readonly ((draw: Draw) => readonly [string, string | string[]])[] = [
  (draw) => ['x-request-id', `id ${draw.secret()} <script>`],
  () => ['x-request-id', 'a'.repeat(4_000)],
  () => ['x-request-id', [`req-${randomUUID()}`, `req-${randomUUID()}`]],
  () => ['traceparent', `00-${'0'.repeat(32)}-${spanId()}-01`],
  () => ['traceparent', [`00-${traceId()}-${spanId()}-01`, '00-junk']],
  () => ['tracestate', `${'k=v,'.repeat(400)}=`],
  (draw) => ['referer', `https://app.example/reset?token=${draw.secret()}`],
];

/** Headers as callers really send them: some carry IDs, some none, some what they should not. */
export function callerHeaders(draw: Draw): Headers {
  const headers: Headers = { 'user-agent': draw.chance(0.05) ? `curl/8 ${draw.secret()}` : 'Mozilla/5.0 (demo)' };
  if (draw.chance(0.35)) headers['x-request-id'] = `req-${randomUUID()}`;
  if (draw.chance(0.3)) headers['traceparent'] = `00-${traceId()}-${spanId()}-${draw.pick(['00', '01'])}`;
  if (draw.chance(0.06)) headers['x-api-key'] = draw.secret();
  if (draw.chance(0.08)) {
    const [name, value] = draw.pick(HOSTILE)(draw);
    headers[name] = value;
  }
  return headers;
}
