import { type CorpusScore, scoreCorpus, scoreCorpusLater } from '@plumbline/corpus';
import type { LogRecord } from './engine.ts';
import { engines } from './engines.ts';
import { placeMetric } from './places.ts';
import { openSentry } from './sentry.ts';

/** `stride`: every n-th value of the corpus. */
export type RedactionScale = Readonly<Record<'stride', number>>;

/** Rates in percent. */
const valuesOf = ({
  leaks,
  falseRedactions,
  failures,
  unwritten,
  byPosition,
}: CorpusScore): Record<string, number> => ({
  secrets: leaks.secrets.percent,
  personal: leaks.personal.percent,
  national: leaks.national.percent,
  harmless: falseRedactions.percent,
  failed: failures.threw + failures.stuck,
  unwritten,
  ...Object.fromEntries(
    Object.entries(byPosition).map(([position, { leaks }]) => [placeMetric(position), leaks.percent]),
  ),
});

// The corpus makes nothing but such records.
const asRecord = (record: unknown): LogRecord => record as LogRecord;

export async function measureRedaction(
  engine: keyof typeof engines,
  { stride }: RedactionScale,
): Promise<Record<string, number>> {
  const { write, bare } = await engines[engine]();
  const options = bare === undefined ? {} : { bare: (record: unknown) => bare(asRecord(record)) };
  return valuesOf(scoreCorpus((record) => write(asRecord(record)), { stride, ...options }));
}

export async function measureSentry({ stride }: RedactionScale): Promise<Record<string, number>> {
  const { write, bare } = await openSentry();
  const options = { stride, bare: (record: unknown) => bare(asRecord(record)) };
  return valuesOf(await scoreCorpusLater((record) => write(asRecord(record)), options));
}
