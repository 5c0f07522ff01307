import type { CommandIo, ExitCode } from '@plumbline/core';
import { withKeeper } from './keeping.ts';
import { KEY_HELP, needSigner, publicKeysOf } from './keys.ts';
import { TRAIL_HELP, TRAIL_OPTIONS } from './open-trail.ts';
import { ACTOR_HELP, ACTOR_OPTIONS, operatorOf } from './own-records.ts';
import { parse, type Subcommand, writeJson } from './subcommand.ts';

const HELP = `Usage: plumbline audit rotate --key FILE --new-key FILE [--json]

Seals go on under another key: the present one signs a seal that names the next, and the trail records it. Stop the
sealer before, and start it with the new key afterwards. Whoever verifies keeps the first public key of the trail: it is
enough, since its seals introduce the keys after it. The new one alone is not, for the seals before it.

${KEY_HELP}  --new-key FILE       the private key that signs from here on
  --public-key FILE    public keys of before; may be repeated
  --json               one JSON object
${TRAIL_HELP}${ACTOR_HELP}
Exit codes: 0 done, 2 wrong usage, or it could not be done; then the present key stays.
`;

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('rotate', args, {
    ...TRAIL_OPTIONS,
    ...ACTOR_OPTIONS,
    key: { type: 'string' },
    'new-key': { type: 'string' },
    'public-key': { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  });
  const signer = await needSigner('rotate', ['key', values.key], io);
  const next = await needSigner('rotate', ['new-key', values['new-key']], io);
  const publicKeys = await publicKeysOf(values['public-key'], io);
  const operator = operatorOf('rotate', values);
  const keeping = { name: 'rotate', operator, signer, publicKeys };
  const { no } = await withKeeper(keeping, values, io, (keeper) => keeper.rotate(next));
  if (values.json) writeJson(io, { from_key: signer.keyId, to_key: next.keyId, seal: no });
  else io.stdout(`seal ${no} hands over from key ${signer.keyId} to key ${next.keyId}; seal with the new one now\n`);
  return 0;
}

export const rotate: Subcommand = { help: HELP, run };
