import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startRegistry } from '../src/local-registry.ts';

describe('startRegistry', () => {
  it('listens on loopback, refuses strangers, knows no other registry, and is gone when closed', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'plumbline registry '));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const registry = await startRegistry(folder);
    expect(new URL(registry.url).hostname).toBe('127.0.0.1');
    const missing = await fetch(new URL('zod', registry.url));
    expect(missing.status).toBe(404);
    const stranger = await fetch(new URL('one', registry.url), { method: 'PUT', body: '{}' });
    expect([401, 403, 415]).toContain(stranger.status);
    await Promise.all([missing.arrayBuffer(), stranger.arrayBuffer()]);
    await registry.close();
    await expect(fetch(registry.url)).rejects.toThrow('fetch failed');
  });
});
