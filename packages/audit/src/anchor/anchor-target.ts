import { PlumblineError } from '@plumbline/core';
import type { Anchor } from '../seal/seal.ts';

/**
 * Everything about a trail that goes to an anchor: which seal, its hash, how many records stand under it, and when it was
 * asked for. Nothing of a record is in it.
 */
export type AnchorStatement = Pick<Anchor, 'at' | 'hash' | 'records' | 'seal' | 'trail'>;

/** What an anchor answered: where the statement can be looked up again, and proof where the other side gives one. */
export interface AnchorPlace {
  /** A path, a commit, an address; never with credentials. */
  readonly where: string;
  /** Base64. */
  readonly receipt?: string;
}

/** Whether an anchor still says what it said when it was published. */
export type AnchorCheck = { readonly ok: true } | { readonly ok: false; readonly what: string };

/** A place that the operator of the database does not control, and that keeps statements about seals. */
export interface AnchorTarget {
  /** Label of the metric and kind of the stored anchor: lower-case letters, digits and `_`. */
  readonly kind: string;
  /** Resolves once the place holds the statement. Rejects otherwise; it is asked again later, with a newer seal. */
  publish(statement: AnchorStatement): Promise<AnchorPlace>;
  /** Looks the anchor up again. Absent where the place cannot be read. */
  recheck?(anchor: Anchor): Promise<AnchorCheck>;
}

const KIND = /^[a-z][a-z0-9_]{0,30}$/;

/** An anchor kind as metrics and stores take it. Throws PLB_OPTION_INVALID. */
export function checkKind(kind: string): string {
  if (KIND.test(kind)) return kind;
  throw new PlumblineError(
    'PLB_OPTION_INVALID',
    'anchor: `kind` must be lower-case letters, digits and `_`, at most 31',
  );
}

/** PLB_AUDIT_ANCHOR with a reason. */
export function anchorError(what: string, cause?: unknown, fix?: string): PlumblineError {
  return new PlumblineError('PLB_AUDIT_ANCHOR', what, {
    ...(cause !== undefined && { cause }),
    ...(fix !== undefined && { fix }),
  });
}

/** The statement as the JSON text that files, commits and webhooks carry; keys in code unit order (RFC 8785). */
export function statementText({ at, hash, records, seal, trail }: AnchorStatement): string {
  return JSON.stringify({ at, hash, records, seal, trail });
}

const HASH = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const KEYS = 'at,hash,records,seal,trail';

const isCount = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && Number(value) >= least;

/** Reads what {@link statementText} wrote; undefined for anything else, other keys and other spellings included. */
export function parseStatement(text: string): AnchorStatement | undefined {
  try {
    const value = JSON.parse(text) as AnchorStatement;
    if (Object.keys(value).join(',') !== KEYS || statementText(value) !== text) return undefined;
    const { at, hash, records, seal, trail } = value;
    const isText = HASH.test(hash) && UUID.test(trail) && TIME.test(at) && !Number.isNaN(Date.parse(at));
    return isText && isCount(seal, 1) && isCount(records, 0) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an anchor is about exactly this statement. */
export const sameStatement = (a: AnchorStatement, b: AnchorStatement): boolean => statementText(a) === statementText(b);
