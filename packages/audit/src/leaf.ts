import { hash } from 'node:crypto';

/**
 * SHA-256 over a zero byte and the UTF-8 body, as hexadecimal. The zero byte is the leaf prefix of RFC 9162, section
 * 2.1.1: a leaf can never be mistaken for an inner node of a Merkle tree.
 */
export const leafHash = (body: string): string => hash('sha256', `\0${body}`, 'hex');
