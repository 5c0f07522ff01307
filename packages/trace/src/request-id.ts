import { createHash } from 'node:crypto';
import { redactId } from './bound.ts';
import { judgeRequestId, REFUSED_HASH_LENGTH, type RequestIdDecision } from './request-id-rules.ts';

/**
 * Decides about an incoming `x-request-id`: accepted with 8 to 128 characters of `A-Z a-z 0-9 . _ ~ + / = : -` that start
 * with a letter or digit, refused when repeated, folded, a credential, a card number, what the binding in force redacts, or
 * anything else. It never throws.
 */
export function acceptRequestId(raw: string | readonly string[] | undefined): RequestIdDecision {
  const judged = judgeRequestId(raw, redactId);
  if (judged.kind !== 'refused') return judged;
  const { kind, reason, value } = judged;
  return { kind, reason, hash: createHash('sha256').update(value).digest('hex').slice(0, REFUSED_HASH_LENGTH) };
}
