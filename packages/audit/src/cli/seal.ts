import type { CommandIo, ExitCode, Log } from '@plumbline/core';
import { createAnchorer } from '../anchor/create-anchorer.ts';
import { publishAnchors } from '../anchor/publish-anchors.ts';
import type { AnchorTarget } from '../anchor/anchor-target.ts';
import { createSealer } from '../seal/sealer.ts';
import type { SealerOptions } from '../seal/sealer-types.ts';
import { whyNot } from './api-words.ts';
import { KEY_HELP, needSigner, publicKeysOf } from './keys.ts';
import { createLineLog } from './line-log.ts';
import { TRAIL_HELP, TRAIL_OPTIONS, withTrail } from './open-trail.ts';
import { counted, parse, readCount, readDuration, type Subcommand, writeJson } from './subcommand.ts';
import { TARGET_HELP, TARGET_OPTIONS, targetsOf } from './targets.ts';

const HELP = `Usage: plumbline audit seal --key FILE [--once] [anchors] [--json]

Puts stored records under signed seals until it is stopped by SIGTERM or SIGINT, which seals a last time. Give it a
process, a database role and a key of its own. Several may run: one at a time seals. It opens no port.

${KEY_HELP}  --public-key FILE    public keys of before, for the first seal after a rotation; may be repeated
  --once               seal and anchor what waits, and end: for cron
  --every LENGTH       how often it looks for records [default: 1s]
  --anchor-every LENGTH  how often it anchors while records come [default: 10m]
  --max-records N      at most so many under one seal
  --trail ID           refuse a store that holds another trail
  --json               with --once: one JSON object
${TARGET_HELP}${TRAIL_HELP}
Exit codes: 0 done, 1 sealed but not anchored everywhere (--once), 2 wrong usage, or it could not seal.
`;

const NO_ANCHOR = { fix: 'Name a place with --anchor-file, --anchor-git or --anchor-tsa.' };

/** Time for the last round before it ends. */
const SHUTDOWN_MS = 10_000;

interface Order {
  readonly sealer: Omit<SealerOptions, 'onSeal'>;
  readonly targets: readonly AnchorTarget[];
  readonly anchorEveryMs: number | undefined;
  readonly log: Log;
}

/** The first SIGTERM or SIGINT; keeps the process until it comes or is waited for no more. */
function listenForStop(): { readonly stopped: Promise<NodeJS.Signals>; release(): void } {
  const alive = setInterval(() => undefined, 60_000);
  let stop: (signal: NodeJS.Signals) => void = () => undefined;
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    stop = resolve;
  });
  process.on('SIGTERM', stop).on('SIGINT', stop);
  return {
    stopped,
    release() {
      clearInterval(alive);
      process.off('SIGTERM', stop).off('SIGINT', stop);
    },
  };
}

async function sealOnce({ log, sealer: options, targets }: Order, json: boolean, io: CommandIo): Promise<ExitCode> {
  const sealer = createSealer(options);
  try {
    const { records, seals } = await sealer.sealNow();
    if (targets.length === 0) log.warn(NO_ANCHOR, 'nothing anchors');
    const report = targets.length > 0 ? await publishAnchors({ store: options.store, targets, log }) : undefined;
    const anchors = report?.published.map(({ kind, seal }) => ({ kind, seal })) ?? [];
    const failed = report?.failed.map(({ error, kind }) => ({ kind, reason: whyNot(error) })) ?? [];
    if (json) writeJson(io, { records, seals, anchors, failed });
    else {
      io.stdout(`${counted(records, 'record')} sealed, ${counted(seals, 'seal')}\n`);
      io.stdout(anchors.map(({ kind, seal }) => `seal ${seal} anchored: ${kind}\n`).join(''));
      io.stdout(failed.map(({ kind, reason }) => `not anchored: ${kind}. ${reason}\n`).join(''));
    }
    return failed.length === 0 ? 0 : 1;
  } finally {
    await sealer.shutdown({ timeoutMs: SHUTDOWN_MS });
  }
}

async function sealOn({ anchorEveryMs, log, sealer: options, targets }: Order): Promise<ExitCode> {
  const every = anchorEveryMs === undefined ? {} : { everyMs: anchorEveryMs };
  const anchorer = targets.length > 0 ? createAnchorer({ store: options.store, targets, log, ...every }) : undefined;
  const sealer = createSealer({ ...options, ...(anchorer && { onSeal: anchorer.onSeal }) });
  // Before the first await: a signal that comes while it starts ends it in order too.
  const stop = listenForStop();
  try {
    await sealer.start();
    await anchorer?.start();
    log.info({ key_id: options.signer.keyId, anchors: targets.map(({ kind }) => kind) }, 'sealing audit records');
    if (!anchorer) log.warn(NO_ANCHOR, 'nothing anchors');
    const signal = await stop.stopped;
    await sealer.shutdown({ timeoutMs: SHUTDOWN_MS });
    log.info({ signal, ...sealer.snapshot() }, 'sealing ended');
    return 0;
  } finally {
    stop.release();
    // Shut down once, whoever asks.
    await sealer.shutdown({ timeoutMs: SHUTDOWN_MS });
    await anchorer?.shutdown({ timeoutMs: SHUTDOWN_MS });
  }
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('seal', args, {
    ...TRAIL_OPTIONS,
    ...TARGET_OPTIONS,
    key: { type: 'string' },
    'public-key': { type: 'string', multiple: true, default: [] },
    once: { type: 'boolean', default: false },
    every: { type: 'string' },
    'anchor-every': { type: 'string' },
    'max-records': { type: 'string' },
    trail: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const log = createLineLog(io);
  const signer = await needSigner('seal', ['key', values.key], io, log);
  const publicKeys = await publicKeysOf(values['public-key'], io);
  const targets = await targetsOf('seal', values, io);
  const { 'anchor-every': anchorEvery, every, 'max-records': most, trail } = values;
  return withTrail<ExitCode>('seal', values, io, async ({ evidence: store }) => {
    const sealer = {
      store,
      signer,
      log,
      publicKeys,
      ...(every !== undefined && { everyMs: readDuration('seal', 'every', every) }),
      ...(most !== undefined && { maxRecords: readCount('seal', 'max-records', most) }),
      ...(trail !== undefined && { trailCheck: trail }),
    };
    const anchorEveryMs = anchorEvery === undefined ? undefined : readDuration('seal', 'anchor-every', anchorEvery);
    const order = { sealer, targets, anchorEveryMs, log };
    return values.once ? sealOnce(order, values.json, io) : sealOn(order);
  });
}

export const seal: Subcommand = { help: HELP, run };
