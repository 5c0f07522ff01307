import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { collectFacts, formatLock } from '@plumbline/schema/egress';
import { describe, expect, it } from 'vitest';
import { possibleSignals } from '../src/egress-signals.ts';
import { lockOf } from './fixtures/lock.ts';
import { actions, shelf } from './fixtures/parts.ts';
import { cleanup, makeFolder } from './run-child.ts';
import { service, KEY, DSN, vendor, configOf, refusal, run, LISTED } from './fixtures/egress-setting.ts';

describe('a mirror without a lockfile', () => {
  it('does not start, and the message says what would leave, to whom, and what to run', async () => {
    const { adapter, calls } = vendor(LISTED);
    const error = await refusal(configOf([shelf('source').adapter, adapter]));
    expect(error.message)
      .toBe(`PLB_EGRESS_LOCK_MISSING: no egress lockfile allows vendor: \`egress.lock\` is not in the configuration. This would leave:
  - vendor: requests: POST https://vendor.example/batch/ (third party)
  - vendor: the event order_placed: "Value: orders.", also without consent, until 2099-12-31
  - vendor: order_placed.channel (category, one of phone, shop)
  - vendor: order_placed.surface (category, one of api)
  fix: Run \`npx plumbline egress\` (@plumbline/cli, which reads plumbline.config.ts), have the file reviewed, commit it, and name it in \`egress.lock\`.`);
    expect(calls).toEqual([]);
  });

  it('says when the file is not where the configuration looks for it', async () => {
    const lock = pathToFileURL(path.join(makeFolder(), 'plumbline.egress.lock'));
    const error = await refusal(configOf([shelf('source').adapter, vendor({}).adapter], { lock }));
    expect(error).toMatchObject({
      code: 'PLB_EGRESS_LOCK_MISSING',
      message: expect.stringContaining('`egress.lock` names a file that is not there') as string,
    });
  });

  it('does not start either where it is first-party', async () => {
    const error = await refusal(configOf([shelf('source').adapter, shelf('mirror', {}).adapter]));
    expect(error.message).toMatch(
      /no egress lockfile allows shelf-mirror: .*\n {2}- shelf-mirror: requests: none, it stays on this machine/,
    );
  });

  it('starts where DO_NOT_TRACK turns it off, and where events are only printed', async () => {
    const { adapter, calls } = vendor(LISTED);
    await run(configOf([shelf('source').adapter, adapter]), { ...KEY, DO_NOT_TRACK: '1' });
    const printed = await run(configOf([shelf('source').adapter, adapter]), { ...KEY, PLUMBLINE_EVENTS_DEBUG: '1' });
    expect(JSON.stringify(printed)).toContain('order_placed');
    expect(calls).toEqual([]);
  });
});

describe('what a mirror does not list', () => {
  it('is no loss: the end of the service says so without a warning', async () => {
    const { adapter } = vendor({});
    const lock = lockOf(configOf([shelf('source').adapter, adapter]));
    const lines = await run(configOf([shelf('source').adapter, adapter], { lock }));
    const last = lines.filter(
      ({ msg }) => msg === 'shut down; all accepted events, errors and audit records are accounted for',
    );
    expect(last).toMatchObject([{ level: 'info', delivered: 1, pending: 0, not_listed: 1 }]);
  });
});

