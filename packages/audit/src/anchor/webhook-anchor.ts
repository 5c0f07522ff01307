import { createHmac, timingSafeEqual } from 'node:crypto';
import { isNearAddress, PlumblineError } from '@plumbline/core';
import { type AnchorTarget, statementText } from './anchor-target.ts';
import { type AnchorHeaders, checkUrl, post } from './http-post.ts';

export interface WebhookAnchorOptions {
  /** Where statements are posted: https, or http within a network that is not public. */
  readonly url: string;
  /** Shared with the receiver, at least 16 characters: then it can tell who sent a statement. */
  readonly secret?: string;
  readonly headers?: AnchorHeaders;
  /** @default 10,000 */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const MIN_SECRET = 16;

const signatureOf = (body: string | Uint8Array, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** For the receiver: whether the header `plumbline-signature` fits the body, byte for byte as it came. */
export function verifyWebhookSignature(body: string | Uint8Array, header: string, secret: string): boolean {
  const expected = Buffer.from(signatureOf(body, secret));
  const given = Buffer.from(header);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Posts each statement as JSON to an address of the customer's or of a log that the operator does not control. With a
 * `secret` the header `plumbline-signature: sha256=…` is the HMAC-SHA-256 of the body (RFC 2104); the body holds its time.
 */
export function webhookAnchor(options: WebhookAnchorOptions): AnchorTarget {
  const { headers = {}, secret, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const url = checkUrl('webhookAnchor', options.url);
  if (url.protocol === 'http:' && !isNearAddress(url.href)) {
    throw new PlumblineError('PLB_OPTION_INVALID', 'webhookAnchor: `url` must be https, or http in a private network');
  }
  if (secret !== undefined && secret.length < MIN_SECRET) {
    throw new PlumblineError(
      'PLB_OPTION_INVALID',
      `webhookAnchor: \`secret\` must have ${MIN_SECRET} characters or more`,
    );
  }
  return {
    kind: 'webhook',
    async publish(statement) {
      const body = statementText(statement);
      const signed = secret === undefined ? {} : { 'plumbline-signature': signatureOf(body, secret) };
      const all = { ...headers, ...signed, 'content-type': 'application/json' };
      await post('webhookAnchor', { url, headers: all, body: Buffer.from(body), timeoutMs });
      // The path of a webhook is often its password.
      return { where: url.origin };
    },
  };
}
