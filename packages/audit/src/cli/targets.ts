import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type CommandIo, PlumblineError } from '@plumbline/core';
import type { AnchorTarget } from '../anchor/anchor-target.ts';
import { fileAnchor } from '../anchor/file-anchor.ts';
import { gitAnchor } from '../anchor/git-anchor.ts';
import { rfc3161Anchor } from '../anchor/rfc3161-anchor.ts';
import { readCertificates } from '../anchor/stamp-certificate.ts';
import { webhookAnchor } from '../anchor/webhook-anchor.ts';
import { unreadable } from '../unreadable.ts';
import { usage } from './subcommand.ts';

/** For `parseArgs`. */
export const TARGET_OPTIONS = {
  'anchor-file': { type: 'string', multiple: true, default: [] as string[] },
  'anchor-git': { type: 'string' },
  'anchor-branch': { type: 'string' },
  'anchor-push': { type: 'string' },
  'anchor-tsa': { type: 'string', multiple: true, default: [] as string[] },
  'tsa-ca': { type: 'string', multiple: true, default: [] as string[] },
  'anchor-webhook': { type: 'string' },
} as const;

export const TARGET_HELP = `  --anchor-file FILE   anchor in this file, on a volume that the operator of the database cannot change
  --anchor-git FOLDER  anchor as commits in this repository; --anchor-branch NAME, --anchor-push REMOTE
  --anchor-tsa URL     anchor by a time-stamp authority (RFC 3161); --tsa-ca FILE has the certificates to trust
  --anchor-webhook URL anchor by a request to this address, signed with the secret in PLUMBLINE_AUDIT_WEBHOOK_SECRET
`;

export interface TargetValues {
  readonly 'anchor-file': readonly string[];
  readonly 'anchor-git'?: string | undefined;
  readonly 'anchor-branch'?: string | undefined;
  readonly 'anchor-push'?: string | undefined;
  readonly 'anchor-tsa': readonly string[];
  readonly 'tsa-ca': readonly string[];
  readonly 'anchor-webhook'?: string | undefined;
}

const SECRET_VARIABLE = 'PLUMBLINE_AUDIT_WEBHOOK_SECRET';

function checkCertificates(file: string, bytes: Uint8Array | undefined): void {
  try {
    readCertificates(bytes ? [bytes] : []);
  } catch (cause) {
    throw new PlumblineError('PLB_AUDIT_EVIDENCE', `--tsa-ca ${file}: there is no certificate in it that can be read`, {
      cause,
      fix: 'Give the certificates of the time-stamp authority, as PEM or DER.',
    });
  }
}

/** Certificates of authorities, as PEM or DER. Rejects with PLB_AUDIT_EVIDENCE for a file that is none. */
export async function readCertificateFiles(files: readonly string[], io: CommandIo): Promise<Uint8Array[]> {
  const certificates: Uint8Array[] = [];
  for (const file of files) {
    try {
      certificates.push(await readFile(path.resolve(io.cwd, file)));
    } catch (cause) {
      const { fix, what } = unreadable(cause);
      const full = path.resolve(io.cwd, file);
      throw new PlumblineError('PLB_AUDIT_EVIDENCE', `--tsa-ca ${file}: ${full} ${what}`, { cause, fix });
    }
    checkCertificates(file, certificates.at(-1));
  }
  return certificates;
}

/** The places that options name to anchor at. Throws PLB_CLI_USAGE and PLB_OPTION_INVALID. */
export async function targetsOf(name: string, values: TargetValues, io: CommandIo): Promise<AnchorTarget[]> {
  const { 'anchor-branch': branch, 'anchor-git': git, 'anchor-push': push, 'anchor-webhook': webhook } = values;
  if (git === undefined && (branch ?? push) !== undefined)
    throw usage(name, '--anchor-branch and --anchor-push go with --anchor-git');
  const certificates = await readCertificateFiles(values['tsa-ca'], io);
  const secret = io.env[SECRET_VARIABLE];
  return [
    ...values['anchor-file'].map((file) => fileAnchor({ path: path.resolve(io.cwd, file) })),
    ...(git === undefined
      ? []
      : [
          gitAnchor({
            directory: path.resolve(io.cwd, git),
            ...(branch !== undefined && { branch }),
            ...(push !== undefined && { push }),
          }),
        ]),
    ...values['anchor-tsa'].map((url) => rfc3161Anchor({ url, ...(certificates.length > 0 && { certificates }) })),
    ...(webhook === undefined ? [] : [webhookAnchor({ url: webhook, ...(secret && { secret }) })]),
  ];
}
