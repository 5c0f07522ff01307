import { type Command, type CommandIo, type ExitCode, nearestWord } from '@plumbline/core';
import { asUsage } from './api-words.ts';
import { plain, type Subcommand, usage } from './subcommand.ts';

interface Listed {
  readonly summary: string;
  /** Loaded when it is asked for: `plumbline --help` reads this table too. */
  readonly load: () => Promise<Subcommand>;
}

/** In the order of use, which is that of the help. */
const SUBCOMMANDS: Readonly<Record<string, Listed>> = {
  keygen: {
    summary: 'make the keys that a trail is sealed with',
    load: async () => (await import('./keygen.ts')).keygen,
  },
  seal: { summary: 'put stored records under signed seals', load: async () => (await import('./seal.ts')).seal },
  anchor: { summary: 'publish the last seal at other places', load: async () => (await import('./anchor.ts')).anchor },
  verify: {
    summary: 'prove that nothing was changed, or name what was',
    load: async () => (await import('./verify.ts')).verify,
  },
  export: {
    summary: 'write the trail out, for an auditor or another system',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  prove: {
    summary: 'prove one record to a third party, or check such a proof',
    load: async () => (await import('./prove.ts')).proveCommand,
  },
  query: { summary: 'search the trail', load: async () => (await import('./query.ts')).query },
  patterns: { summary: 'look for unusual ways of access', load: async () => (await import('./patterns.ts')).patterns },
  hold: { summary: 'keep records by a legal hold, or list holds', load: async () => (await import('./hold.ts')).hold },
  release: { summary: 'end a legal hold', load: async () => (await import('./hold.ts')).release },
  prune: {
    summary: 'delete records that are older than they are kept, by a signed statement',
    load: async () => (await import('./prune.ts')).prune,
  },
  erase: {
    summary: 'make the personal values of a person unreadable',
    load: async () => (await import('./erase.ts')).erase,
  },
  rotate: { summary: 'go on with another key', load: async () => (await import('./rotate.ts')).rotate },
  actions: {
    summary: 'print what is recorded, for who reviews it',
    load: async () => (await import('./actions.ts')).actions,
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

/** Throws PLB_CLI_USAGE with the word that was probably meant. */
function listedOf(name: string | undefined): Listed {
  const words = Object.keys(SUBCOMMANDS);
  const listed = name !== undefined && Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (listed) return listed;
  if (name === undefined) throw usage('', `needs a word: ${words.join(', ')}`);
  const meant = name.startsWith('-') ? undefined : nearestWord(name, words);
  const what = `there is no word \`${plain(name.slice(0, 40))}\``;
  throw usage(
    '',
    meant === undefined ? `${what}; say one of ${words.join(', ')}` : `${what}; did you mean \`${meant}\`?`,
  );
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const [first, ...others] = args;
  // `help verify` is what others of these programs take too.
  const isHelp = HELP_WORDS.has(first);
  if (isHelp && others.length === 0) {
    io.stdout(help());
    return 0;
  }
  const [name, ...rest] = isHelp ? others : args;
  const subcommand = await listedOf(name).load();
  if (isHelp || rest.includes('--help') || rest.includes('-h')) {
    io.stdout(subcommand.help);
    return 0;
  }
  try {
    return await subcommand.run(rest, io);
  } catch (error) {
    throw asUsage(name ?? '', error);
  }
}

/** `plumbline audit`. */
export const auditCommand: Command = {
  name: 'audit',
  summary: 'seal, verify, search, export and keep the audit trail',
  run,
};
