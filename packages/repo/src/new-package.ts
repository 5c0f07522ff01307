import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { mustRun } from './command.ts';
import { pnpm } from './pnpm.ts';
import { isProgram, say } from './report.ts';
import { checkout, readJson } from './workspace.ts';

/** Raised for a name that cannot be used; the message says what to do. */
class NameError extends Error {}

const USAGE = 'usage: npm run new:package -- NAME ["one sentence that says what it is"] [--adapter]';

const checkName = (root: string, name: string | undefined): string => {
  if (name === undefined || name === '') throw new NameError(`No name was given.\n  fix: ${USAGE}`);
  const bare = name.replace(/^@plumbline\//, '');
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(bare) || bare.length > 40) {
    throw new NameError(
      'The name is not a package name of this workspace.\n  fix: use lower-case words joined by hyphens, such as "rate-limits" or "adapter-nats", at most 40 characters.',
    );
  }
  if (existsSync(path.join(root, 'packages', bare))) {
    throw new NameError(
      `packages/${bare} exists already.\n  fix: choose another name, or add a subpath to the package that is there.`,
    );
  }
  return bare;
};

const checkDescription = (text: string): string => {
  if (/[\r\n"\\]/.test(text)) {
    throw new NameError(
      'The description holds a quote, a backslash or a line break.\n  fix: write one plain sentence.',
    );
  }
  return text;
};

type Tokens = Readonly<Record<string, string>>;

const put = (text: string, tokens: Tokens): string =>
  Object.entries(tokens).reduce((all, [token, value]) => all.replaceAll(token, value), text);

const fill = (folder: string, tokens: Tokens): void => {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, put(name, tokens));
    if (file !== path.join(folder, name)) renameSync(path.join(folder, name), file);
    if (statSync(file).isDirectory()) fill(file, tokens);
    else writeFileSync(file, put(readFileSync(file, 'utf8'), tokens));
  }
};

/** Names that JavaScript keeps for itself: the factory of an adapter has the name of its vendor. */
const RESERVED =
  /^(?:await|case|class|const|default|delete|do|else|enum|export|for|function|if|import|in|let|new|null|package|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield)$/;

/** The names that the template of an adapter is written with: `adapter-my-vendor` is made of `myVendor`. */
const adapterTokens = (name: string): Tokens => {
  const kind = /^adapter-([a-z].*)$/.exec(name)?.[1];
  if (kind === undefined || RESERVED.test(kind)) {
    throw new NameError(
      'An adapter is named after its vendor.\n  fix: use "adapter-" and the name of the vendor, such as "adapter-nats"; a word of JavaScript cannot be one.',
    );
  }
  const pascal = kind.replaceAll(/(?:^|-)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
  return {
    __vendor__: `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`,
    __Vendor__: pascal,
    __VENDOR__: kind.replaceAll('-', '_').toUpperCase(),
    __kind__: kind,
  };
};

/** What else may be asked for. */
export interface NewPackageOptions {
  /** One sentence that says what it is. */
  readonly description?: string | undefined;
  /** Takes the template of an adapter: a destination, and the whole contract as its tests. @default false */
  readonly adapter?: boolean;
}

/** Creates packages/NAME from a template, lists its arrow and writes its first changeset. Returns its folder. */
export const createPackage = (root: string, wanted: string | undefined, options: NewPackageOptions = {}): string => {
  const name = checkName(root, wanted);
  const tokens = options.adapter === true ? adapterTokens(name) : {};
  const sentence = checkDescription(
    options.description ?? `What ${name} is for, in one sentence that nobody has written yet.`,
  );
  const folder = path.join(root, 'packages', name);
  cpSync(path.join(root, 'packages/repo', options.adapter === true ? 'template-adapter' : 'template'), folder, {
    recursive: true,
    filter: (file) => !/[/\\](?:node_modules|dist|temp|\.turbo)$/.test(file),
  });
  fill(folder, { ...tokens, __name__: name, __description__: sentence });
  const arrowsFile = path.join(root, 'packages/repo/arrows.json');
  const arrows = readJson(arrowsFile) as Record<string, readonly string[]>;
  const rows = Object.entries({ ...arrows, [name]: ['core'] }).map(
    ([from, to]) => `  ${JSON.stringify(from)}: [${to.map((one) => JSON.stringify(one)).join(', ')}]`,
  );
  writeFileSync(arrowsFile, `{\n${rows.join(',\n')}\n}\n`);
  mkdirSync(path.join(root, '.changeset'), { recursive: true });
  const note = `---\n'@plumbline/${name}': minor\n---\n\nNew package: ${sentence}\n`;
  writeFileSync(path.join(root, '.changeset', `add-${name}.md`), note);
  return folder;
};

const main = async (): Promise<void> => {
  const words = process.argv.slice(2);
  const adapter = words.includes('--adapter');
  const [name, description] = words.filter((word) => word !== '--adapter');
  const folder = createPackage(checkout, name, { description, adapter });
  const here = path.relative(checkout, folder);
  const tool = { cwd: checkout, timeoutMs: 600_000 };
  say(`✓ ${here} from the template, its arrow in packages/repo/arrows.json, a changeset`);
  await mustRun('oxfmt', ['packages/repo/arrows.json', here], tool);
  await mustRun(pnpm(), ['install', '--no-frozen-lockfile'], tool);
  await mustRun('turbo', ['run', 'build', '--output-logs=errors-only'], tool);
  await mustRun('node', ['packages/repo/src/generate.ts'], tool);
  say('✓ installed, built, generated pages and surface.txt written');
  const next = adapter
    ? 'replace src/judge.ts, src/egress.ts and the sending by what the vendor documents'
    : 'replace src/create-recent.ts by what it is for';
  say(`Next: ${next}, then npm test -- --filter=@plumbline/${path.basename(folder)}`);
};

if (isProgram(import.meta.filename)) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
