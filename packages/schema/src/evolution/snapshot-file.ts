import { PlumblineError } from '@plumbline/core';
import * as z from 'zod';
import type { CatalogSnapshot } from './snapshot.ts';

/** Name of the file that holds a catalog as plain data, in the folder of `plumbline.config.ts`. */
export const CATALOG_FILE = 'plumbline.catalog.json';

/** Grows when an older version of plumbline could misread the file. */
const FORMAT = 1;

const text = z.string();
const texts = z.array(text);

const fieldSchema = z.object({
  class: z.enum(['category', 'count', 'duration', 'flag', 'opaque-id', 'free-text']),
  type: text,
  optional: z.boolean(),
  justification: text.optional(),
});

const eventSchema = z.object({
  description: text,
  owner: text,
  purpose: text,
  consent: z.enum(['essential', 'analytics']),
  features: texts,
  surfaces: texts,
  fromContext: z.array(z.enum(['feature', 'surface'])),
  audience: z.enum(['public', 'authenticated']),
  sources: z.array(z.enum(['web', 'api', 'worker', 'cli'])),
  expires: text,
  review: text,
  fields: z.record(text, fieldSchema),
});

const fileSchema = z.object({
  format: z.literal(FORMAT),
  version: text,
  previous: z.object({ version: text, events: z.record(text, z.enum(['upcast', 'drop'])) }).optional(),
  dimensions: z.record(text, texts),
  events: z.record(text, eventSchema),
});

/** The text of {@link CATALOG_FILE}: the same catalog gives the same bytes. */
export const formatSnapshot = (snapshot: CatalogSnapshot): string =>
  `${JSON.stringify({ format: FORMAT, ...snapshot }, undefined, 2)}\n`;

const invalid = (what: string, cause?: unknown): PlumblineError =>
  new PlumblineError('PLB_CATALOG_INVALID', `${CATALOG_FILE}: ${what}`, {
    fix: 'Run `npx plumbline catalog emit`; where this is an old revision, compare with one whose file is whole.',
    ...(cause !== undefined && { cause }),
  });

/**
 * Reads the text of {@link CATALOG_FILE}, however a formatter has laid it out.
 *
 * @throws PlumblineError `PLB_CATALOG_INVALID` where it is no such file; the message names the place, never a value.
 */
export function parseSnapshot(file: string): CatalogSnapshot {
  let value: unknown;
  try {
    value = JSON.parse(file);
  } catch (error) {
    throw invalid('is no JSON; a merge may have left its marks in it', error);
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) {
    const { format: _, ...snapshot } = parsed.data;
    return snapshot;
  }
  const place = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  throw invalid(
    place === 'format' ? 'was written by another version of plumbline' : `\`${place}\` is not as it was written`,
  );
}
