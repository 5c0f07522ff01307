import { type DerNode, reader, readDer, smallOf, stampFault, TAG } from './der.ts';
import { parseToken, type SignedToken } from './signed-token.ts';
import { hexOf } from './time-stamp-info.ts';

/** PKIStatus and PKIFailureInfo of RFC 3161, section 2.4.2. */
const STATUS = ['granted', 'granted with changes', 'rejection', 'waiting', 'revocation warning', 'revocation'];
const FAILURES: Readonly<Record<number, string>> = {
  0: 'the hash algorithm is not supported',
  2: 'the request is not permitted',
  5: 'the request has the wrong format',
  14: 'the clock of the authority is not available',
  15: 'the policy is not accepted',
  16: 'an extension is not accepted',
  17: 'further information is not available',
  25: 'the authority failed',
};

/** Bits are counted from the first one; the first byte says how many at the end are unused. */
function failureOf(bits: DerNode | undefined): string {
  const bytes = bits?.content.subarray(1) ?? Buffer.alloc(0);
  const names = Object.entries(FAILURES).filter(([bit]) => {
    const at = Number(bit);
    return ((bytes[at >> 3] ?? 0) & (0x80 >> (at & 7))) !== 0;
  });
  return names.length === 0 ? '' : ` (${names.map(([, name]) => name).join(', ')})`;
}

function checkStatus(node: DerNode): void {
  const info = reader(node);
  const status = smallOf(info.take(TAG.integer, 'the status'));
  info.optional(TAG.sequence); // free text of the other side, which is not repeated
  const bits = info.optional(0x03);
  info.end('the status');
  if (status > 1) stampFault(`the authority answered ${STATUS[status] ?? 'an unknown status'}${failureOf(bits)}`);
}

/** The token of a granted TimeStampResp, as it was sent. */
function tokenOf(response: Buffer): Buffer {
  const root = readDer(response);
  if (root.tag !== TAG.sequence) stampFault('the answer is of another kind');
  const answer = reader(root);
  checkStatus(answer.take(TAG.sequence, 'the status'));
  const token = answer.take(TAG.sequence, 'the token');
  answer.end('the answer');
  return token.bytes;
}

export interface Expected {
  readonly hash: Uint8Array;
  readonly nonce: Uint8Array;
  readonly policy?: string | undefined;
}

/** Holds an answer against the request it is for; its signature is another question. Throws PLB_AUDIT_ANCHOR. */
export function checkResponse(response: Buffer, { hash, nonce, policy }: Expected): SignedToken {
  const token = parseToken(tokenOf(response));
  const { info } = token;
  if (info.hash !== Buffer.from(hash).toString('hex')) stampFault('its imprint is not the hash that was sent');
  if (info.nonce !== hexOf(nonce)) stampFault('its nonce is not the one that was sent');
  if (policy !== undefined && info.policy !== policy) stampFault('its policy is not the one that was asked for');
  return token;
}