describe('a lockfile', () => {
  it('lets start what it holds, and less', async () => {
    const { adapter } = vendor(LISTED);
    const lock = lockOf(configOf([shelf('source').adapter, adapter]));
    for (const allow of [LISTED, { order_placed: ['channel'] }, {}]) {
      const { adapter: narrower, calls } = vendor(allow);
      await run(configOf([shelf('source').adapter, narrower], { lock }));
      const sent = calls.filter((call) => typeof call !== 'string').flatMap(({ events }) => events);
      expect(sent.map(({ name, payload }) => [name, Object.keys(payload).toSorted()])).toEqual(Object.entries(allow));
    }
  });

  it('is read from its file', async () => {
    const { adapter, calls } = vendor(LISTED);
    const folder = makeFolder();
    const lock = pathToFileURL(path.join(folder, 'plumbline.egress.lock'));
    writeFileSync(lock, lockOf(configOf([shelf('source').adapter, adapter])));
    await run(configOf([shelf('source').adapter, adapter], { lock }));
    expect(calls[0]).toBe('opened');
  });

  it.each([
    ['a field', LISTED, undefined, 'vendor: order_placed.role (category, one of buyer, other, seller)'],
    ['another host', {}, 'https://elsewhere.example', 'vendor: requests: POST https://elsewhere.example/batch/'],
  ])('refuses %s more, in words, and opens nothing', async (_what, allow, host, words) => {
    const source = shelf('source').adapter;
    const lock = lockOf(configOf([source, vendor(allow).adapter]));
    const more = vendor({ order_placed: ['channel', 'surface', 'role'] }, host);
    const error = await refusal(configOf([source, more.adapter], { lock }));
    expect(error.code).toBe('PLB_EGRESS_LOCK_DIFFERS');
    expect(error.message).toContain(`\n  - ${words}`);
    expect(error.message).toMatch(
      /\n {2}fix: Run `npx plumbline egress`, let the owner of privacy review the diff and record that with `npx plumbline egress approve`, and commit the file\.$/,
    );
    expect(more.calls).toEqual([]);
  });

  it('holds the source of truth and the log lines too, once it is there', async () => {
    const lock = formatLock(collectFacts({ signals: possibleSignals({ service }) }));
    const error = await refusal(configOf([shelf('source').adapter], { lock }));
    expect(error).toMatchObject({
      code: 'PLB_EGRESS_LOCK_DIFFERS',
      message: expect.stringContaining('shelf-source: the event order_placed') as string,
    });
    const none = await refusal({ service, egress: { lock: formatLock(collectFacts({})) } });
    expect(none.message).toContain('log-lines: requests');
    const audited = await refusal({ service, audit: { actions }, egress: { lock } });
    expect(audited.message).toContain('audit-store: requests');
  });

  it('is refused where it is damaged or cannot be read, whatever is on', async () => {
    const lock = lockOf({ service }).replace('signal  log-lines', 'signal log-lines');
    expect(await refusal({ service, egress: { lock } })).toMatchObject({
      code: 'PLB_EGRESS_LOCK_INVALID',
      message: expect.stringMatching(/line \d+: [^]*`npx plumbline egress`/) as string,
    });
    const folder = path.join(makeFolder(), 'plumbline.egress.lock');
    mkdirSync(folder);
    const error = await refusal({ service, egress: { lock: pathToFileURL(folder) } });
    expect([error.code, error.message.includes(folder)]).toEqual(['PLB_EGRESS_LOCK_INVALID', false]);
  });

  it('holds everything that a full environment switches on', async () => {
    const receiver = await startOtlpReceiver();
    cleanup.push(() => receiver.close());
    const { adapter } = vendor(LISTED);
    const spoolDirectory = path.join(makeFolder(), 'audit');
    const errors = { origin: 'https://o1.ingest.example' };
    const base = { ...configOf([shelf('source').adapter, adapter], { errors }), audit: { actions, spoolDirectory } };
    const lock = lockOf(base);
    const environment = { ...KEY, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, SENTRY_DSN: DSN };
    await run({ ...base, egress: { errors, lock } }, environment);
    for (const signal of ['otlp-traces', 'otlp-metrics', 'otlp-logs', 'sentry', 'log-lines', 'audit-store']) {
      const without = lock.replaceAll(new RegExp(`^(?:signal|attr|gate|wire) {2}${signal} .*\n`, 'gm'), '');
      const error = await refusal({ ...base, egress: { errors, lock: without } }, environment);
      expect([error.code, error.message.includes(`- ${signal}: requests`)]).toEqual(['PLB_EGRESS_LOCK_DIFFERS', true]);
    }
    // What is off needs no line.
    await run({ ...base, egress: { errors, lock: lock.replaceAll(/^\w+ {2}(?:otlp-\w+|sentry) .*\n/gm, '') } });
  });
});
