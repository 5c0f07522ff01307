import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run demo [-- options]
  --json           print one JSON object on stdout and nothing else
  --with-posthog   also switch PostHog on with four lines, and off with one, in a copy of the example
  --keep           leave both services running afterwards, as on a terminal, and say what else to try
  --requests N     how many requests to send (3000)
  --seed N         another seed, another load (1)
  --cost-rounds N  rounds of the cost measurement (9)
  --capture FILE   also write the report between the marks of a Markdown page; may be repeated`;

export interface DemoArguments {
  readonly json: boolean;
  readonly keep: boolean;
  readonly withPosthog: boolean;
  readonly help: boolean;
  readonly requests: number;
  readonly seed: number;
  readonly costRounds: number;
  readonly capture: readonly string[];
}

const whole = (name: string, text: string, least: number): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least)
    throw new Error(`--${name} must be a whole number of at least ${least}`);
  return value;
};

/** Reads the command line; throws with what is wrong. */
export function readArguments(args: readonly string[]): DemoArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      'with-posthog': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      requests: { type: 'string', default: '3000' },
      seed: { type: 'string', default: '1' },
      'cost-rounds': { type: 'string', default: '9' },
      capture: { type: 'string', multiple: true, default: [] },
    },
  });
  const { json, keep, help, capture } = values;
  return {
    json,
    keep,
    withPosthog: values['with-posthog'],
    help,
    capture,
    // Fewer would not even sign everybody in, and then some question has no answer.
    requests: whole('requests', values.requests, 300),
    seed: whole('seed', values.seed, 0),
    costRounds: whole('cost-rounds', values['cost-rounds'], 1),
  };
}
