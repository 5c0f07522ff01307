import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CommandIo, type ExitCode, isPlumblineError } from '@plumbline/core';
import { readText } from '../egress/lock-file.ts';
import type { CatalogChange } from './change.ts';
import type { DescribedCatalog } from './describer.ts';
import { diffCatalogs } from './diff.ts';
import { CATALOG_FILE, parseSnapshot } from './snapshot-file.ts';
import { describeCatalogChanges } from './words.ts';

/** Name of the file with the JSON Schema of every stored payload. */
const SCHEMA_FILE = 'plumbline.catalog.schema.json';

/** Name of the tracking plan. */
const PLAN_FILE = 'plumbline.catalog.md';

/** Reduces a text to what it says, so that a formatter that lays it out anew makes no difference. */
type Essence = (text: string) => string;

const ofJson: Essence = (text) => {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
};

// Formatters pad the cells of tables and lengthen their rulers; no text of a catalog needs three dashes in a row.
const ofMarkdown: Essence = (text) =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/ ?\| ?/g, '|')
    .replaceAll(/-{3,}/g, '---')
    .trim();

interface EmittedFile {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  /** What is on the disk; undefined where nothing is. */
  readonly found: string | undefined;
  readonly isCurrent: boolean;
}

function filesOf({ directory, files }: DescribedCatalog): readonly EmittedFile[] {
  const wanted: readonly (readonly [string, string, Essence])[] = [
    [CATALOG_FILE, files.snapshot, ofJson],
    [SCHEMA_FILE, files.schema, ofJson],
    [PLAN_FILE, files.plan, ofMarkdown],
  ];
  return wanted.map(([name, text, essence]) => {
    const file = path.join(directory, name);
    const found = readText(file);
    return { name, file, text, found, isCurrent: found !== undefined && essence(found) === essence(text) };
  });
}

/** What the catalog says that the committed file does not; undefined where the file cannot be read. */
function changesOf({ found, text }: EmittedFile): readonly CatalogChange[] | undefined {
  try {
    return found === undefined ? undefined : diffCatalogs(parseSnapshot(found), parseSnapshot(text));
  } catch (error) {
    if (isPlumblineError(error)) return undefined;
    throw error;
  }
}

/** Writes the three files; those that say the right thing already are left as a formatter may have laid them out. */
export function writeFiles(described: DescribedCatalog, io: CommandIo): ExitCode {
  const stale = filesOf(described).filter(({ isCurrent }) => !isCurrent);
  for (const { file, text, name } of stale) {
    writeFileSync(file, text);
    io.stdout(`wrote ${name}\n`);
  }
  if (stale.length === 0) io.stdout(`${CATALOG_FILE} and what is made with it are up to date\n`);
  return 0;
}

/** Says which of the three files are not what the catalog says. */
export function checkFiles(described: DescribedCatalog, io: CommandIo): ExitCode {
  const stale = filesOf(described).filter(({ isCurrent }) => !isCurrent);
  for (const emitted of stale) {
    io.stdout(`${emitted.name} is ${emitted.found === undefined ? 'missing' : 'not what the catalog says'}\n`);
    const changes = emitted.name === CATALOG_FILE ? changesOf(emitted) : undefined;
    if (changes !== undefined && changes.length > 0) io.stdout(`${describeCatalogChanges(changes)}\n`);
  }
  if (stale.length === 0) return 0;
  io.stdout('Run `npx plumbline catalog emit` and commit what it writes.\n');
  return 1;
}
