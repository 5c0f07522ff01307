import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const example = path.resolve(import.meta.dirname, '../../../../examples/approvals');

const CONFIG = 'plumbline.config.ts';
const LOCK = 'plumbline.egress.lock';

/** The four lines, each with the line of the configuration that it stands behind, or before. */
const linesFor = (host: string) =>
  [
    {
      line: "import { posthog } from '@plumbline/adapter-posthog';",
      behind: "import { clickhouse } from '@plumbline/adapter-clickhouse';",
    },
    {
      line: "const allow = { approval_submitted: ['decision', 'round'], content_item_created: ['kind'] };",
      before: '/** The one file that says',
    },
    { line: `const mirror = posthog.fromEnv({ host: '${host}', allow });`, before: '/** The one file that says' },
    { line: '      mirror,', behind: '      clickhouse.fromEnv(' },
  ] as const;

/** What the four lines list. */
export const listed: readonly string[] = ['approval_submitted', 'content_item_created'];

/** The example service in a folder of its own, where its configuration can be changed as its team would. */
export interface Application {
  readonly folder: string;
  /** Adds the four lines; they are the answer. */
  turnOn(): readonly string[];
  /** Takes one of them away; it is the answer. */
  turnOff(): string;
  lock(): readonly string[];
}

/** Packages as the installation of the example has them, and one more. */
function linkModules(folder: string): void {
  const from = path.join(example, 'node_modules');
  const to = path.join(folder, 'node_modules');
  const link = (name: string, target: string): void => {
    mkdirSync(path.dirname(path.join(to, name)), { recursive: true });
    symlinkSync(realpathSync(target), path.join(to, name));
  };
  const names = readdirSync(from)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(path.join(from, name)).map((one) => path.join(name, one)) : [name],
    );
  for (const name of names) link(name, path.join(from, name));
  const adapter = createRequire(import.meta.filename).resolve('@plumbline/adapter-posthog/package.json');
  link('@plumbline/adapter-posthog', path.dirname(adapter));
}

/** Copies the example into a folder. Nothing of the example itself is changed. */
export function copyApplication(folder: string, host: string): Application {
  for (const name of ['src', 'package.json', 'plumbline.metrics.lock', CONFIG, LOCK]) {
    cpSync(path.join(example, name), path.join(folder, name), { recursive: true });
  }
  linkModules(folder);
  const file = path.join(folder, CONFIG);
  const change = (with_: (text: string) => string): void => writeFileSync(file, with_(readFileSync(file, 'utf8')));
  const lines = linesFor(host);
  return {
    folder,
    turnOn() {
      for (const one of lines) change((text) => insert(text, one));
      return lines.map(({ line }) => line);
    },
    turnOff() {
      const { line } = lines[3];
      change((text) => text.replace(`${line}\n`, ''));
      return line;
    },
    lock: () => readFileSync(path.join(folder, LOCK), 'utf8').trimEnd().split('\n'),
  };
}

function insert(text: string, { line, ...place }: { line: string; behind?: string; before?: string }): string {
  const start = place.behind ?? place.before ?? '';
  const all = text.split('\n');
  const at = all.findIndex((one) => one.startsWith(start));
  if (at === -1) throw new Error(`the configuration of the example has no line that starts with ${start}`);
  return all.toSpliced(place.behind === undefined ? at : at + 1, 0, line).join('\n');
}
