import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type bring as Bringing, toolchain } from '../toolchain/bring.mjs';

type Bring = typeof Bringing;

const folders: string[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A toolchain with one folder whose only package is optional and for one platform; no registry answers. */
async function toolchainOf(platform: { readonly os: string; readonly cpu: string }): Promise<[Bring, string]> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'plumbline-bring-'));
  folders.push(root);
  copyFileSync(path.join(toolchain, 'bring.mjs'), path.join(root, 'bring.mjs'));
  const folder = path.join(root, 'one');
  mkdirSync(folder);
  const manifest = { name: 'one', version: '1.0.0', optionalDependencies: { 'only-here': '1.0.0' } };
  const locked = {
    version: '1.0.0',
    integrity: `sha512-${Buffer.alloc(64).toString('base64')}`,
    optional: true,
    os: [platform.os],
    cpu: [platform.cpu],
  };
  const packages = { '': manifest, 'node_modules/only-here': locked };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  const lock = { name: 'one', version: '1.0.0', lockfileVersion: 3, requires: true, packages };
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lock));
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/');
  vi.stubEnv('npm_config_fetch_retries', '0');
  const { bring } = (await import(pathToFileURL(path.join(root, 'bring.mjs')).href)) as { readonly bring: Bring };
  return [bring, folder];
}

describe('bring', () => {
  it('fails where npm left out what is for this platform, and leaves nothing that looks whole', async () => {
    const [bring, folder] = await toolchainOf({ os: process.platform, cpu: process.arch });
    expect(bring('one', 'one', () => undefined)).toBe(false);
    expect(existsSync(path.join(folder, 'node_modules'))).toBe(false);
  });

  it('brings nothing, and does not fail, where all of it is for another platform', async () => {
    const [bring] = await toolchainOf({ os: 'aix', cpu: process.arch });
    expect(bring('one', 'one', () => undefined)).toBe(true);
  });
});
