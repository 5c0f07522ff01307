import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { PlumblineError } from '@plumbline/core';
import { isFileError, unreadable } from '../unreadable.ts';
import type { WitnessLine } from '../verify.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const LEAF = /^[0-9a-f]{64}$/;

/** Whether something is the line of one record. */
export const isWitnessLine = ({
  audit_id: id,
  audit_leaf: leaf,
}: Partial<Record<keyof WitnessLine, unknown>>): boolean =>
  typeof id === 'string' && UUID.test(id) && typeof leaf === 'string' && LEAF.test(leaf);

function readLine(text: string): WitnessLine | undefined {
  const line = JSON.parse(text) as Partial<Record<keyof WitnessLine, unknown>> | null;
  const { audit_id: id, audit_leaf: leaf, audit_open: open } = line ?? {};
  if (id === undefined && leaf === undefined) return undefined;
  if (!isWitnessLine({ audit_id: id, audit_leaf: leaf })) throw new TypeError('no ID and leaf');
  return { audit_id: id as string, audit_leaf: leaf as string, ...(open === true && { audit_open: true }) };
}

/**
 * The lines of a log that witness records, one JSON object a line; other lines are passed over. Reads as it goes, so that
 * the log may be of any size; an `input` takes the place of the file, which then is its name. Rejects with
 * PLB_AUDIT_EVIDENCE, which names file and line, where a witness cannot be read.
 */
export async function* readWitnessLog(file: string, input?: Readable): AsyncGenerator<WitnessLine, void, undefined> {
  let number = 0;
  // Not before it is read: a stream that fails while nobody listens is never heard of again.
  const stream = input ?? createReadStream(file, 'utf8');
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (!text.includes('"audit_id"')) continue;
      const line = readLine(text);
      if (line) yield line;
    }
  } catch (cause) {
    const { fix, what } = isFileError(cause)
      ? { ...unreadable(cause), what: `the log ${file} ${unreadable(cause).what}` }
      : {
          what: `${file}, line ${number}: the witness of a record cannot be read`,
          fix: 'Give the log as it was written, one JSON object on each line; the message names the line.',
        };
    throw new PlumblineError('PLB_AUDIT_EVIDENCE', what, { cause, fix });
  } finally {
    stream.destroy();
  }
}
