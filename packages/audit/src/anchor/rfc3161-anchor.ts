import { randomBytes } from 'node:crypto';
import { PlumblineError } from '@plumbline/core';
import { type AnchorCheck, type AnchorTarget, anchorError } from './anchor-target.ts';
import { type AnchorHeaders, checkUrl, post } from './http-post.ts';
import { readCertificates } from './stamp-certificate.ts';
import { timeStampRequest } from './time-stamp-request.ts';
import { checkResponse } from './time-stamp-response.ts';
import { verifyTimestamp } from './verify-timestamp.ts';

export interface Rfc3161AnchorOptions {
  /** Address of the time-stamp authority. Many speak plain http: the answer is signed, and the request is a hash. */
  readonly url: string;
  /** The only one there is. @default 'sha256' */
  readonly hash?: 'sha256';
  /** Dotted OID of the policy to be stamped under. @default the authority's own */
  readonly policy?: string;
  /** Credentials of the authority, if it wants any. */
  readonly headers?: AnchorHeaders;
  /**
   * PEM or DER of trusted authorities. With them a stamp is verified before it counts as published; without, whoever
   * verifies the trail finds out whether it was a good one.
   */
  readonly certificates?: readonly (string | Uint8Array)[];
  /** @default 10,000 */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const NONCE_BYTES = 16;
const OID = /^[0-2](\.(0|[1-9]\d{0,9})){1,30}$/;
const ANSWER = 'application/timestamp-reply';

function checkOptions({ hash = 'sha256', policy = '1.1', certificates }: Rfc3161AnchorOptions): void {
  if (hash !== 'sha256') throw new PlumblineError('PLB_OPTION_INVALID', 'rfc3161Anchor: `hash` must be sha256');
  if (!OID.test(policy)) throw new PlumblineError('PLB_OPTION_INVALID', 'rfc3161Anchor: `policy` must be a dotted OID');
  if (certificates) readCertificates(certificates);
}

function checkAgain(
  receipt: string | undefined,
  hash: string,
  certificates: readonly (string | Uint8Array)[],
): AnchorCheck {
  try {
    verifyTimestamp(receipt ?? '', hash, { certificates });
    return { ok: true };
  } catch (error) {
    return { ok: false, what: (error as Error).message };
  }
}

/**
 * Has a time-stamp authority sign that a seal existed (RFC 3161). What is sent is the seal's hash and a nonce. The token is
 * kept as the receipt, and {@link verifyTimestamp} verifies it without the network; `openssl ts -verify` does as well,
 * with the seal's header as data.
 */
export function rfc3161Anchor(options: Rfc3161AnchorOptions): AnchorTarget {
  checkOptions(options);
  const url = checkUrl('rfc3161Anchor', options.url);
  const { certificates, headers = {}, policy, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  return {
    kind: 'rfc3161',
    async publish(statement) {
      const asked = { hash: Buffer.from(statement.hash, 'hex'), nonce: randomBytes(NONCE_BYTES), policy };
      const { type, body } = await post('rfc3161Anchor', {
        url,
        headers: { ...headers, accept: ANSWER, 'content-type': 'application/timestamp-query' },
        body: timeStampRequest(asked),
        timeoutMs,
      });
      if (type.split(';')[0]?.trim().toLowerCase() !== ANSWER) {
        throw anchorError('rfc3161Anchor: `url` did not answer as a time-stamp authority (Content-Type)');
      }
      const receipt = checkResponse(body, asked).bytes.toString('base64');
      if (certificates) verifyTimestamp(receipt, statement.hash, { certificates });
      return { where: url.origin, receipt };
    },
    ...(certificates && {
      recheck: async ({ hash, receipt }): Promise<AnchorCheck> => checkAgain(receipt, hash, certificates),
    }),
  };
}
