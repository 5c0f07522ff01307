import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CallCost, Program } from './program.ts';

/** What one outage was like for the application: shown nowhere, kept for whoever asks what it costs. */
export interface OutageFigures {
  readonly outageMs: number;
  readonly before: CallCost;
  readonly during: CallCost;
  /** While the spool is emptied, with the database there again. */
  readonly draining: CallCost;
  readonly after: CallCost;
  /** Of all files of the spool. */
  readonly spoolBytesBefore: number;
  readonly spoolBytesAtEnd: number;
  readonly pendingAtEnd: number;
  /** From the moment the database is there again until less than a tenth of a second's records wait. */
  readonly drainMs: number;
}

const FILE = path.resolve(import.meta.dirname, '..', 'temp', 'outage-figures.json');

/** What record() cost its callers since the last time this was asked. */
export async function costSinceLast(writer: Program): Promise<CallCost> {
  const told = (): readonly string[] => writer.lines.filter((line) => line.startsWith('cost '));
  const before = told().length;
  writer.process.kill('SIGUSR2');
  await writer.until(() => told().length > before);
  return JSON.parse(told().at(-1)?.slice('cost '.length) ?? '') as CallCost;
}

/** The bytes of every file in a spool's folder; one that is deleted meanwhile counts as none. */
export const spoolBytes = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => statSync(path.join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);

/** Adds the figures of one outage to temp/outage-figures.json. */
export function keepFigures(name: string, figures: OutageFigures): void {
  mkdirSync(path.dirname(FILE), { recursive: true });
  let kept: Readonly<Record<string, unknown>> = {};
  try {
    kept = JSON.parse(readFileSync(FILE, 'utf8')) as typeof kept;
  } catch {
    // The first one of this checkout.
  }
  writeFileSync(FILE, `${JSON.stringify({ ...kept, [name]: figures }, undefined, 2)}\n`);
}
