import path from 'node:path';
import type { CommandIo, ExitCode } from '@plumbline/core';
import { writeSealKey } from '../seal/key-files.ts';
import { parse, type Subcommand, usage, writeJson } from './subcommand.ts';

const HELP = `Usage: plumbline audit keygen --key FILE [--json]

Makes the pair of keys that a trail is sealed with (Ed25519): FILE is the private one, for the sealer alone; FILE.pub is
the public one, for everybody who verifies. Neither is overwritten. Keep the private key out of the application's
database and hosts, and the public one where the operator of the database cannot change it.

Exit codes: 0 done, 2 wrong usage, or it could not be written.
`;

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('keygen', args, {
    key: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (!values.key) throw usage('keygen', 'needs --key FILE');
  const file = path.resolve(io.cwd, values.key);
  const { keyId } = await writeSealKey(file);
  if (values.json) writeJson(io, { key_id: keyId, key: file, public_key: `${file}.pub` });
  else io.stdout(`key ${keyId}\nprivate: ${file} (for the sealer alone)\npublic: ${file}.pub (for who verifies)\n`);
  return 0;
}

export const keygen: Subcommand = { help: HELP, run };
