import { toUSVString } from 'node:util';
import { PlumblineError } from '@plumbline/core';
import { type AuditRow, toRow } from '../audit-record.ts';
import type { AuditFilters } from '../audit-store.ts';
import type { Seal } from '../seal/seal.ts';
import { isFileError, unreadable } from '../unreadable.ts';

/** Files of an export folder, beside `manifest.json`. All are JSON, one object a line, in UTF-8. */
export const EXPORT_FILES = ['seals.jsonl', 'records.jsonl', 'waiting.jsonl', 'anchors.jsonl'] as const;
export const PERSONAL_FILE = 'personal.jsonl';
export const MANIFEST = 'manifest.json';

export interface ExportedFile {
  readonly lines: number;
  readonly bytes: number;
  /** 64 hexadecimal digits, as `sha256sum` writes them. */
  readonly sha256: string;
}

/** What an export says of itself. Nothing in it is signed: the seals are. */
export interface ExportManifest {
  readonly format: 'plumbline-audit-export';
  readonly version: 1;
  readonly trail: string;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
  readonly first_seal: number;
  /** 0 where it holds none. */
  readonly last_seal: number;
  /** Records that it holds. */
  readonly records: number;
  /** Which records it was narrowed to; absent when it holds all. */
  readonly filters?: AuditFilters;
  readonly personal: boolean;
  readonly files: Readonly<Record<string, ExportedFile>>;
}

/** The error of an export that is not as it was written. */
export const evidenceFault = (file: string, line: number, what: string, cause?: unknown): PlumblineError => {
  const isUnread = isFileError(cause);
  const about = isUnread ? `${what}: ${file} ${unreadable(cause).what}` : `${file}, line ${line}: ${what}`;
  return new PlumblineError('PLB_AUDIT_EVIDENCE', about, {
    ...(cause !== undefined && { cause }),
    ...(isUnread && { fix: 'Name the whole folder that `plumbline audit export --out` wrote, or copy it again.' }),
  });
};

const ID_AT = '{"id":"'.length;
const ID_END = ID_AT + 36;
const LEAF_AT = ID_END + '","leaf":"'.length;
const LEAF_END = LEAF_AT + 64;
const TEXT = '","text":';
const RECORD = '","record":';

/** Whether no half of a surrogate pair stands alone, which UTF-8 cannot say. */
export const isWellFormed = (text: string): boolean => toUSVString(text) === text;

const isPlain = (body: string): boolean => {
  if (!body.startsWith('{') || /[\n\r\u2028\u2029]/.test(body)) return false;
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
};

/**
 * One record as a line. The text that was hashed stands in it byte for byte behind `"record":`, so that nothing has to be
 * written anew to check it; a text that is no JSON object of one line stands behind `"text":` as a string.
 */
export function recordLine({ body, id, leaf }: Pick<AuditRow, 'body' | 'id' | 'leaf'>): string {
  const content = isPlain(body) ? `${RECORD}${body}` : `${TEXT}${JSON.stringify(body)}`;
  return `{"id":"${id}","leaf":"${leaf}${content}}\n`;
}

/** Where the ID stands on each line about a record, whatever the file. */
export const ID_ON_LINE: { readonly from: number; readonly to: number } = { from: ID_AT, to: ID_END };

/** A row whose columns are made from the text when somebody asks for them. */
class ExportedRow implements AuditRow {
  readonly id: string;
  readonly body: string;
  readonly leaf: string;
  #row: AuditRow | undefined;

  constructor(id: string, body: string, leaf: string) {
    this.id = id;
    this.body = body;
    this.leaf = leaf;
  }

  #columns(): AuditRow {
    this.#row ??= toRow(this.body, this.leaf);
    return this.#row;
  }

  get recordedAt(): number {
    return this.#columns().recordedAt;
  }
  get action(): string {
    return this.#columns().action;
  }
  get outcome(): string {
    return this.#columns().outcome;
  }
  get class(): string {
    return this.#columns().class;
  }
  get actorId(): string {
    return this.#columns().actorId;
  }
  get org(): string | null {
    return this.#columns().org;
  }
  get subjectIds(): readonly string[] {
    return this.#columns().subjectIds;
  }
  get requestId(): string | null {
    return this.#columns().requestId;
  }
}

/** Reads what {@link recordLine} wrote, without its LF. Throws for a line that it did not write. */
export function readRecordLine(line: string): AuditRow {
  // What stands between is judged by whoever compares it: as an ID, and as a hash.
  const isRecord = line.startsWith('{"id":"') && line.startsWith('","leaf":"', ID_END) && line.endsWith('}');
  if (!isRecord) throw new TypeError('the line is no record');
  const id = line.slice(ID_AT, ID_END);
  const leaf = line.slice(LEAF_AT, LEAF_END);
  if (line.startsWith(RECORD, LEAF_END)) return new ExportedRow(id, line.slice(LEAF_END + RECORD.length, -1), leaf);
  if (!line.startsWith(TEXT, LEAF_END)) throw new TypeError('the line is no record');
  const body: unknown = JSON.parse(line.slice(LEAF_END + TEXT.length, -1));
  // Half of a pair is hashed as U+FFFD: it would have the hash of another text.
  if (typeof body !== 'string' || !isWellFormed(body)) throw new TypeError('the line is no record');
  return new ExportedRow(id, body, leaf);
}

/** Where the lines of a seal's records stand in a file. A hint: whoever reads checks what is there. */
export interface Region {
  readonly at: number;
  readonly bytes: number;
}

/** A seal as a line of an export. */
export interface SealLine {
  readonly seal: Seal;
  readonly records: Region;
  readonly personal?: Region;
}

export function sealLine({ personal, records, seal }: SealLine): string {
  const { header, ids, leaves, no, signature, statement } = seal;
  const text = {
    no,
    header,
    signature: Buffer.from(signature).toString('base64'),
    ...(statement !== undefined && { statement }),
    records: [records.at, records.bytes],
    ...(personal && { personal: [personal.at, personal.bytes] }),
    ids,
    leaves,
  };
  return `${JSON.stringify(text)}\n`;
}

const isRegion = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((part) => Number.isSafeInteger(part) && part >= 0);

const areTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((part) => typeof part === 'string');

/** Reads what {@link sealLine} wrote. Throws for a line that it did not write. */
export function readSealLine(line: string): SealLine {
  const { header, ids, leaves, no, personal, records, signature, statement, ...more } = JSON.parse(line) as Record<
    string,
    unknown
  >;
  const isText = typeof header === 'string' && typeof signature === 'string' && Number.isSafeInteger(no);
  const isStatement = statement === undefined || typeof statement === 'string';
  if (!isText || !isStatement || !areTexts(ids) || !areTexts(leaves) || Object.keys(more).length > 0)
    throw new TypeError('the line is no seal');
  if (!isRegion(records) || !(personal === undefined || isRegion(personal)))
    throw new TypeError('the line does not say where its records are');
  const bytes = Uint8Array.from(Buffer.from(signature, 'base64'));
  return {
    seal: { no: no as number, header, ids, leaves, signature: bytes, ...(statement !== undefined && { statement }) },
    records: { at: records[0], bytes: records[1] },
    ...(personal && { personal: { at: personal[0], bytes: personal[1] } }),
  };
}
