import { defineBenchmark, type Side } from './harness/benchmark.ts';
import type { engines } from './redaction/engines.ts';
import type { RedactionScale } from './redaction/measure.ts';
import { placeMetrics } from './redaction/places.ts';

/** The corpus is loaded in the side's own process, not with the list of benchmarks. */
const side = (what: string, engine: keyof typeof engines): Side<RedactionScale> => ({
  what,
  run: async (scale) => (await import('./redaction/measure.ts')).measureRedaction(engine, scale),
});

const percent = { unit: '%', better: 'less', ratio: false } as const;

export const redaction = defineBenchmark<RedactionScale>({
  name: 'redaction',
  question: 'How much of a corpus of secrets and personal data gets through, and how much that is harmless does not?',
  metrics: {
    secrets: { ...percent, what: 'secrets leaked', column: 'secrets leaked' },
    personal: { ...percent, what: 'personal data leaked', column: 'personal data leaked' },
    national: { ...percent, what: 'national numbers leaked', column: 'national numbers leaked' },
    harmless: { ...percent, what: 'harmless values redacted', column: 'harmless values redacted' },
    failed: { unit: '', what: 'records without an answer', better: 'less', ratio: false },
    unwritten: { unit: '', what: 'values it never writes, not counted', better: 'less', ratio: false },
    ...placeMetrics,
  },
  baseline: 'stringify',
  sides: {
    stringify: side('the record as it is, nothing redacted', 'stringify'),
    redact: side('@plumbline/redact, without options', 'redact'),
    pino: side('pino with 100 redact paths: 20 names at five depths', 'pino'),
    evlog: side('evlog, its seven patterns', 'evlog'),
    sentry: {
      what: '@sentry/node, an event with its default data collection',
      run: async (scale) => (await import('./redaction/measure.ts')).measureSentry(scale),
    },
    'secret-scrubber': side('@zapier/secret-scrubber, scrub of what findSensitiveValues finds', 'secret-scrubber'),
    logtape: side('@logtape/redaction, its list of fields and its five patterns', 'logtape'),
    'deep-redact': side('@hackylabs/deep-redact, 20 names, matched loosely', 'deep-redact'),
  },
  peers: [
    'pino',
    'evlog',
    '@sentry/node',
    '@zapier/secret-scrubber',
    '@logtape/logtape',
    '@logtape/redaction',
    '@hackylabs/deep-redact',
  ],
  rounds: 1,
  sampleTimeoutMs: 900_000,
  scale: { stride: 1 },
  tiny: { stride: 300 },
});
