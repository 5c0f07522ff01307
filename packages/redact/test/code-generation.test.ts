import { execFileSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

const built = path.join(import.meta.dirname, '../dist/index.js');
/** No part of a JavaScript engine makes code of these without being told so in a policy. */
const GENERATORS = /\bnew\s+Function\b|\bFunction\s*\(|\beval\s*\(|\bsetTimeout\s*\(\s*['"`]|\bimport\s*\(/;

let bundle = '';

beforeAll(async () => {
  // For a browser: an import of a part of node would end the build.
  const { outputFiles } = await build({
    entryPoints: [built],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'redact',
    logLevel: 'silent',
  });
  bundle = outputFiles[0]?.text ?? '';
});

describe('the built package', () => {
  it('holds nothing that makes code of text', () => {
    expect(bundle.length).toBeGreaterThan(10_000);
    expect(bundle).not.toMatch(GENERATORS);
  });

  it('runs in a node that refuses code made of text', () => {
    const program = `
      import { createRedactor } from ${JSON.stringify(pathToFileURL(built).href)};
      const redactor = createRedactor();
      process.stdout.write(redactor.stringify({ password: 'hunter2', note: 'mail jane@example.com' }));
      try { new Function('return 1')(); process.stdout.write('made'); } catch { process.stdout.write(' refused'); }
    `;
    const args = ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', program];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe(
      '{"password":"[redacted:key-password]","note":"mail [redacted:email]"} refused',
    );
  });

  it('runs where there is little but the language, under a policy against code made of text', () => {
    // Nothing of what browsers and edges share, not even base64; no Buffer, process or URL, and no code made of text.
    const context = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } });
    vm.runInContext(bundle, context);
    const run = (code: string): unknown => vm.runInContext(code, context);
    expect(run(`[typeof Buffer, typeof process, typeof URL, typeof atob, typeof btoa].join()`)).toBe(
      'undefined,undefined,undefined,undefined,undefined',
    );
    expect(
      run(`redact.createRedactor().stringify({ password: 'hunter2', at: new Date(0), err: new Error('x') })`),
    ).toMatch(
      /^\{"password":"\[redacted:key-password\]","at":"1970-01-01T00:00:00\.000Z","err":\{"name":"Error","message":"x"/,
    );
    expect(run(`redact.createRedactor().text('GET /?token=abc123def456 Basic dXNlcjpwYXNzd29yZA==')`)).not.toMatch(
      /abc123|dXNl/,
    );
  });
});
