import { describe, expect, it } from 'vitest';
import { createCatalogCommands } from '../../src/cli/catalog.ts';
import { judgeExpiries, parseRenewals, type Renewal, RENEWALS_FILE } from '../../src/evolution.ts';
import { daysBetween, isDay, monthsAfter } from '../../src/evolution/days.ts';
import { makeProject, type Project } from './project.ts';

const LAST = '2027-06-30';
const DAY_MS = 86_400_000;

/** The command on the day that lies so many days after the last one, one millisecond before midnight in UTC. */
const commandOn = (days: number) => {
  const now = Date.parse(`${LAST}T23:59:59.999Z`) + days * DAY_MS;
  return createCatalogCommands({ now: () => now })[0];
};

const expiry = (project: Project, days: number, ...args: readonly string[]) =>
  project.run(commandOn(days), 'expiry', ...args);

const reason = 'the rate of approvals is still reported each month';
const renewal = ['--until', '2027-12-31', '--by', '@team-approvals', '--reason', reason] as const;

describe('plumbline catalog expiry', () => {
  it.each([
    [-31, 0, '1 event, none expires within 30 days\n'],
    [-30, 0, 'warning  the event item_created expires on 2027-06-30, in 30 days\n'],
    [-1, 0, 'warning  the event item_created expires on 2027-06-30, in 1 day\n'],
    [0, 0, 'warning  the event item_created expires on 2027-06-30, today\n'],
    [1, 1, 'error    the event item_created expired on 2027-06-30\n'],
  ])('on day %d ends with %d', async (days, code, said) => {
    using project = makeProject();
    project.configure({ expires: LAST });
    const answer = await expiry(project, days);
    expect(answer).toMatchObject({ code, err: '' });
    expect(answer.out.startsWith(said)).toBe(true);
    expect(answer.out.includes('plumbline catalog renew EVENT --until')).toBe(days > -31);
  });

  it('says how it will be on another day, and everything as JSON', async () => {
    using project = makeProject();
    project.configure({ expires: LAST });
    expect((await expiry(project, -100, '--on', '2027-07-01')).code).toBe(1);
    expect((await expiry(project, 100, '--on', '2027-06-30')).code).toBe(0);
    const { code, out } = await expiry(project, -3, '--json');
    expect([code, JSON.parse(out)]).toEqual([
      0,
      { events: [{ event: 'item_created', expires: LAST, daysLeft: 3, state: 'soon' }] },
    ]);
  });
});

describe('plumbline catalog renew', () => {
  it('writes one line with a reason, and the source stays as it is', async () => {
    using project = makeProject();
    project.configure({ expires: LAST });
    const source = project.read('plumbline.config.ts');
    expect((await expiry(project, 1)).code).toBe(1);
    expect(await project.run(commandOn(1), 'renew', 'item_created', ...renewal)).toEqual({
      code: 0,
      out: 'item_created is renewed until 2027-12-31 by @team-approvals; commit plumbline.renewals\n',
      err: '',
    });
    expect(project.read(RENEWALS_FILE)).toBe(`renew item_created 2027-12-31 @team-approvals "${reason}"\n`);
    expect(project.read('plumbline.config.ts')).toBe(source);
    expect((await expiry(project, 1)).code).toBe(0);
    // 184 days later it is over again.
    expect((await expiry(project, 184)).code).toBe(0);
    expect((await expiry(project, 185)).code).toBe(1);
    expect(JSON.parse((await expiry(project, 1, '--json')).out)).toMatchObject({
      events: [{ expires: '2027-12-31', renewal: { by: '@team-approvals', reason } }],
    });
  });

  it('adds to what is there, and quotes what a line cannot hold', async () => {
    using project = makeProject();
    project.configure({ expires: LAST });
    await project.run(commandOn(0), 'renew', 'item_created', ...renewal);
    project.write(RENEWALS_FILE, project.read(RENEWALS_FILE).trimEnd());
    const odd = 'they said "keep it" \\ once more, in writing';
    const later = ['--until', '2028-01-31', '--by', '@privacy/eu', '--reason', `  ${odd}  `];
    expect((await project.run(commandOn(0), 'renew', 'item_created', ...later)).code).toBe(0);
    expect(parseRenewals(project.read(RENEWALS_FILE), LAST)).toEqual([
      { event: 'item_created', until: '2027-12-31', by: '@team-approvals', reason },
      { event: 'item_created', until: '2028-01-31', by: '@privacy/eu', reason: odd },
    ]);
    project.write(RENEWALS_FILE, project.read(RENEWALS_FILE).replaceAll('\n', '\r\n'));
    expect((await expiry(project, 200)).code).toBe(0);
  });

  it.each([
    [['item_gone', ...renewal], /the catalog has no event `item_gone`/],
    [['item_created', ...renewal, '--until', 'soon'], /`--until` must be a day/],
    [['item_created', ...renewal, '--until', LAST], /`--until` is not later than 2027-06-30/],
    [['item_created', ...renewal, '--until', '2028-12-31'], /`--until` may be 2028-12-30 at most: 18 months/],
    [['item_created', ...renewal, '--by', 'me'], /`--by` must name a team or person/],
    [['item_created', ...renewal, '--reason', '19 characters long.'], /`--reason` needs one line of at least 20/],
    [['item_created', ...renewal, '--reason', 'two lines of which\nthe second is hidden'], /`--reason` needs one line/],
  ])('%j is refused, and nothing is written', async (args, message) => {
    using project = makeProject();
    project.configure({ expires: LAST });
    await expect(project.run(commandOn(0), 'renew', ...args)).rejects.toThrow(message);
    expect(() => project.read(RENEWALS_FILE)).toThrow('ENOENT');
  });

  it('does not renew until a day that is over', async () => {
    using project = makeProject();
    project.configure({ expires: LAST });
    await expect(project.run(commandOn(300), 'renew', 'item_created', ...renewal)).rejects.toThrow('is over already');
  });
});

