import { createHash } from 'node:crypto';
import { KIND } from './egress.ts';

const LENGTH = 32;

/**
 * The ID of a person at this destination: a hash of its own, so that two vendors cannot join what they have. It is that
 * of `hashFor` of `@plumbline/core/context`, which erasure relies on; an empty ID stays empty.
 */
export const userOf = (anonymousUserId: string): string =>
  anonymousUserId === ''
    ? ''
    : createHash('sha256').update(`${KIND}\0${anonymousUserId}`).digest('hex').slice(0, LENGTH);
