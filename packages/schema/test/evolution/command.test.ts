import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../src/evolution.ts';
import { makeProject } from './project.ts';

const FILES = ['plumbline.catalog.json', 'plumbline.catalog.schema.json', 'plumbline.catalog.md'] as const;

describe('plumbline catalog emit', () => {
  it('writes the three files, and the same bytes again', async () => {
    using project = makeProject();
    expect(await project.catalog('emit')).toEqual({
      code: 0,
      out: FILES.map((name) => `wrote ${name}\n`).join(''),
      err: '',
    });
    const texts = FILES.map((name) => project.read(name));
    expect(parseSnapshot(texts[0] ?? '').events['item_created']?.fields['kind']).toEqual({
      class: 'category',
      type: 'enum(image|post)',
      optional: false,
    });
    expect(texts[1]).toContain('"$schema": "https://json-schema.org/draft/2020-12/schema"');
    expect(texts[2]).toContain('# Tracking plan 2026-05-telemetry-v1');
    expect(await project.catalog('emit')).toMatchObject({
      code: 0,
      out: expect.stringContaining('up to date') as string,
    });
    expect(FILES.map((name) => project.read(name))).toEqual(texts);
  });

  it('leaves files as a formatter has laid them out', async () => {
    using project = makeProject();
    await project.catalog('emit');
    const [snapshot, schema, plan] = FILES;
    const laid = {
      [snapshot]: JSON.stringify(JSON.parse(project.read(snapshot)) as unknown),
      [schema]: JSON.stringify(JSON.parse(project.read(schema)) as unknown, undefined, 4),
      [plan]: project
        .read(plan)
        .replaceAll('|---|', '| ------- |')
        .replaceAll(' | ', '    | ')
        .replaceAll('\n', '\r\n'),
    };
    for (const [name, text] of Object.entries(laid)) project.write(name, text);
    expect(await project.catalog('emit', '--check')).toEqual({ code: 0, out: '', err: '' });
    await project.catalog('emit');
    for (const [name, text] of Object.entries(laid)) expect(project.read(name)).toBe(text);
  });

  it('--check ends with 1 and says what differs', async () => {
    using project = makeProject();
    const missing = await project.catalog('emit', '--check');
    expect(missing.code).toBe(1);
    expect(missing.out).toContain('plumbline.catalog.json is missing\n');
    await project.catalog('emit');
    project.configure({ fields: 'round: count(),' });
    const { code, out } = await project.catalog('emit', '--check');
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      'plumbline.catalog.json is not what the catalog says',
      'breaking  item_created.round  must be given from now on',
      'widening  item_created.round  is new (count, int(0..2147483647))',
      'plumbline.catalog.schema.json is not what the catalog says',
      'plumbline.catalog.md is not what the catalog says',
      'Run `npx plumbline catalog emit` and commit what it writes.',
      '',
    ]);
    for (const name of FILES) {
      await project.catalog('emit');
      project.write(name, `${project.read(name)}x`);
      expect(await project.catalog('emit', '--check')).toMatchObject({
        code: 1,
        out: expect.stringContaining(`${name} is not`) as string,
      });
    }
  });

  it('says that there is no catalog', async () => {
    using project = makeProject();
    project.write('plumbline.config.ts', "export default { service: { name: 'shop' } };");
    await expect(project.catalog('emit')).rejects.toThrow('the configuration has no `catalog`');
  });
});

