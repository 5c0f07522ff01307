import { baselineRoute } from '@plumbline/node/next';

/** Stands for a sign-in: the cookie says which of the two accounts it is. */
export const POST = baselineRoute('/api/session', async (request) => {
  const name = (await request.formData()).get('account');
  const session = name === 'sam' ? 'sam' : 'ada';
  return new Response(null, {
    status: 303,
    headers: { location: '/', 'set-cookie': `session=${session}; Path=/; HttpOnly; SameSite=Lax` },
  });
});
