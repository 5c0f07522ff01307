import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { customAnchor, verifyWebhookSignature, webhookAnchor } from '../src/anchors.ts';
import { receive, statement } from './anchor-authority.ts';

const secret = 'shared-with-the-customer';

describe('an anchor at a webhook', () => {
  it('is the statement and nothing else, signed', async () => {
    const { url, received } = await receive(() => Buffer.from('ok'));
    const { where } = await webhookAnchor({ url, secret, headers: { authorization: 'Bearer t0ken' } }).publish(
      statement,
    );
    expect(where).toBe(new URL(url).origin);
    const [{ body, headers } = { body: Buffer.alloc(0), headers: {} }] = received;
    expect(JSON.parse(body.toString())).toEqual(statement);
    expect(Object.keys(headers).toSorted()).toEqual([
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'plumbline-signature',
    ]);
    const signature = String(headers['plumbline-signature']);
    expect(verifyWebhookSignature(body, signature, secret)).toBe(true);
    expect(verifyWebhookSignature(body, signature, `${secret}.`)).toBe(false);
    expect(verifyWebhookSignature(`${body.toString()} `, signature, secret)).toBe(false);
    expect(verifyWebhookSignature(body, 'sha256=', secret)).toBe(false);
  });

  it('has no signature without a secret', async () => {
    const { url, received } = await receive(() => Buffer.from(''));
    await webhookAnchor({ url }).publish(statement);
    expect(received[0]?.headers).not.toHaveProperty('plumbline-signature');
  });

  it('fails where it is not taken, without repeating what is secret', async () => {
    const { url } = await receive(() => Buffer.from(''), { status: 500 });
    const error: unknown = await webhookAnchor({ url, secret })
      .publish(statement)
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'PLB_AUDIT_ANCHOR', message: expect.stringContaining('answered HTTP 500') });
    expect(inspect(error, { depth: 9 })).not.toMatch(/k3y|shared-with/);
  });

  it.each([
    [{ url: 'http://hooks.example.com/x' }, /`url`/],
    [{ url: 'https://user:pass@hooks.example.com/' }, /`url`/],
    [{ url: 'https://hooks.example.com/', secret: 'short' }, /`secret`/],
  ])('cannot have wrong options: %o', (options, reason) => {
    expect(() => webhookAnchor(options)).toThrow(reason);
  });
});

describe('an anchor of the application', () => {
  it('has a kind that metrics take', async () => {
    const target = customAnchor('object_lock', async ({ seal }) => ({ where: `anchors/${seal}.json` }));
    expect(await target.publish(statement)).toEqual({ where: 'anchors/7.json' });
    expect(target).not.toHaveProperty('recheck');
    expect(() => customAnchor('Object Lock', async () => ({ where: '' }))).toThrow(/`kind`/);
  });
});
