import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from './project.ts';

describe('plumbline metrics', () => {
  it('writes the lock once, and says what is in it', async () => {
    using project = makeProject();
    const first = await project.run('metrics');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(
      /^active_people: new, version 1, for leadership, [^]*\nwrote plumbline.metrics.lock; commit it\n$/,
    );
    expect(project.readLock()).toMatch(
      /^metrics-lock 1\nnow {2}active_people {2}1\ndef {2}active_people {2}1 {2}audience {2}leadership\n/,
    );
    expect(await project.run('metrics')).toEqual({ code: 0, out: 'plumbline.metrics.lock is up to date\n', err: '' });
    expect((await project.run('metrics', '--check')).code).toBe(0);
  });

  it('refuses a query that changed under its version, and writes nothing', async () => {
    using project = makeProject();
    await project.run('metrics');
    const before = project.readLock();
    project.configure({ condition: "name != 'client_error'" });
    for (const args of [[], ['--check']]) {
      const { code, out } = await project.run('metrics', ...args);
      expect(code).toBe(1);
      expect(out).toBe(
        'active_people: `query` changed under version 1, which has made numbers already. Set `version: 2`, say in `change` what is counted otherwise, and set `validFrom` to the first day that counts so; or take the change back.\n',
      );
    }
    expect(project.readLock()).toBe(before);
    project.configure({
      condition: "name != 'client_error'",
      version: 2,
      change: 'Errors are no use.',
      validFrom: '2026-07-01',
    });
    expect((await project.run('metrics')).code).toBe(0);
    expect(project.readLock()).toContain(before.slice(before.indexOf('def  ')));
  });

  it('says where the file is missing, old or damaged, and changes nothing with --check', async () => {
    using project = makeProject();
    expect(await project.run('metrics', '--check')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/is missing\.[^]*Run `npx plumbline metrics`/) as string,
    });
    await project.run('metrics');
    const text = project.readLock();
    project.configure({ owner: '@ops' });
    const { code, out } = await project.run('metrics', '--check');
    expect([code, out]).toEqual([1, expect.stringContaining('belongs to @ops, where it belonged to @product')]);
    expect(project.readLock()).toBe(text);
    project.write('plumbline.metrics.lock', text.replace('  people\n', '  persons\n'));
    expect(await project.run('metrics')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/PLB_REPORTING_LOCK: .*line \d+: [^]*fix: Take the file/) as string,
    });
  });

  it('refuses a configuration without definitions, and a wrong use', async () => {
    using project = makeProject();
    project.configure({ metrics: 'undefined' });
    await expect(project.run('metrics')).rejects.toThrow(
      /PLB_CONFIG_INVALID: the configuration has no `reporting.metrics`/,
    );
    project.configure({ metrics: '[{ id: 1 }]' });
    await expect(project.run('metrics')).rejects.toThrow(/PLB_REPORTING_METRIC: metric:\n {2}- `id`/);
    for (const args of [['emit'], ['diff', 'a', 'b'], ['diff', '--check'], ['--chek']]) {
      await expect(project.run('metrics', ...args)).rejects.toThrow(/PLB_CLI_USAGE: metrics: /);
    }
    expect(await project.run('metrics', '--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Usage: plumbline metrics') as string,
    });
  });
});

describe('plumbline metrics diff', () => {
  it('says in words what changed since a commit', async () => {
    using project = makeProject();
    await project.run('metrics');
    project.commit();
    expect(await project.run('metrics', 'diff')).toMatchObject({
      code: 0,
      out: expect.stringContaining('says what it did at HEAD') as string,
    });
    project.configure({
      condition: "name != 'client_error'",
      version: 2,
      change: 'Errors are no use.',
      validFrom: '2026-07-01',
    });
    await project.run('metrics');
    const { code, out } = await project.run('metrics', 'diff', 'HEAD');
    expect(code).toBe(0);
    expect(out).toContain(
      'active_people: version 2 after version 1, from 2026-07-01\n  what is counted otherwise: Errors are no use.\n',
    );
    expect(out).toContain("AND name != 'client_error'\n");
    project.commit();
    project.configure({ metrics: '[]' });
    await project.run('metrics');
    expect((await project.run('metrics', 'diff', 'HEAD~1')).out).toContain('active_people: no longer declared');
  });

  it('ends with 1 where a version was rewritten or is gone', async () => {
    using project = makeProject();
    await project.run('metrics');
    project.commit();
    // A lock that was thrown away and made anew has no history.
    rmSync(path.join(project.folder, 'plumbline.metrics.lock'));
    project.configure({ condition: '2' });
    await project.run('metrics');
    const { code, out } = await project.run('metrics', 'diff');
    expect(code).toBe(1);
    expect(out).toMatch(
      /active_people: version 1 was rewritten\n[^]*- .*AND 1\n[^]*\+ .*AND 2\n[^]*History was rewritten: take the version as it was at HEAD/,
    );
  });

  it('says where there is no file and no revision', async () => {
    using project = makeProject();
    expect(await project.run('metrics', 'diff')).toMatchObject({
      code: 1,
      out: expect.stringContaining('is missing') as string,
    });
    await project.run('metrics');
    await expect(project.run('metrics', 'diff', '--', '-x')).rejects.toThrow(/knows no revision/);
    await expect(project.run('metrics', 'diff', 'nowhere')).rejects.toThrow(/knows no revision/);
  });
});
