import type { Command, CommandIo, ExitCode } from '@plumbline/core';
import { type Subcommand, usage } from './subcommand.ts';

interface Listed {
  readonly summary: string;
  /** Loaded when it is asked for: `plumbline --help` reads this table too. */
  readonly load: () => Promise<Subcommand>;
}

const SUBCOMMANDS: Readonly<Record<string, Listed>> = {
  seal: { summary: 'put stored records under signed seals', load: async () => (await import('./seal.ts')).seal },
  verify: {
    summary: 'prove that nothing was changed, or name what was',
    load: async () => (await import('./verify.ts')).verify,
  },
  prove: {
    summary: 'prove one record to a third party, or check such a proof',
    load: async () => (await import('./prove.ts')).proveCommand,
  },
  export: {
    summary: 'write the trail out, for an auditor or another system',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  query: { summary: 'search the trail', load: async () => (await import('./query.ts')).query },
  patterns: { summary: 'look for unusual ways of access', load: async () => (await import('./patterns.ts')).patterns },
  anchor: { summary: 'publish the last seal at other places', load: async () => (await import('./anchor.ts')).anchor },
  rotate: { summary: 'go on with another key', load: async () => (await import('./rotate.ts')).rotate },
  prune: {
    summary: 'delete records that are older than they are kept, by a signed statement',
    load: async () => (await import('./prune.ts')).prune,
  },
  erase: {
    summary: 'make the personal values of a person unreadable',
    load: async () => (await import('./erase.ts')).erase,
  },
  hold: { summary: 'keep records by a legal hold, or list holds', load: async () => (await import('./hold.ts')).hold },
  release: { summary: 'end a legal hold', load: async () => (await import('./hold.ts')).release },
  actions: {
    summary: 'print what is recorded, for who reviews it',
    load: async () => (await import('./actions.ts')).actions,
  },
  keygen: {
    summary: 'make the keys that a trail is sealed with',
    load: async () => (await import('./keygen.ts')).keygen,
  },
};

const help = (): string => {
  const width = Math.max(...Object.keys(SUBCOMMANDS).map((name) => name.length));
  const lines = Object.entries(SUBCOMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: plumbline audit <word> [options]; see \`plumbline audit <word> --help\`

Works on the audit trail of an application.

${lines.join('\n')}
`;
};

const HELP_WORDS: ReadonlySet<string | undefined> = new Set(['--help', '-h', 'help']);

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const [name = '', ...rest] = args;
  if (HELP_WORDS.has(name)) {
    io.stdout(help());
    return 0;
  }
  const listed = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (listed === undefined) {
    const words = Object.keys(SUBCOMMANDS).join(', ');
    throw usage('', `say one of ${words}`, 'Run `npx plumbline audit --help`.');
  }
  const subcommand = await listed.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout(subcommand.help);
    return 0;
  }
  return subcommand.run(rest, io);
}

/** `plumbline audit`. */
export const auditCommand: Command = {
  name: 'audit',
  summary: 'seal, verify, search, export and keep the audit trail',
  run,
};