describe('plumbline catalog diff', () => {
  it('ends with 0 where nothing changes, and where nothing breaks or widens', async () => {
    using project = makeProject();
    await project.catalog('emit');
    project.commit();
    expect(await project.catalog('diff', 'HEAD')).toEqual({
      code: 0,
      out: 'nothing changes in the catalog\n',
      err: '',
    });
    project.configure({ expires: '2027-12-30' });
    await project.catalog('emit');
    expect(await project.catalog('diff', 'HEAD')).toEqual({
      code: 0,
      out: 'neutral   item_created  expires on 2027-12-30, earlier than 2027-12-31\n',
      err: '',
    });
  });

  it('ends with 1 where something breaks under the same version, and with 0 under a new one', async () => {
    using project = makeProject();
    project.configure({ fields: 'round: count(),' });
    await project.catalog('emit');
    project.commit();
    project.configure({});
    await project.catalog('emit');
    const broken = await project.catalog('diff', 'HEAD');
    expect(broken.code).toBe(1);
    expect(broken.out).toBe(
      'breaking  item_created.round  is gone\n' +
        'PLB_CATALOG_BREAKING: this breaks what is sent or stored as 2026-05-telemetry-v1\n' +
        '  fix: Give the catalog a new `version` and declare the old one in `previous`, or take the change back.\n',
    );
    project.configure({ version: '2026-11-telemetry-v2' });
    await project.catalog('emit');
    expect(await project.catalog('diff', 'HEAD')).toMatchObject({
      code: 0,
      out: expect.stringContaining('is refused as unknown_version') as string,
    });
  });

  it('names the events that break and have no upcaster', async () => {
    using project = makeProject();
    project.configure({ fields: 'round: count(),' });
    await project.catalog('emit');
    project.commit();
    const compare = async (upcasters: string): Promise<string> => {
      const more = `previous: { '2026-05-telemetry-v1': ${upcasters} },`;
      project.configure({ version: '2026-11-telemetry-v2', more });
      await project.catalog('emit');
      const { code, out } = await project.catalog('diff', 'HEAD');
      expect(code).toBe(0);
      return out;
    };
    const hint =
      'item_created has no upcaster in `previous`: payloads of 2026-05-telemetry-v1 that do not fit are refused.';
    expect(await compare('{}')).toContain(hint);
    expect(await compare('{ item_created: ({ round, ...rest }) => rest }')).not.toContain('has no upcaster');
    expect(await compare("{ item_created: 'drop' }")).toContain('which `previous` still accepts');
  });

  it('ends with 3 until the egress lockfile approves what widened', async () => {
    using project = makeProject();
    const vendor = `events: { adapters: [{ kind: 'vendor', role: 'mirror', variables: [], fromEnvironment: () => undefined,
      allow: { item_created: ['kind'] }, egress: { party: 'third-party', retention: '90d', erasure: 'supported',
      endpoints: [{ at: 'https://vendor.example', method: 'POST', path: '/' }], headers: [], sdkAdds: [], envelope: [],
      payloadAs: '{field}' } }] },`;
    const widen = async (fields: string, listed: string): Promise<void> => {
      project.configure({ fields, config: vendor.replace("['kind']", listed) });
      await project.catalog('emit');
      await project.egress();
    };
    await widen('', "['kind']");
    project.commit();

    // A new field that is not on the allowlist goes to nobody new.
    await widen('round: count().optional(),', "['kind']");
    expect(await project.catalog('diff', 'HEAD')).toMatchObject({ code: 0 });

    await widen('round: count().optional(),', "['kind', 'round']");
    const refused = await project.catalog('diff', 'HEAD');
    expect(refused).toMatchObject({ code: 3, err: '' });
    expect(refused.out).toContain('see `npx plumbline egress --diff HEAD`');
    expect((await project.egress('--diff', 'HEAD')).code).toBe(3);

    project.commit();
    await project.egress('approve', '--since', 'HEAD~1', '--by', '@privacy', '--reason', 'DPR-114: how often');
    expect((await project.catalog('diff', 'HEAD~1')).code).toBe(3);
    project.commit();
    expect((await project.catalog('diff', 'HEAD~2')).code).toBe(0);

    project.write('plumbline.egress.lock', 'damaged');
    expect((await project.catalog('diff', 'HEAD~2')).code).toBe(3);
    rmSync(path.join(project.folder, 'plumbline.egress.lock'));
    expect((await project.catalog('diff', 'HEAD~2')).code).toBe(0);
  });

  it('calls everything new where there was no file', async () => {
    using project = makeProject();
    project.commit('without');
    await project.catalog('emit');
    expect(await project.catalog('diff', 'HEAD')).toMatchObject({
      code: 0,
      out: 'plumbline.catalog.json is not there at HEAD: everything is new\nwidening  item_created  is new, for: To know.\n',
    });
  });

  it('runs no configuration, of whatever revision', async () => {
    using project = makeProject();
    await project.catalog('emit');
    project.write('plumbline.config.ts', "throw new Error('must not run');");
    project.commit();
    expect((await project.catalog('diff', 'HEAD')).code).toBe(0);
  });

  it.each([
    ['{', /is no JSON/],
    ['{ "format": 2 }', /was written by another version of plumbline/],
    ['{ "format": 1, "version": "v", "dimensions": {}, "events": { "a_b": {} } }', /`events.a_b.description` is not/],
  ])('refuses the file %s', async (text, message) => {
    using project = makeProject();
    await project.catalog('emit');
    const whole = project.read('plumbline.catalog.json');
    project.write('plumbline.catalog.json', text);
    project.commit();
    await expect(project.catalog('diff', 'HEAD')).rejects.toThrow(message);
    project.write('plumbline.catalog.json', whole);
    await expect(project.catalog('diff', 'HEAD')).rejects.toThrow(/at HEAD: /);
  });
});

describe('usage', () => {
  const renew = ['renew', 'item_created'] as const;
  it.each([
    [[], /say `emit`, `diff REV`, `expiry` or `renew EVENT`/],
    [['constructor'], /say `emit`/],
    [['diff'], /`diff` takes one argument, REV/],
    [['diff', 'HEAD', 'HEAD'], /`diff` takes one argument, REV/],
    [['emit', 'more'], /`emit` takes no argument/],
    [['diff', 'HEAD', '--check'], /--check does not go with `diff`/],
    [['expiry', '--by', '@x'], /--by does not go with `expiry`/],
    [['expiry', '--on', '2027-02-30'], /--on must be a day/],
    [['renew', '--until', '2027-01-01'], /`renew` takes one argument, EVENT/],
    [[...renew, '--until', '2027-01-01'], /`renew` needs --reason and --by/],
    [['--nonsense'], /catalog: Unknown option/],
  ])('%j is refused', async (args, message) => {
    using project = makeProject();
    await expect(project.catalog(...args)).rejects.toThrow(message);
  });

  it('needs a revision that git knows', async () => {
    using project = makeProject();
    await project.catalog('emit');
    await expect(project.catalog('diff', 'no-such-branch')).rejects.toThrow(
      'catalog diff: git knows no revision `no-such-branch`',
    );
  });

  it('needs the file', async () => {
    using project = makeProject();
    await expect(project.catalog('diff', 'HEAD')).rejects.toThrow('plumbline.catalog.json is missing');
  });

  it('is explained', async () => {
    using project = makeProject();
    expect(await project.catalog('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('diff REV') as string,
    });
  });
});
