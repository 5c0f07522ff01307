import { describe, expect, it } from 'vitest';
import { expiredEvents } from '../../src/doctor/expired-events.ts';
import type { Project } from '../../src/doctor/project.ts';
import { findCommands } from '../../src/find-commands.ts';
import { linkPackages, makeFolder, writeFiles } from '../support.ts';

describe('without @plumbline/schema', () => {
  const judge = (...names: readonly string[]): unknown => {
    const expiries = Object.fromEntries(names.map((name) => [name, '2999-01-01']));
    return expiredEvents([]).run({ config: { status: 'loaded', expiries }, now: 0 } as unknown as Project);
  };

  it('counts events in plain words', async () => {
    expect(await judge('item_created')).toMatchObject({ status: 'ok', note: '1 event, none expired' });
    expect(await judge('item_created', 'item_rated')).toMatchObject({ note: '2 events, none expired' });
  });
});

describe('with @plumbline/schema', () => {
  const expires = '2027-06-30';
  const config = `import { defineCatalog, defineEvent } from '@plumbline/schema';
export default { service: { name: 'shop' }, catalog: defineCatalog({ version: '2026-05-telemetry-v1', events: {
  item_created: defineEvent({ description: 'Made.', owner: '@team', purpose: 'To know.', consent: 'essential',
    expires: '${expires}', review: 'docs/privacy.md', feature: 'items', surfaces: ['page'], fields: {} }),
} }) };`;

  /** What the check says so many days after the last one. */
  async function judge(days: number, files: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const directory = makeFolder();
    linkPackages(directory, ['@plumbline/core', '@plumbline/schema']);
    const dependencies = { '@plumbline/core': '*', '@plumbline/schema': '*' };
    writeFiles(directory, {
      'package.json': { name: 'shop', type: 'module', dependencies },
      'plumbline.config.ts': config,
      ...files,
    });
    const { commands } = await findCommands(directory);
    const now = Date.parse(`${expires}T12:00:00Z`) + days * 86_400_000;
    const loaded = { status: 'loaded', expiries: { item_created: expires } };
    const env = { PATH: process.env['PATH'] };
    return expiredEvents(commands).run({ config: loaded, directory, env, now } as unknown as Project);
  }

  const soon = (left: number) => ({
    status: 'ok',
    note: `1 event, none expired; item_created expires on 2027-06-30, days left: ${left}`,
  });

  it.each([
    [-31, { status: 'ok', note: '1 event, none expired' }],
    [-30, soon(30)],
    [-1, soon(1)],
    [0, soon(0)],
    [
      1,
      {
        status: 'fault',
        faults: [
          {
            what: 'the event item_created expired on 2027-06-30',
            fix: 'Remove item_created from the catalog, or have its purpose reviewed and run `npx plumbline catalog renew item_created --until YYYY-MM-DD --reason "WHY" --by @TEAM`.',
          },
        ],
      },
    ],
  ])('on day %d', async (days, outcome) => {
    expect(await judge(days)).toEqual(outcome);
  });

  it('knows renewals', async () => {
    const line = 'renew item_created 2027-07-30 @team "still asked for by the board each month"\n';
    expect(await judge(1, { 'plumbline.renewals': line })).toEqual({
      status: 'ok',
      note: '1 event, none expired; item_created expires on 2027-07-30, days left: 29',
    });
  });

  it('says what is wrong with the file of renewals', async () => {
    expect(await judge(0, { 'plumbline.renewals': 'renew\n' })).toMatchObject({
      status: 'fault',
      faults: [{ what: expect.stringContaining('plumbline.renewals, line 1: is not as') as string }],
    });
  });
});
