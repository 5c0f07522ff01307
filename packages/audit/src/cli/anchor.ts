import type { CommandIo, ExitCode } from '@plumbline/core';
import { publishAnchors } from '../anchor/publish-anchors.ts';
import type { Anchor } from '../seal/seal.ts';
import { whyNot } from './api-words.ts';
import { createLineLog } from './line-log.ts';
import { TRAIL_HELP, TRAIL_OPTIONS, withTrail } from './open-trail.ts';
import { counted, parse, type Subcommand, usage, writeJson } from './subcommand.ts';
import { TARGET_HELP, TARGET_OPTIONS, targetsOf } from './targets.ts';

const HELP = `Usage: plumbline audit anchor <anchors> [--json]
       plumbline audit anchor --list [--json]

Publishes the last seal at places that the operator of the database cannot change, without a key: what is cut off or
rewritten afterwards is found. The sealer does the same as it runs.

${TARGET_HELP}  --list               print the anchors that the store knows of instead
  --json               one JSON object for each anchor
${TRAIL_HELP}
Exit codes: 0 done, 1 a place did not take it, or there is no seal yet, 2 wrong usage, or the seals cannot be read.
`;

const lineOf = ({ at, kind, records, seal, where }: Anchor): string =>
  `seal ${seal}, ${counted(records, 'record')}, ${kind}, ${at}: ${where}\n`;

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('anchor', args, {
    ...TRAIL_OPTIONS,
    ...TARGET_OPTIONS,
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const targets = await targetsOf('anchor', values, io);
  if (targets.length === 0 && !values.list)
    throw usage(
      'anchor',
      'names no place to anchor at',
      'Name one with --anchor-file, --anchor-git, --anchor-tsa or --anchor-webhook.',
    );
  const write = (anchors: readonly Anchor[]): void => {
    for (const one of anchors)
      if (values.json) writeJson(io, one);
      else io.stdout(lineOf(one));
  };
  return withTrail<ExitCode>('anchor', { ...values, readOnly: values.list }, io, async ({ evidence: store }) => {
    if (values.list) {
      write(await store.anchors());
      return 0;
    }
    const { failed, published, statement } = await publishAnchors({ store, targets, log: createLineLog(io) });
    write(published);
    if (!statement) io.stderr('there is no seal yet; run `plumbline audit seal`\n');
    for (const { error, kind } of failed) io.stderr(`not anchored: ${kind}. ${whyNot(error)}\n`);
    return failed.length === 0 && statement ? 0 : 1;
  });
}

export const anchor: Subcommand = { help: HELP, run };
