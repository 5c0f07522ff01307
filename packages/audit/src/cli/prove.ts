import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type CommandIo, type ExitCode, PlumblineError } from '@plumbline/core';
import { type InclusionProof, proveRecord } from '../seal/inclusion-proof.ts';
import type { Anchor } from '../seal/seal.ts';
import { parseSealHeader, sealHash } from '../seal/seal-header.ts';
import { type ProofFault, verifyProof } from '../seal/verify-proof.ts';
import { isFileError, unreadable } from '../unreadable.ts';
import { publicKeysOf } from './keys.ts';
import { TRAIL_HELP, TRAIL_OPTIONS, withTrail } from './open-trail.ts';
import { ACTOR_HELP, ACTOR_OPTIONS, createCommandRecords, operatorOf } from './own-records.ts';
import { checkThere } from './of-option.ts';
import { readAnchorFiles } from './outside-anchors.ts';
import { parse, plain, type Subcommand, usage, writeJson } from './subcommand.ts';
import { withSource } from './verify-sources.ts';

const HELP = `Usage: plumbline audit prove ID [--export FOLDER] > proof.json
       plumbline audit prove --check FILE --public-key FILE [--anchor FILE] [--json]

Prints the proof that one record stands in the trail as it is. It shows no other record, and whoever gets it checks it
offline with the public key, and with an anchor file that it was there at that time. Making a proof is itself recorded.

  --export FOLDER      from an export instead of the database
  --check FILE         check a proof instead of making one; \`-\` is the standard input
  --public-key FILE    the public key of the seals, from another place than the proof; may be repeated
  --anchor FILE        an anchor file: the seal of the proof has to be one that was anchored. Without it, whoever has the
                       key, also one that was replaced since, can make a proof of what was never in the trail
  --json               the result of a check as one JSON object
${TRAIL_HELP}${ACTOR_HELP}
Exit codes: 0 done, or the proof holds; 1 the proof does not hold; 2 wrong usage, there is no proof to be had, or none of
the anchors given is of its seal, which proves nothing either way.
`;

const OPTIONS = {
  ...TRAIL_OPTIONS,
  ...ACTOR_OPTIONS,
  export: { type: 'string' },
  check: { type: 'string' },
  'public-key': { type: 'string', multiple: true, default: [] as string[] },
  anchor: { type: 'string', multiple: true, default: [] as string[] },
  json: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parse<typeof OPTIONS>>['values'];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const SENTENCES: Readonly<Record<ProofFault, string>> = {
  malformed: 'this is no proof of version 1',
  header_unreadable: 'the header of the seal is none',
  body_differs: 'the text of the record is not the one that was hashed',
  not_included: 'the record is not under this seal',
  key_unknown: 'the seal was signed with another key than the ones given',
  rotation_invalid: 'the seals that should introduce the key of this seal do not do so',
  signature_invalid: 'the key that the seal names did not sign it',
};

async function readProof(file: string, io: CommandIo): Promise<unknown> {
  if (file !== '-') await checkThere('--check', file, io);
  try {
    return JSON.parse(file === '-' ? await text(process.stdin) : await readFile(path.resolve(io.cwd, file), 'utf8'));
  } catch (cause) {
    const { fix, what } = isFileError(cause)
      ? unreadable(cause)
      : { what: 'is no JSON', fix: 'Give the proof as `plumbline audit prove ID` printed it, and nothing else.' };
    throw new PlumblineError('PLB_AUDIT_EVIDENCE', `--check ${file}: the proof ${what}`, { cause, fix });
  }
}

/** What anchors say of the seal of a proof that holds. */
function judgeAnchors(header: string, anchors: readonly Anchor[]): 'confirmed' | 'contradicted' | 'silent' {
  const { no, trail } = parseSealHeader(header);
  const about = anchors.filter((one) => one.trail === trail && one.seal === no);
  if (about.length === 0) return 'silent';
  return about.every((one) => one.hash === sealHash(header)) ? 'confirmed' : 'contradicted';
}

async function check(file: string, values: Values, io: CommandIo): Promise<ExitCode> {
  if (values['public-key'].length === 0) throw usage('prove', '--check needs --public-key FILE');
  const keys = await publicKeysOf(values['public-key'], io);
  const anchors = (await readAnchorFiles(values.anchor, io)).flatMap((place) => place.anchors);
  const proof = await readProof(file, io);
  const faults = verifyProof(proof, keys);
  const { body = '', header = '' } = (faults.length === 0 ? proof : {}) as Partial<InclusionProof>;
  const anchored = faults.length === 0 ? judgeAnchors(header, anchors) : 'silent';
  const isFalse = faults.length > 0 || anchored === 'contradicted';
  const code = isFalse ? 1 : values.anchor.length > 0 && anchored === 'silent' ? 2 : 0;
  if (values.json) {
    writeJson(io, { exit_code: code, faults, anchored, ...(code === 0 && { record: JSON.parse(body) as unknown }) });
    return code;
  }
  for (const fault of faults) io.stdout(`${fault}: ${SENTENCES[fault]}\n`);
  if (anchored === 'contradicted') io.stdout('rewritten: the anchor is of another seal of that number\n');
  if (code === 1) return code;
  const { no, sealedAt } = parseSealHeader(header);
  if (code === 2) {
    const what = `not confirmed: the proof fits the key, and none of the anchors given is of seal ${no}`;
    io.stdout(
      `${what}; an export that \`plumbline audit verify\` holds against them shows whether it is in the trail\n`,
    );
    return code;
  }
  const note = anchored === 'confirmed' ? ', anchored' : '';
  io.stdout(`the proof holds: seal ${no} of ${new Date(sealedAt).toISOString()}${note}\n${plain(body)}\n`);
  return code;
}

async function prove(id: string, values: Values, io: CommandIo): Promise<ExitCode> {
  if (!UUID.test(id))
    throw usage('prove', 'needs the ID of a record, as `plumbline audit query` prints it, or --check FILE');
  const operator = operatorOf('prove', values);
  if (values.export !== undefined) {
    writeJson(io, await withSource('prove', values, io, (source) => proveRecord(source, id)));
    return 0;
  }
  return withTrail<ExitCode>('prove', values, io, async ({ evidence, store }) => {
    const proof = await proveRecord(evidence, id);
    const records = createCommandRecords(store, operator, io);
    records.record('audit.exported', {
      counts: { records: 1 },
      metadata: { format: 'evidence', question: 'prove', subject: id },
    });
    await records.done();
    writeJson(io, proof);
    return 0;
  });
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { positionals, values } = parse('prove', args, OPTIONS, 1);
  if (values.check === undefined) return prove(positionals[0] ?? '', values, io);
  if (positionals.length > 0) throw usage('prove', 'takes an ID or --check, not both');
  return check(values.check, values, io);
}

export const proveCommand: Subcommand = { help: HELP, run };
