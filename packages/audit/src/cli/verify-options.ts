import { TRAIL_HELP, TRAIL_OPTIONS } from './open-trail.ts';
import { ACTOR_HELP, ACTOR_OPTIONS } from './own-records.ts';
import type { parse } from './subcommand.ts';

/** Anchors are made every ten minutes: a day leaves time for an authority that does not answer. */
export const STAMP_DELAY = '24h';

/** What `plumbline audit verify --help` prints. */
export const HELP = `Usage: plumbline audit verify --public-key FILE [--anchor FILE] [--against-logs FILE] [--export FOLDER] [--json]

Reads the whole trail again, from the database or from an export, and names each record and seal that is not as it was.
It changes nothing, and needs no network: an auditor runs it anywhere on an export, an anchor file and the public key.
With --record it leaves one record of itself in the trail that it has verified, for the metrics of the application.

  --public-key FILE    the public key of the seals, from another place than the database; of several the oldest first
  --export FOLDER      an export instead of the database
  --anchor FILE        an anchor file that was kept outside of the database: finds a cut tail and a stolen key
  --anchor-git FOLDER  the anchors that are commits in this repository; --anchor-branch NAME
  --tsa-ca FILE        certificates of a time-stamp authority: the stored time stamps count as anchors from outside
  --stamp-delay LENGTH a time stamp proves that seals existed at its time, and nothing of the time before; it counts for
                       those that were made at most so long before it [default: ${STAMP_DELAY}]
  --against-logs FILE  log lines, one JSON object each; \`-\` reads them from the standard input: finds what was deleted
                       before it was sealed
  --require-witness    name each record that the log does not have; for a log that is known to be whole
  --log-delay LENGTH   records so young may be in the log and not in the store yet [default: none]
  --trail ID           the trail that it has to be; needed where the anchors are of several
  --from-seal N        begin with this seal, and take the ones before as they are
  --max-waiting LENGTH a record that waits longer for its seal is a finding [default: 1h]
  --partial            a filtered export, or one of later seals, is enough: what it leaves out is no fault of it
  --record             add a record of this verification to the trail: what came of it, and how many findings. Where it
                       cannot be added, a warning says so, and the exit code is the same
  --json               one JSON object
${TRAIL_HELP}${ACTOR_HELP}
Exit codes: 0 intact, 1 findings, each of them named, 2 wrong usage, or not everything could be checked. An option that
confirmed nothing (no anchor of a seal that was read, no line of the log, no time stamp in time) is named and ends with 2.
`;

/** For `parseArgs`. */
export const OPTIONS = {
  ...TRAIL_OPTIONS,
  ...ACTOR_OPTIONS,
  'public-key': { type: 'string', multiple: true, default: [] as string[] },
  export: { type: 'string' },
  anchor: { type: 'string', multiple: true, default: [] as string[] },
  'anchor-git': { type: 'string' },
  'anchor-branch': { type: 'string' },
  'stamp-delay': { type: 'string' },
  'tsa-ca': { type: 'string', multiple: true, default: [] as string[] },
  'against-logs': { type: 'string', multiple: true, default: [] as string[] },
  'require-witness': { type: 'boolean', default: false },
  'log-delay': { type: 'string' },
  trail: { type: 'string' },
  'from-seal': { type: 'string' },
  'max-waiting': { type: 'string' },
  partial: { type: 'boolean', default: false },
  record: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

export type Values = ReturnType<typeof parse<typeof OPTIONS>>['values'];
