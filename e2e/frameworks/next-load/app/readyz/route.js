import { baseline } from '@plumbline/node/next';

export const dynamic = 'force-dynamic';
export async function GET(request) {
  const { status, headers, body } = await baseline().health.respond('/readyz', request.headers);
  return new Response(body, { status, headers });
}