describe('parseRenewals', () => {
  const line = `renew item_created 2027-12-31 @team "${reason}"`;

  it.each([
    ['free text', 2, /line 2: is not as `npx plumbline catalog renew` writes it/],
    [line.replace('renew ', 'renew  '), 2, /line 2: is not as/],
    [line.replace(/"$/, ''), 2, /line 2: is not as/],
    [line.replace(reason, 'x\\u'), 2, /line 2: is not as/],
    [line.replace(reason, 'because'), 2, /line 2: `--reason` needs/],
    [line.replace('2027-12-31', '2027-02-30'), 2, /line 2: `--until` must be a day/],
    [line.replace('2027-12-31', '2099-12-31'), 2, /line 2: `--until` may be 2028-12-30 at most/],
  ])('refuses %j and says where it is', (text, _line, message) => {
    expect(() => parseRenewals(`${line}\n${text}\n`, LAST)).toThrow(message);
    expect(parseRenewals(`${line}\n\n`, LAST)).toHaveLength(1);
  });
});

describe('judgeExpiries', () => {
  const renew = (until: string): Renewal => ({ event: 'item_created', until, by: '@team', reason });

  it('takes the later of what the catalog and its renewals say', () => {
    const judge = (...days: readonly string[]) => judgeExpiries({ item_created: LAST }, days.map(renew), LAST)[0];
    expect(judge()).toMatchObject({ expires: LAST });
    expect(judge('2027-06-29')).toEqual({ event: 'item_created', expires: LAST, daysLeft: 0, state: 'soon' });
    expect(judge('2028-01-01', '2027-12-01')).toMatchObject({ expires: '2028-01-01', state: 'valid' });
  });

  it('names first what ends first', () => {
    const events = judgeExpiries({ c_made: '2028-01-01', b_made: LAST, a_made: LAST }, [], LAST);
    expect(events.map(({ event }) => event)).toEqual(['a_made', 'b_made', 'c_made']);
  });
});

it('counts days across leap years and changes of the clock', () => {
  expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
  expect(daysBetween('2027-03-27', '2027-03-29')).toBe(2);
  expect(monthsAfter('2026-08-31', 18)).toBe('2028-02-29');
  expect(monthsAfter('2026-07-01', 18)).toBe('2028-01-01');
  expect(['2028-02-29', '2027-02-29', '2027-13-01', '2027-1-1', ''].map(isDay)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

it('a diff shows renewals, each once', async () => {
  using project = makeProject();
  project.configure({ expires: LAST });
  await project.catalog('emit');
  project.commit();
  await project.run(commandOn(0), 'renew', 'item_created', ...renewal);
  const lines = [
    'widening  item_created  expires on 2027-12-31, later than 2027-06-30',
    `renewed: item_created until 2027-12-31 by @team-approvals: ${reason}`,
    '',
  ];
  expect(await project.run(commandOn(0), 'diff', 'HEAD')).toEqual({ code: 0, out: lines.join('\n'), err: '' });
  project.commit();
  expect(await project.run(commandOn(0), 'diff', 'HEAD')).toMatchObject({ out: 'nothing changes in the catalog\n' });
});
