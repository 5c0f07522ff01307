import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const built = path.join(import.meta.dirname, '../dist/index.js');

it('is built without code that is made of text', () => {
  expect(readFileSync(built, 'utf8')).not.toMatch(/\bnew\s+Function\b|\bFunction\s*\(|\beval\s*\(/);
});

it('logs in a node that refuses code made of text', () => {
  const program = `
    import { createLogger } from ${JSON.stringify(pathToFileURL(built).href)};
    createLogger({ service: 'api' }).child({ module: 'db' }).info({ password: 'hunter2' }, 'hello');
  `;
  const args = ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', program];
  const line: unknown = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  expect(line).toMatchObject({ module: 'db', msg: 'hello', password: '[redacted:key-password]' });
});
