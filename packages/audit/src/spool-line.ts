import { type AuditRow, type PersonalField, toRow } from './audit-record.ts';
import { plainRow } from './plain-body.ts';

/** A personal value within a line: field, salt, value. */
type Triple = readonly [string, string, string];

const SALT = /^[0-9a-f]{32}$/;

const isTriple = (value: unknown): value is Triple =>
  Array.isArray(value) &&
  value.length === 3 &&
  value.every((part) => typeof part === 'string') &&
  SALT.test((value as unknown as Triple)[1]);

/** The members in this order, so that the same values always make the same line. */
const tripleOf = ({ field, salt, value }: PersonalField): Triple => [field, salt, value];

/**
 * `1 leaf body`, or with personal values `2 leaf length values body`, where `values` is JSON of that many UTF-16 units. The
 * leaf is of the body alone, which holds the commitments; it is the one made when the record was accepted, so that a change
 * of the spool shows later.
 */
export function toSpoolLine(body: string, leaf: string, personal?: readonly PersonalField[]): string {
  if (personal === undefined || personal.length === 0) return `1 ${leaf} ${body}`;
  const values = JSON.stringify(personal.map(tripleOf));
  return `2 ${leaf} ${values.length} ${values} ${body}`;
}

function readPersonal(text: string): PersonalField[] {
  const values: unknown = JSON.parse(text);
  if (!Array.isArray(values) || !values.every(isTriple)) throw new TypeError('these are no personal values');
  return values.map(([field, salt, value]) => ({ field, salt, value }));
}

const PLAIN = /^1 ([0-9a-f]{64}) (\{.*\})$/s;
const WITH_PERSONAL = /^2 ([0-9a-f]{64}) (\d{1,6}) /;

/** Reads a line of either version; undefined when it is none. */
export function fromSpoolLine(line: string): AuditRow | undefined {
  try {
    const plain = PLAIN.exec(line);
    if (plain) {
      const [, leaf = '', body = ''] = plain;
      return plainRow(body, leaf) ?? toRow(body, leaf);
    }
    const [head = '', leaf = '', length = ''] = WITH_PERSONAL.exec(line) ?? [];
    const end = head.length + Number(length);
    const isWhole = line.startsWith(' {', end) && line.endsWith('}');
    if (head === '' || !isWhole) return undefined;
    return toRow(line.slice(end + 1), leaf, readPersonal(line.slice(head.length, end)));
  } catch {
    return undefined;
  }
}
