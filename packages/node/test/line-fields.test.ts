import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { lineFields } from '../../otel/test/conventions/line-fields.ts';

const PACKAGES = path.join(import.meta.dirname, '../..');

/** Those that write no line of a service: programs of a developer, and what tests are made with. */
const OTHERS = new Set(['cli', 'corpus', 'lint', 'repo', 'testkit']);

/** Fields that have names of their own in a record, and those of the summary of a request, which do too. */
const MAPPED = new Set(['err', 'error_id', 'error_type', 'request_id']);
const SUMMARY = 'logger/log-request.ts';

/** Examples in comments are of applications. */
const withoutComments = (text: string): string => text.replaceAll(/^\s*(?:\/?\*|\/\/).*$/gmu, '');

const sources = readdirSync(PACKAGES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !OTHERS.has(entry.name))
  .flatMap(({ name }) => {
    const folder = path.join(PACKAGES, name, 'src');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [`${name}/${file}`, withoutComments(readFileSync(path.join(folder, file), 'utf8'))] as const);
  });

/** The names of an object literal that begins at a brace, without those of objects within it. */
function namesFrom(text: string, start: number): readonly string[] {
  let depth = 0;
  let own = '';
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if ('})]'.includes(character)) depth -= 1;
    if (depth === 0 && at > start) break;
    if (depth === 1) own += character;
    if ('{(['.includes(character)) depth += 1;
  }
  return own
    .split(',')
    .map((part) => part.trim().split(/[\s:]/u)[0] ?? '')
    .filter((name) => /^[a-z_]\w*$/u.test(name));
}

/** An object right in a call, or beside it under the name that such objects have. */
const CALL =
  /(?:[lL]og(?:ger)?(?:\(\))?\??\.(?:trace|debug|info|warn|error|fatal)\(\s*|\bconst fields = |level: '(?:info|warn)',\s+fields: )(?=\{)/gu;

it('every field that a package gives to a line is declared', () => {
  const found = sources.flatMap(([file, text]) =>
    [...text.matchAll(CALL)].flatMap((call) =>
      namesFrom(text, call.index + call[0].length).map((name) => [file, name] as const),
    ),
  );
  expect(found.length).toBeGreaterThan(40);
  const unknown = found.filter(([file, name]) => !(name in lineFields) && !MAPPED.has(name) && file !== SUMMARY);
  expect(unknown).toEqual([]);
});
