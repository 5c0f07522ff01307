import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import type { Expression } from './regex-parts.ts';
import { filesBelow, publicPackages } from './workspace.ts';

/** A regular expression that is made of something else than a literal, so that reading the source does not show it. */
export interface Built {
  readonly code: string;
  readonly where: string;
}

export interface Found {
  readonly written: readonly Expression[];
  readonly built: readonly Built[];
}

function splitLiteral(text: string): { source: string; flags: string } {
  const end = text.lastIndexOf('/');
  return { source: text.slice(1, end), flags: text.slice(end + 1) };
}

function readFile(root: string, file: string): Found {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const written: Expression[] = [];
  const built: Built[] = [];
  const whereIs = (node: ts.Node): string =>
    `${path.relative(root, file).replaceAll(path.sep, '/')}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) written.push({ ...splitLiteral(node.text), where: whereIs(node) });
    const made = ts.isNewExpression(node) || ts.isCallExpression(node) ? node : undefined;
    if (made !== undefined && ts.isIdentifier(made.expression) && made.expression.text === 'RegExp')
      built.push({ code: made.getText(), where: whereIs(made) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { written, built };
}

/** Packages that read only what a developer wrote: configuration, source code, catalogs. */
const DEVELOPER: ReadonlySet<string> = new Set(['adapter-clickhouse', 'cli', 'lint', 'testkit']);

/** What stands in the source of the published packages that read what strangers send. */
export function readExpressions(root: string): Found {
  const packages = publicPackages(root).filter(({ id }) => !DEVELOPER.has(id));
  const files = packages.flatMap(({ folder }) => filesBelow(path.join(folder, 'src'), '.ts'));
  const found = files.map((file) => readFile(root, file));
  return { written: found.flatMap(({ written }) => written), built: found.flatMap(({ built }) => built) };
}

/** Runs in a process of its own, so that every RegExp that the redactor makes is made through the recorder. */
const RECORDER = `
const [redactUrl, rulesUrl, anchorsUrl, nationalUrl, expressionUrl] = process.argv.slice(1);
const made = [];
const note = (form) => (made.push({ source: form.source, flags: form.flags, where: 'made by packages/redact' }), form);
globalThis.RegExp = new Proxy(RegExp, {
  construct: (target, args) => note(new target(...args)),
  apply: (target, _, args) => note(target(...args)),
});
const { createRedactor } = await import(redactUrl);
const { PRESETS, shapeRules } = await import(rulesUrl);
const redactor = createRedactor({ presets: Object.keys(PRESETS) });
redactor.text('jane.doe@example.com');
// Made when a text first asks for them.
const { bodyOf } = await import(anchorsUrl);
const { national } = await import(nationalUrl);
national();
const { expressions } = await import(expressionUrl);
expressions();
for (const rule of shapeRules({ decide: () => undefined })) if (rule.kind === 'anchored') bodyOf(rule)();
const escaped = (text) => text.replaceAll(/[^A-Za-z0-9]/g, (sign) => '\\\\x' + sign.charCodeAt(0).toString(16).padStart(2, '0'));
for (const rule of shapeRules({ decide: () => undefined })) {
  if (rule.kind !== 'anchored') continue;
  for (const anchor of rule.anchors)
    made.push({ source: escaped(anchor) + '(?:' + rule.body + ')', flags: 'g', where: 'rule ' + rule.id, searchOnly: true });
}
process.stdout.write(JSON.stringify(made));
`;

/** What the redactor makes when it runs: the bodies of its rules, also together with their anchors as one search. */
export function recordExpressions(root: string): readonly Expression[] {
  const urls = ['index.ts', 'rules.ts', 'loose-anchors.ts', 'shapes/national-forms.ts', 'expression.ts'].map((name) =>
    path.join(root, 'packages/redact/src', name),
  );
  if (!urls.every((file) => existsSync(file))) return [];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', RECORDER, ...urls.map((file) => pathToFileURL(file).href)],
    { encoding: 'utf8', maxBuffer: 64 << 20 },
  );
  if (status !== 0) throw new Error(`the redactor's regular expressions could not be recorded\n${stderr}`);
  return JSON.parse(stdout) as readonly Expression[];
}
