import path from 'node:path';

// No page of this application needs more: the endpoint of the events is its own, and nothing is loaded from elsewhere.
// Next writes inline scripts of its own; with a nonce from `proxy.ts` they would need no 'unsafe-inline'.
const policy =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export default {
  // Node loads these from node_modules, once for all routes.
  serverExternalPackages: [
    '@plumbline/node',
    '@plumbline/adapter-clickhouse',
    '@plumbline/dashboard',
    '@clickhouse/client',
    'chdb',
  ],
  // In this workspace the packages are linked from beside this folder.
  turbopack: { root: path.resolve(import.meta.dirname, '../..') },
  // The dashboard has a stricter policy of its own.
  headers: async () => [
    {
      source: '/((?!telemetry).*)',
      headers: [
        { key: 'content-security-policy', value: policy },
        { key: 'referrer-policy', value: 'same-origin' },
      ],
    },
  ],
};
