import { isPlumblineError, type PlumblineError } from '@plumbline/core';
import { plain, usage } from './subcommand.ts';

/** What the command line calls an option of a function, by the name that the function's messages begin with. */
const FLAGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  createSealer: { trailCheck: '--trail', everyMs: '--every in milliseconds', maxRecords: '--max-records' },
  fileAnchor: { path: '--anchor-file' },
  gitAnchor: { branch: '--anchor-branch', directory: '--anchor-git', push: '--anchor-push' },
  webhookAnchor: { url: '--anchor-webhook', secret: 'PLUMBLINE_AUDIT_WEBHOOK_SECRET' },
  rfc3161Anchor: { url: '--anchor-tsa' },
  exportTrail: { folder: '--out', from: '--from-seal' },
  queryAudit: { limit: '--limit' },
  'audit query': { after: '--after', next: '`more: --after ID`' },
  'audit patterns': {
    from: '--from',
    to: '--to',
    hours: '--hours and --zone',
    'hours.start': 'the start',
    'hours.end': 'the end of --hours',
    'hours.timeZone': '--zone',
    roleChanges: '--role-changes',
    denied: '--denied',
    trailReads: '--reads',
    count: 'number',
    windowMs: 'length of time',
  },
  prune: { before: '--before', classes: '--class' },
  postgres: { schema: '--schema or PLUMBLINE_AUDIT_SCHEMA' },
};

const MESSAGE = /^(PLB_\w+: )?([A-Za-z]\w*(?: \w+)?): /;

/** A message of a function, with the options of the command line in the place of its own. */
export function inFlags(message: string): string {
  const [head = '', code = '', owner = ''] = MESSAGE.exec(message) ?? [];
  const flags = Object.hasOwn(FLAGS, owner) ? FLAGS[owner] : undefined;
  if (flags === undefined) return message;
  const rest = message.slice(head.length).replaceAll(/`([\w.]+)`/g, (word, name: string) => flags[name] ?? word);
  return `${code}${owner === 'gitAnchor' && !rest.startsWith('--') ? '--anchor-git: ' : ''}${rest}`;
}

/** Why something was not published: the message, and what the system or the other side said, which its cause has. */
export function whyNot({ cause, message }: Error): string {
  const [what = '', fix] = inFlags(message).split('\n  fix: ');
  const said = cause instanceof Error ? plain(cause.message.split('\n')[0] ?? '') : '';
  const more = said === '' ? '' : `: ${said}`;
  return `${what}${more}${fix === undefined ? '' : `\n  fix: ${fix}`}`;
}

/** The sentence of an error, without its code and its fix. */
const whatOf = ({ code, message }: PlumblineError): string =>
  (message.split('\n  fix: ')[0] ?? '').replace(`${code}: `, '');

/** The error as the command line has to say it: a wrong option of a function is a wrong option of the command. */
export function asUsage(name: string, error: unknown): unknown {
  if (!isPlumblineError(error) || error.code !== 'PLB_OPTION_INVALID') return error;
  const own = error.fix.startsWith('Change the option') ? undefined : error.fix;
  return usage(name, inFlags(whatOf(error)).replace(`audit ${name}: `, ''), own);
}
