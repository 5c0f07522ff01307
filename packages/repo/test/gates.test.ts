import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { gateLine } from '../src/gate-report.ts';
import { gates, runGate } from '../src/gates.ts';
import { checkout } from '../src/workspace.ts';
import { makeWorkspace } from './fixture.ts';

const reportOf = (root: string, name: string): unknown =>
  JSON.parse(readFileSync(path.join(root, `packages/repo/temp/gates/${name}.json`), 'utf8'));

describe('runGate', () => {
  it('leaves a report of a gate that passes', async () => {
    const root = makeWorkspace({ 'packages/repo/arrows.json': {} });
    expect(await runGate(root, 'arrows')).toMatchObject({ name: 'arrows', ok: true, count: 0 });
    expect(reportOf(root, 'arrows')).toMatchObject({ ok: true });
  });

  it('reports a gate that finds a fault, one that throws, and one that does not exist as failed', async () => {
    const root = makeWorkspace({ 'packages/repo/arrows.json': { gone: [] } });
    expect(await runGate(root, 'arrows')).toMatchObject({ ok: false });
    expect(await runGate(root, 'size')).toMatchObject({ ok: false });
    expect(await runGate(root, 'no-such-gate')).toMatchObject({ ok: false });
    expect(reportOf(root, 'size')).toMatchObject({ ok: false });
  });

  it('says ok or FAILED on its line', () => {
    expect(gateLine({ name: 'a', ok: true, seconds: 1.25, count: 3 })).toMatch(/^a +ok +3 checked +1\.3 s$/);
    expect(gateLine({ name: 'a', ok: false, seconds: 0, count: 0 })).toContain('FAILED');
  });

  it('has a turbo task, a script and a place in run.mjs for each gate', () => {
    const read = (file: string): string => readFileSync(path.join(checkout, 'packages/repo', file), 'utf8');
    const tasks = (JSON.parse(read('turbo.json')) as { tasks: object }).tasks;
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const names = Object.keys(gates);
    expect(Object.keys(tasks).filter((name) => name.startsWith('gate:'))).toEqual(names.map((name) => `gate:${name}`));
    expect(names.map((name) => scripts[`gate:${name}`])).toEqual(names.map((name) => `node src/gates.ts ${name}`));
    expect(read('run.mjs')).toContain(`const gates = [${names.map((name) => `'${name}'`).join(', ')}]`);
  });
});
