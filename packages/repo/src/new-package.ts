import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { mustRun } from './command.ts';
import { pnpm } from './pnpm.ts';
import { isProgram, say } from './report.ts';
import { checkout, readJson } from './workspace.ts';

/** Raised for a name that cannot be used; the message says what to do. */
class NameError extends Error {}

const USAGE = 'usage: npm run new:package -- NAME ["one sentence that says what it is"]';

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

const fill = (folder: string, tokens: Readonly<Record<string, string>>): void => {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) fill(file, tokens);
    else {
      const text = Object.entries(tokens).reduce(
        (all, [token, value]) => all.replaceAll(token, value),
        readFileSync(file, 'utf8'),
      );
      writeFileSync(file, text);
    }
  }
};

/** Creates packages/NAME from the template, lists its arrow and writes its first changeset. Returns its folder. */
export const createPackage = (root: string, wanted: string | undefined, description?: string): string => {
  const name = checkName(root, wanted);
  const sentence = checkDescription(description ?? `What ${name} is for, in one sentence that nobody has written yet.`);
  const folder = path.join(root, 'packages', name);
  cpSync(path.join(root, 'packages/repo/template'), folder, {
    recursive: true,
    filter: (file) => !/[/\\](?:node_modules|dist|temp|\.turbo)$/.test(file),
  });
  fill(folder, { __name__: name, __description__: sentence });
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
  const [name, description] = process.argv.slice(2);
  const folder = createPackage(checkout, name, description);
  const here = path.relative(checkout, folder);
  const tool = { cwd: checkout, timeoutMs: 600_000 };
  say(`✓ ${here} from the template, its arrow in packages/repo/arrows.json, a changeset`);
  await mustRun('oxfmt', ['packages/repo/arrows.json', here], tool);
  await mustRun(pnpm(), ['install', '--no-frozen-lockfile'], tool);
  await mustRun('turbo', ['run', 'build', '--output-logs=errors-only'], tool);
  await mustRun('node', ['packages/repo/src/generate.ts'], tool);
  say('✓ installed, built, generated pages and surface.txt written');
  say(
    `Next: replace src/create-recent.ts by what it is for, then npm test -- --filter=@plumbline/${path.basename(folder)}`,
  );
};

if (isProgram(import.meta.filename)) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
