import { hash } from 'node:crypto';
import type { BodyText } from './body-text.ts';

/** `1 `, the leaf and a space. */
const LEAF_AT = 2;
const LEAF_LENGTH = 64;
const BODY_AT = LEAF_AT + LEAF_LENGTH + 1;
const SPACE = 0x20;

/** The leaf of a body and its line of the spool, of version 1. */
export interface MadeLine {
  readonly leaf: string;
  /** As bytes, in memory that the next line is written over. */
  readonly line: Uint8Array;
}

/**
 * A maker of lines that writes each body out once, for its hash and for the spool. The byte before the body is the zero of
 * the leaf (RFC 9162, section 2.1.1) while it is hashed, and then a space.
 *
 * @param maxBytes the most that a body has
 */
export function createLineMaker(maxBytes: number): (body: BodyText) => MadeLine {
  const memory = Buffer.alloc(BODY_AT + maxBytes);
  memory.write('1 ', 'latin1');
  return ({ ascii, text }) => {
    const end = BODY_AT + memory.write(text, BODY_AT, ascii ? 'latin1' : 'utf8');
    memory[BODY_AT - 1] = 0;
    const leaf = hash('sha256', memory.subarray(BODY_AT - 1, end), 'hex');
    memory[BODY_AT - 1] = SPACE;
    memory.write(leaf, LEAF_AT, 'latin1');
    return { leaf, line: memory.subarray(0, end) };
  };
}
