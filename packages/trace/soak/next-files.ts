/** A small application of Next with all that `@plumbline/trace/next` touches, as files by their paths. */
export const nextFiles: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "next-app", "private": true, "type": "module" }\n',
  // Plain JavaScript: for TypeScript Next installs type packages by itself.
  'next.config.mjs': `import path from 'node:path';
export default { turbopack: { root: path.resolve(import.meta.dirname, '../../../..') } };
`,
  'instrumentation.js': `import { createNextErrorHandler } from '@plumbline/trace/next';
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { bindHttp } = await import('@plumbline/trace');
  bindHttp({
    propagateTo: [],
    onRequestEnd: ({ context, status }) => console.log('END', status, context.routePattern, context.requestId),
  });
}
export const onRequestError = createNextErrorHandler({ onError: (error) => console.log('CAUGHT', error.name) });
`,
  'proxy.js': `import { NextResponse } from 'next/server';
import { traceProxy } from '@plumbline/trace/next';
export const proxy = traceProxy((request, event, headers) =>
  request.nextUrl.pathname === '/blocked'
    ? NextResponse.json({ blocked: true }, { status: 403 })
    : NextResponse.next({ request: { headers } }),
);
`,
  'app/layout.jsx': `export default function Layout({ children }) {
  return <html><body>{children}</body></html>;
}
`,
  'app/page.jsx': `import { headers } from 'next/headers';
export default async function Page() {
  return <p>{'id=' + (await headers()).get('x-request-id') + ';'}</p>;
}
`,
  'app/broken/[id]/page.jsx': `export const dynamic = 'force-dynamic';
export default function Page() {
  throw new RangeError('hunter2');
}
`,
  'app/api/orders/[id]/route.js': `import { currentContext } from '@plumbline/core/context';
import { traceRoute } from '@plumbline/trace/next';
export const GET = traceRoute('/api/orders/[id]', async (request, { params }) => {
  const { requestId, routePattern } = currentContext();
  return Response.json({ ...(await params), requestId, routePattern, forwarded: request.headers.get('x-request-id') });
});
`,
  'app/api/boom/route.js': `import { traceRoute } from '@plumbline/trace/next';
export const dynamic = 'force-dynamic';
export const GET = traceRoute('/api/boom', () => { throw new RangeError('hunter2'); }, {
  onError: (error) => console.log('REPORTED', error.name),
});
`,
  'app/api/gone/route.js': `import { redirect } from 'next/navigation';
import { traceRoute } from '@plumbline/trace/next';
export const dynamic = 'force-dynamic';
export const GET = traceRoute('/api/gone', () => redirect('/elsewhere'), {
  onError: (error) => console.log('REPORTED', error.name),
});
`,
  'app/api/edge/route.js': `import { traceRoute } from '@plumbline/trace/next';
export const runtime = 'edge';
export const GET = traceRoute('/api/edge', (request) => Response.json({ forwarded: request.headers.get('x-request-id') }), {
  onRequestEnd: ({ context, status }) => console.log('EDGE', status, context.routePattern, context.requestId),
});
`,
};
