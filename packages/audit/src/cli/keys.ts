import path from 'node:path';
import type { CommandIo, Log } from '@plumbline/core';
import { loadSigner } from '../seal/key-files.ts';
import { loadPublicKeys, type SealPublicKey } from '../seal/public-keys.ts';
import type { SealSigner } from '../seal/signer.ts';
import { KEY_VARIABLE } from './doctor-check.ts';
import { createLineLog } from './line-log.ts';
import { ofOption } from './of-option.ts';
import { usage } from './subcommand.ts';

export const KEY_HELP = `  --key FILE           the private key that seals are signed with; \`plumbline audit keygen\` makes one
                       [default: PLUMBLINE_AUDIT_SEAL_KEY_FILE]
`;

/** The signer of an option that has to be there. Rejects with PLB_CLI_USAGE and PLB_AUDIT_KEY. */
export async function needSigner(
  name: string,
  [option, file]: readonly [option: string, file: string | undefined],
  io: CommandIo,
  log: Log = createLineLog(io),
): Promise<SealSigner> {
  const given = file ?? (option === 'key' ? io.env[KEY_VARIABLE] : undefined);
  if (!given) {
    const fix = `Name the private key that \`npx plumbline audit keygen --key FILE\` made${option === 'key' ? `, with --key or ${KEY_VARIABLE}` : ''}.`;
    throw usage(name, `needs --${option} FILE`, fix);
  }
  const full = path.resolve(io.cwd, given);
  const by = file === undefined ? KEY_VARIABLE : `--${option}`;
  return loadSigner(full, { log, name: `${by}: the sealing key ${full}` });
}

/** The public keys of all files, in their order. Rejects with PLB_AUDIT_KEY. */
export async function publicKeysOf(files: readonly string[], io: CommandIo): Promise<SealPublicKey[]> {
  const keys: SealPublicKey[] = [];
  for (const file of files)
    keys.push(...(await ofOption(`--public-key ${file}`, () => loadPublicKeys(path.resolve(io.cwd, file)))));
  return keys;
}
