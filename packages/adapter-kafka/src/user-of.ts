import { createHash } from 'node:crypto';
import { KIND } from './egress.ts';

const LENGTH = 32;

/**
 * The ID of a person, an organisation or a session at this destination: a hash of its own, so that two destinations
 * cannot join what they have. It is that of `hashFor` of `@plumbline/core/context`, which erasure relies on; an empty
 * ID stays empty.
 */
export const userOf = (id: string): string =>
  id === '' ? '' : createHash('sha256').update(`${KIND}\0${id}`).digest('hex').slice(0, LENGTH);
