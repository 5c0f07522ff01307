import { anchorError } from './anchor-target.ts';

/**
 * A strict reader of DER (ITU-T X.690): definite lengths in their shortest form, tags below 31, nothing behind the end.
 * It does not recurse, so that nesting costs nothing, and every fault is a PLB_AUDIT_ANCHOR.
 */
export interface DerNode {
  readonly tag: number;
  readonly content: Buffer;
  /** Tag, length and content, as they were read. */
  readonly bytes: Buffer;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  oid: 0x06,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** More than any certificate or token has in one sequence. */
const MAX_CHILDREN = 1_000;

/** The fault of a time stamp, its token or one of its certificates. */
export function stampFault(what: string): never {
  throw anchorError(`time stamp: ${what}`);
}

function lengthAt(bytes: Buffer, at: number): { readonly length: number; readonly start: number } {
  const first = bytes[at] ?? stampFault('it is cut off');
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  if (count === 0) return stampFault('it has an indefinite length, which DER forbids');
  if (count > 4) return stampFault('a length is larger than what was read');
  if (at + 1 + count > bytes.length) return stampFault('it is cut off');
  const length = bytes.readUIntBE(at + 1, count);
  if (length < 0x80 || length < 2 ** (8 * (count - 1))) stampFault('a length is not in its shortest form');
  return { length, start: at + 1 + count };
}

function nodeAt(bytes: Buffer, at: number): DerNode {
  const tag = bytes[at] ?? stampFault('it is cut off');
  if ((tag & 0x1f) === 0x1f) stampFault('a tag is larger than any of its kind');
  const { length, start } = lengthAt(bytes, at + 1);
  if (start + length > bytes.length) stampFault('it is cut off');
  return { tag, content: bytes.subarray(start, start + length), bytes: bytes.subarray(at, start + length) };
}

/** The one value that these bytes are. */
export function readDer(bytes: Buffer): DerNode {
  const node = nodeAt(bytes, 0);
  if (node.bytes.length !== bytes.length) stampFault('there are bytes behind its end');
  return node;
}

/** Takes the members of a constructed value one after another. */
export interface DerReader {
  /** The next member, which must be there and have this tag. */
  take(tag: number, what: string): DerNode;
  /** The next member where it has this tag. */
  optional(tag: number): DerNode | undefined;
  /** The next member, whatever it is. */
  any(what: string): DerNode;
  /** Whether no member is left. */
  readonly done: boolean;
  /** Fails where a member is left. */
  end(what: string): void;
}

/** The members of a constructed value. */
export function membersOf(node: DerNode): readonly DerNode[] {
  const members: DerNode[] = [];
  for (let at = 0; at < node.content.length;) {
    if (members.length === MAX_CHILDREN) stampFault('it has too many members');
    const member = nodeAt(node.content, at);
    members.push(member);
    at += member.bytes.length;
  }
  return members;
}

/** Reads a constructed value in order. */
export function reader(node: DerNode): DerReader {
  const members = membersOf(node);
  let at = 0;
  const any = (what: string): DerNode => {
    const member = members[at] ?? stampFault(`${what} is missing`);
    at += 1;
    return member;
  };
  return {
    any,
    take(tag, what) {
      const member = any(what);
      return member.tag === tag ? member : stampFault(`${what} is of another kind`);
    },
    optional: (tag) => (members[at]?.tag === tag ? any('a member') : undefined),
    get done() {
      return at === members.length;
    },
    end(what) {
      if (at < members.length) stampFault(`${what} has a member too many`);
    },
  };
}

/** The one member of a wrapper such as `[0] EXPLICIT`. */
export function inner(node: DerNode, tag: number, what: string): DerNode {
  const members = reader(node);
  const member = members.take(tag, what);
  members.end(what);
  return member;
}

/** An INTEGER as its bytes, in their shortest form. */
export function integerOf(node: DerNode): Buffer {
  const [first, second = 0] = node.content;
  if (first === undefined) return stampFault('a number has no digits');
  const padded = node.content.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  return padded ? stampFault('a number is not in its shortest form') : node.content;
}

/** An INTEGER from 0 to 127. */
export function smallOf(node: DerNode): number {
  const bytes = integerOf(node);
  return bytes.length === 1 && Number(bytes[0]) < 0x80 ? Number(bytes[0]) : stampFault('a number is out of range');
}

export function booleanOf(node: DerNode): boolean {
  const value = node.content[0];
  if (node.content.length !== 1 || (value !== 0 && value !== 0xff)) stampFault('a truth value is neither');
  return value === 0xff;
}

/** An OBJECT IDENTIFIER in dotted form. */
export function oidOf(node: DerNode): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const [index, byte] of node.content.entries()) {
    const starts = index === 0 || Number(node.content[index - 1]) < 0x80;
    if ((starts && byte === 0x80) || arc >= 2 ** 40) stampFault('an object identifier is not well formed');
    arc = (starts ? 0 : arc) * 128 + (byte & 0x7f);
    if (byte < 0x80) arcs.push(arc);
  }
  const [first, ...rest] = arcs;
  if (first === undefined || Number(node.content.at(-1)) >= 0x80) return stampFault('an object identifier is cut off');
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}
