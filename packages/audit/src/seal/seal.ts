/**
 * One seal over records that were stored since the one before, as stores and exports keep it.
 *
 * What is signed is the header, a text of lines that a person can read and `openssl pkeyutl -verify` can check. It binds
 * everything else: the leaves by their Merkle root (RFC 9162, section 2.1), the IDs and the statement by their SHA-256, the
 * seal before by the SHA-256 of its header. So a seal's hash is the SHA-256 of its header.
 */
export interface Seal {
  /** From 1, without gaps. */
  readonly no: number;
  readonly header: string;
  /** Ascending UUIDs; empty where the seal only makes a statement. */
  readonly ids: readonly string[];
  /** SHA-256 of each record in the order of the IDs, 64 lower-case hexadecimal digits each. */
  readonly leaves: readonly string[];
  /** What the seal says beside its records, such as which older ones were pruned; its SHA-256 stands in the header. */
  readonly statement?: string;
  /** Ed25519 (RFC 8032) over the UTF-8 bytes of the header, 64 bytes. */
  readonly signature: Uint8Array;
}

/** A stored record that no seal covers yet. */
export interface WaitingLeaf {
  readonly id: string;
  /** 64 lower-case hexadecimal digits. */
  readonly leaf: string;
}

/** That a seal stood in the chain at some time, said by somebody who does not keep the database. */
export interface Anchor {
  /** `file`, `git`, `rfc3161`, `webhook`, or the name of an application's own. */
  readonly kind: string;
  /** The trail and the seal it is about. */
  readonly trail: string;
  readonly seal: number;
  /** SHA-256 of that seal's header, 64 lower-case hexadecimal digits. */
  readonly hash: string;
  /** Records under seals 1 to this one. */
  readonly records: number;
  /** When it was asked for, ISO 8601 in UTC. */
  readonly at: string;
  /** Where it can be looked up again: a path, a commit, an address without credentials. */
  readonly where: string;
  /** What the other side answered, where it answers with something that proves it, as base64. */
  readonly receipt?: string;
}
