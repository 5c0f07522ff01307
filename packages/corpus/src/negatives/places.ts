import type { NegativeKind } from '../fact.ts';
import { capital, date, harmless, listed, noun, version } from './make.ts';

const MDN = 'https://developer.mozilla.org/en-US/docs/Web/HTTP';

/** Places in networks and file systems, and what programs say of themselves. */
export const placeKinds: readonly NegativeKind[] = [
  harmless('hostname', 'https://www.rfc-editor.org/rfc/rfc1123', (r) =>
    r.pick([
      `${noun(r)}-${r.below(99)}.internal`,
      `ip-10-0-${r.below(255)}-${r.below(255)}.eu-west-1.compute.internal`,
      `${noun(r)}.svc.cluster.local`,
      `db-${r.below(99)}.eu.example.com`,
      `${noun(r)}-${r.below(99)}.example.com:${r.between(1_024, 65_000)}`,
    ]),
  ),
  harmless('port', 'https://www.rfc-editor.org/rfc/rfc6335', (r) =>
    r.pick([
      `:${r.between(1_024, 65_535)}`,
      `port ${r.between(1_024, 65_535)}`,
      `0.0.0.0:${r.between(1_024, 65_535)}`,
      `127.0.0.1:${r.between(1_024, 65_535)}`,
      `${r.between(30_000, 31_000)}-${r.between(32_000, 32_767)}/tcp`,
    ]),
  ),
  {
    ...harmless('ip-address', 'https://www.rfc-editor.org/rfc/rfc5737', (r) =>
      r.pick([
        `203.0.113.${r.below(255)}`,
        `10.${r.below(255)}.${r.below(255)}.${r.below(255)}`,
        `2001:db8::${r.hex(4)}:${r.hex(4)}`,
        `198.51.100.${r.below(255)}`,
      ]),
    ),
    neutral: true,
  },
  listed('mime-type', 'https://www.iana.org/assignments/media-types/', [
    'application/json',
    'text/html; charset=utf-8',
    'image/svg+xml',
    'application/vnd.api+json',
    'multipart/form-data; boundary=----x71',
    'text/event-stream',
    'application/octet-stream',
    'video/mp4; codecs="avc1.42E01E"',
    'application/x-www-form-urlencoded',
    'application/vnd.acme.v2+json',
    'font/woff2',
    'application/pdf',
    'text/csv',
    'image/png',
    'audio/ogg; codecs=opus',
    'application/xml',
    'application/jwt',
    'application/x-pem-file',
    'application/pgp-keys',
    'text/plain',
    'application/wasm',
    'application/problem+json',
    'application/x-protobuf',
    'application/ld+json; profile="https://example.com/p"',
  ]),
  harmless('file-path', 'https://en.wikipedia.org/wiki/Path_(computing)', (r) =>
    r.pick([
      `/var/log/${noun(r)}/${date(r)}.log`,
      `/srv/app/src/${noun(r)}/${noun(r)}.ts`,
      `C:\\Program Files\\Acme\\${noun(r)}\\${r.below(99)}.dll`,
      `./dist/${noun(r)}-${r.below(99)}.js`,
      `s3://acme-exports/${date(r)}/${noun(r)}.parquet`,
      `~/.cache/${noun(r)}/${r.hex(6)}`,
    ]),
  ),
  harmless('module-path', 'https://pnpm.io/symlinked-node-modules-structure', (r) =>
    r.pick([
      `/app/node_modules/.pnpm/${noun(r)}@${version(r)}/node_modules/${noun(r)}/index.js`,
      `node_modules/.pnpm/@acme+${noun(r)}@${version(r)}_react@19.${r.below(9)}.0/dist`,
      `/usr/lib/node_modules/@acme/${noun(r)}/lib/${r.below(99)}.cjs`,
    ]),
  ),
  harmless('url-plain', 'https://www.rfc-editor.org/rfc/rfc3986', (r) =>
    r.pick([
      `https://api.example.com/v${r.below(9)}/${noun(r)}s/${r.digits(5)}`,
      `https://docs.example.com/${noun(r)}#section-${r.below(20)}`,
      `http://localhost:${r.between(3_000, 9_000)}/health`,
      `https://github.com/acme/${noun(r)}/pull/${r.between(2, 9_000)}`,
      `wss://live.example.com/${noun(r)}/${r.digits(4)}`,
    ]),
  ),
  harmless('route', 'https://expressjs.com/en/guide/routing.html', (r) =>
    r.pick([
      `/${noun(r)}s/:${noun(r)}Id/items/:itemId`,
      `GET /v${r.below(9)}/${noun(r)}s/{id}`,
      `/users/:id/password-reset/v${r.below(9)}`,
      `POST /auth/token/v${r.below(9)}`,
      `/(app)/${noun(r)}/[slug]/v${r.below(20)}`,
      `/oauth/v${r.below(20)}/authorize`,
    ]),
  ),
  harmless('user-agent', `${MDN}/Reference/Headers/User-Agent`, (r) =>
    r.pick([
      `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${r.between(100, 150)}.0.0.0 Safari/537.36`,
      `curl/8.${r.below(20)}.${r.below(9)}`,
      `okhttp/4.${r.below(12)}.0`,
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_${r.below(9)} like Mac OS X) AppleWebKit/605.1.15`,
      `python-requests/2.${r.between(20, 40)}.0`,
    ]),
  ),
  harmless('harmless-header', `${MDN}/Reference/Headers`, (r) =>
    r.pick([
      `Content-Length: ${r.digits(5)}`,
      `Cache-Control: max-age=${r.digits(4)}, must-revalidate`,
      `Retry-After: ${r.between(2, 900)}`,
      `X-RateLimit-Remaining: ${r.digits(4)}`,
      `Vary: Accept-Encoding, v${r.below(99)}`,
      `X-Request-Id: ${r.uuid()}`,
      `Accept-Language: de-DE,de;q=0.${r.between(1, 9)}`,
    ]),
  ),
  harmless('stack-frame', 'https://v8.dev/docs/stack-trace-api', (r) =>
    r.pick([
      `at ${capital(noun(r))}Service.${noun(r)} (/app/src/${noun(r)}.ts:${r.between(2, 900)}:${r.between(2, 90)})`,
      `at async file:///app/dist/${noun(r)}.js:${r.between(2, 900)}:${r.between(2, 90)}`,
      `at process.processTicksAndRejections (node:internal/process/task_queues:${r.between(20, 200)}:5)`,
      `File "/app/${noun(r)}.py", line ${r.between(2, 900)}, in verify_token`,
      `\tat com.acme.auth.TokenFilter.doFilter(TokenFilter.java:${r.between(2, 900)})`,
    ]),
  ),
  harmless('memory-address', 'https://en.wikipedia.org/wiki/Memory_address', (r) =>
    r.pick([
      `0x${r.hex(12)}`,
      `0x7ff${r.hex(9)}`,
      `<Order object at 0x${r.hex(12)}>`,
      `pid ${r.digits(5)} tid ${r.digits(5)}`,
    ]),
  ),
  harmless(
    'mac-address',
    'https://www.iana.org/assignments/ethernet-numbers/',
    (r) => `if${r.below(99)} 02:${Array.from({ length: 5 }, () => r.hex(2)).join(':')}`,
  ),
  harmless('measure', 'https://www.bipm.org/en/measurement-units', (r) =>
    r.pick([
      `${r.digits(3)} MiB`,
      `${r.below(99)}.${r.digits(1)} GB of ${r.digits(3)} GB`,
      `${r.digits(4)} req/s`,
      `cpu=${r.below(99)}%`,
      `${r.between(2, 99)}/${r.between(100, 999)}`,
      `ratio 1:${r.between(2, 900)}`,
    ]),
  ),
];
