import { defineBenchmark, type Side } from './harness/benchmark.ts';
import { formNames } from './hostile/forms.ts';
import { type HostileScale, measureHostile } from './hostile/measure.ts';

const side = (what: string, engine: string): Side<HostileScale> => ({
  what,
  run: (scale) => measureHostile(engine, scale),
});

export const hostile = defineBenchmark<HostileScale>({
  name: 'hostile',
  question: `What does a text of 1 MiB cost at worst, of ${formNames.length} forms that are hard on patterns?`,
  metrics: {
    quarterMs: { unit: 'ms', what: 'the worst of 256 KiB', better: 'less', ratio: false },
    halfMs: { unit: 'ms', what: 'the worst of 512 KiB', better: 'less', ratio: false },
    wholeMs: { unit: 'ms', what: 'the worst of 1 MiB', better: 'less', ratio: false },
    growth: { unit: '', what: 'largest exponent of growth', better: 'less', ratio: false },
    slow: { unit: '', what: 'forms above 50 ms', better: 'less', ratio: false },
    hangs: { unit: '', what: 'forms that hang', better: 'less', ratio: false },
  },
  baseline: 'stringify',
  sides: {
    stringify: side('JSON.stringify of the text: the floor', 'stringify'),
    redact: side('@plumbline/redact, text()', 'redact'),
    'redact in a record': side('@plumbline/redact, stringify() of a record that holds the text', 'redact in a record'),
    logtape: side('@logtape/redaction, its five patterns', 'logtape'),
    evlog: side('evlog, its seven patterns', 'evlog'),
    'deep-redact': side('@hackylabs/deep-redact, two patterns of its documentation', 'deep-redact'),
  },
  peers: ['@logtape/redaction', 'evlog', '@hackylabs/deep-redact'],
  rounds: 3,
  scale: { characters: 2 ** 20, deadlineMs: 2_000 },
  sampleTimeoutMs: 900_000,
  tiny: { characters: 1_024, deadlineMs: 2_000 },
});
