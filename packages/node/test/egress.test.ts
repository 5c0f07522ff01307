import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type Adapter,
  type Allowlist,
  defineAdapter,
  defineConfig,
  delivered,
  type EgressConfig,
  isPlumblineError,
  type OutboundBatch,
  type PlumblineError,
} from '@plumbline/core';
import { defineCatalog, defineEvent } from '@plumbline/schema';
import { makeBatch, makeEvent } from '@plumbline/testkit';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { collectFacts, formatLock } from '@plumbline/schema/egress';
import { describe, expect, it, vi } from 'vitest';
import { type LiveOptions, start } from '../src/index.ts';
import { cutAdapter } from '../src/cut-adapter.ts';
import { possibleSignals } from '../src/egress-signals.ts';
import { lockOf } from './fixtures/lock.ts';
import { actions, catalog, shelf } from './fixtures/parts.ts';
import { cleanup, type Line, makeFolder } from './run-child.ts';

const service = { name: 'orders' };
const KEY = { PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40) };
const DSN = ['https:/', `${'a1'.repeat(8)}@o1.ingest.example`, '1'].join('/');

interface Vendor {
  readonly adapter: Adapter;
  /** What happened to it, in order. */
  readonly calls: (string | OutboundBatch)[];
}

/** A mirror outside, in memory. */
function vendor(allow: Exclude<Allowlist, 'catalog'>, host = 'https://vendor.example'): Vendor {
  const calls: Vendor['calls'] = [];
  const adapter = defineAdapter({
    kind: 'vendor',
    role: 'mirror',
    capabilities: { maxBatch: 100, idempotent: true },
    destinations: () => [host],
    egress: () => ({
      party: 'third-party',
      endpoints: [{ at: host, method: 'POST', path: '/batch/' }],
      headers: ['content-type=application/json'],
      sdkAdds: [],
      envelope: [{ slot: 'anonymousUserId', as: 'distinct_id', transform: 'sha256' }],
      payloadAs: 'properties.{field}',
      retention: '90d',
      erasure: 'supported',
    }),
    open: async () => void calls.push('opened'),
    async send(_client, batch) {
      calls.push(batch);
      return delivered();
    },
  })({ allow });
  return { adapter, calls };
}

type Config = Parameters<typeof possibleSignals>[0];

const configOf = (adapters: readonly Adapter[], egress: EgressConfig = {}): Config =>
  defineConfig({ service, catalog, events: { adapters, flushIntervalMs: 1 }, egress });

function quiet(environment: Readonly<Record<string, string>> = KEY): { lines: Line[]; live: LiveOptions } {
  const lines: Line[] = [];
  const logDestination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  return { lines, live: { environment, signals: false, logDestination } };
}

async function refusal(config: Config, environment?: Readonly<Record<string, string>>): Promise<PlumblineError> {
  const { live, lines } = quiet(environment);
  const error: unknown = await start(config, live).then(
    (plumbline) => plumbline.shutdown(),
    (thrown: unknown) => thrown,
  );
  if (!isPlumblineError(error)) throw new TypeError('start did not refuse');
  // Refused before anything was opened, the log among it.
  expect(lines).toEqual([]);
  return error;
}

async function run(config: Config, environment?: Readonly<Record<string, string>>): Promise<Line[]> {
  const { live, lines } = quiet(environment);
  const plumbline = await start(config, live);
  plumbline.runJob('sale', () =>
    (plumbline.events as { capture(name: string, fields: object): void }).capture('order_placed', { channel: 'shop' }),
  );
  await plumbline.shutdown();
  return lines;
}

const LISTED = { order_placed: ['channel', 'surface'] };

describe('a mirror without a lockfile', () => {
  it('does not start, and the message says what would leave, to whom, and what to run', async () => {
    const { adapter, calls } = vendor(LISTED);
    const error = await refusal(configOf([shelf('source').adapter, adapter]));
    expect(error.message)
      .toBe(`PLB_EGRESS_LOCK_MISSING: no egress lockfile allows vendor: \`egress.lock\` is not in the configuration. This would leave:
  - vendor: requests: POST https://vendor.example/batch/ (third-party, on)
  - vendor: the event order_placed: "Value: orders.", also without consent, until 2099-12-31
  - vendor: order_placed.channel (category, one of phone, shop)
  - vendor: order_placed.surface (category, one of api)
  fix: Run \`plumbline egress\`, have the file reviewed, commit it, and name it in \`egress.lock\`.`);
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
      /no egress lockfile allows shelf-mirror: .*\n {2}- shelf-mirror: requests: none nowhere/,
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
      /\n {2}fix: Run `plumbline egress`, let the owner of privacy review the diff, and commit it\.$/,
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
      message: expect.stringMatching(/line \d+: [^]*`plumbline egress`/) as string,
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
    const base = { ...configOf([shelf('source').adapter, adapter]), audit: { actions, spoolDirectory } };
    const lock = lockOf(base);
    const environment = { ...KEY, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, SENTRY_DSN: DSN };
    await run({ ...base, egress: { lock } }, environment);
    for (const signal of ['otlp-traces', 'otlp-metrics', 'otlp-logs', 'sentry', 'log-lines', 'audit-store']) {
      const without = lock.replaceAll(new RegExp(`^(?:signal|attr|gate|wire) {2}${signal} .*\n`, 'gm'), '');
      const error = await refusal({ ...base, egress: { lock: without } }, environment);
      expect([error.code, error.message.includes(`- ${signal}: requests`)]).toEqual(['PLB_EGRESS_LOCK_DIFFERS', true]);
    }
    // What is off needs no line.
    await run({ ...base, egress: { lock: lock.replaceAll(/^\w+ {2}(?:otlp-\w+|sentry) .*\n/gm, '') } });
  });
});

describe('the source of truth without a lockfile', () => {
  it.each([
    ['production', 1],
    ['development', 0],
  ])('starts in %s, with %d notice', async (mode, count) => {
    const lines = await run(configOf([shelf('source').adapter]), { ...KEY, NODE_ENV: mode });
    const notices = lines.filter(({ msg }) => String(msg).includes('`plumbline egress`'));
    expect(notices).toHaveLength(count);
    expect(notices).toMatchObject(
      Array.from({ length: count }, () => ({ level: 'info', destinations: ['shelf-source'] })),
    );
  });

  it('warns where a file is named that is not there', async () => {
    const lock = pathToFileURL(path.join(makeFolder(), 'plumbline.egress.lock'));
    const lines = await run(configOf([shelf('source').adapter], { lock }));
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'warn', reason: '`egress.lock` names a file that is not there' }),
    );
  });
});

describe('who receives errors and telemetry', () => {
  it('is asked of the lockfile where it is a third party', async () => {
    const sentry = await refusal({ service }, { ...KEY, SENTRY_DSN: DSN });
    expect(sentry.message).toMatch(/PLB_EGRESS_LOCK_MISSING: no egress lockfile allows sentry: [^]*env:SENTRY_DSN/);
    const egress = { collector: { party: 'third-party' } } as const;
    const otlp = await refusal(
      { service, egress },
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/v1/traces' },
    );
    expect(otlp.message).toContain('no egress lockfile allows otlp-traces: ');
    await run({ service, egress });
  });

  it('stands in the lockfile by its address, which the DSN must have', async () => {
    const egress = { errors: { origin: 'https://o1.ingest.example' } };
    const lock = lockOf({ service, egress });
    expect(lock).toContain('signal  sentry  third-party  https://o1.ingest.example  POST  ');
    await run({ service, egress: { ...egress, lock } }, { ...KEY, SENTRY_DSN: DSN });
    const other = { ...egress, lock, errors: { origin: 'https://o2.ingest.example' } };
    const error = await refusal({ service, egress: other }, { ...KEY, SENTRY_DSN: DSN });
    expect(error.message).toContain('SENTRY_DSN: has another scheme, host or port than `egress.errors.origin`');
    expect(error.message).not.toContain('o1.ingest');
  });
});

describe('errors that nobody receives', () => {
  it('are off in the lockfile, and a DSN is refused', async () => {
    const egress = { errors: false } as const;
    const lock = lockOf({ service, egress });
    expect(lock).toContain('signal  sentry  off\n');
    await run({ service, egress: { ...egress, lock } });
    const error = await refusal({ service, egress: { ...egress, lock } }, { ...KEY, SENTRY_DSN: DSN });
    expect(error.message).toContain('SENTRY_DSN: is set, though `egress.errors` is false');
  });
});

describe('a permission with an end', () => {
  const gates = { vendor: { owner: '@privacy', review: 'DPR-114', expires: '2026-01-31' } } as const;

  it('is warned of and measured once it has ended; the service starts', async () => {
    const receiver = await startOtlpReceiver();
    cleanup.push(() => receiver.close());
    const { adapter, calls } = vendor(LISTED);
    const config = configOf([shelf('source').adapter, adapter], { gates });
    const environment = { ...KEY, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const lines = await run({ ...config, egress: { gates, lock: lockOf(config) } }, environment);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', destinations: ['vendor'] }));
    expect(receiver.sumOf('plumbline.egress.expired', { destination: 'vendor' })).toBe(1);
    expect(calls.length).toBeGreaterThan(1);
  });

  it('counts on its last day', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-01-31T23:59:59Z') });
    cleanup.push(() => void vi.useRealTimers());
    const config = configOf([shelf('source').adapter, vendor(LISTED).adapter], { gates });
    const lines = await run({ ...config, egress: { gates, lock: lockOf(config) } });
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('needs the lockfile for a later end, and a destination that exists', async () => {
    const config = configOf([shelf('source').adapter, vendor(LISTED).adapter], { gates });
    const later = { vendor: { ...gates.vendor, expires: '2099-01-31' } } as const;
    expect(await refusal({ ...config, egress: { lock: lockOf(config), gates: later } })).toMatchObject({
      code: 'PLB_EGRESS_LOCK_DIFFERS',
      message: expect.stringContaining('vendor: terms: owner @privacy, review DPR-114, until 2099-01-31') as string,
    });
    const misspelt = await refusal(configOf([shelf('source').adapter], { gates: { vendr: gates.vendor } }));
    expect(misspelt.message).toMatch(/config\.egress\.gates\.vendr: is no destination; there are shelf-source, audit-/);
  });

  it('may be written down for a destination that this environment leaves off', async () => {
    const { egress, allow } = vendor(LISTED).adapter;
    const off = {
      kind: 'vendor',
      role: 'mirror',
      ...(egress && { egress }),
      allow,
      variables: [],
      fromEnvironment: () => undefined,
    } as const;
    const config: Config = defineConfig({
      service,
      catalog,
      events: { adapters: [shelf('source').adapter, off] },
      egress: { gates },
    });
    const lines = await run({ ...config, egress: { gates, lock: lockOf(config) } });
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });
});

describe('an adapter that does not keep to its list', () => {
  it('is given what the lockfile holds and nothing else, also when it changes after the start', async () => {
    const { adapter, calls } = vendor(LISTED);
    const swapped = { ...adapter };
    const config = configOf([shelf('source').adapter, swapped]);
    const { live } = quiet();
    const plumbline = await start({ ...config, egress: { lock: lockOf(config) } }, live);
    Object.assign(swapped, {
      allow: { order_placed: ['channel', 'surface', 'feature', 'role'] },
      async send(batch: OutboundBatch) {
        calls.push(batch);
        return delivered();
      },
    });
    plumbline.runJob('sale', () =>
      (plumbline.events as { capture(name: string, fields: object): void }).capture('order_placed', {
        channel: 'shop',
      }),
    );
    await plumbline.shutdown();
    const sent = calls.filter((call) => typeof call !== 'string').flatMap(({ events }) => events);
    expect(sent.map(({ payload }) => payload)).toEqual([{ channel: 'shop', surface: 'api' }]);
  });

  it('is not called for a batch of which it may have nothing', async () => {
    const { adapter, calls } = vendor({});
    const event = makeEvent({ name: 'order_placed', payload: { channel: 'shop' } });
    await expect(cutAdapter(adapter, {}).send(makeBatch([event]))).resolves.toEqual(delivered());
    expect(calls).toEqual([]);
  });
});

describe('wrong terms', () => {
  it('are refused with what to write', async () => {
    const egress = {
      lock: './plumbline.egress.lock',
      gates: { vendor: { expires: 'soon', ownr: '@x' } },
      errors: { origin: 'https://o1.ingest.example/path', party: 'third' },
      collector: { origin: 'x' },
    } as unknown as EgressConfig;
    const { message } = await refusal({ service, egress });
    for (const fault of [
      "config.egress.lock: must be `new URL('./plumbline.egress.lock', import.meta.url)`, or the text of that file",
      'config.egress.gates.vendor.expires: must be a day, YYYY-MM-DD',
      'config.egress.gates.vendor.ownr: is no option',
      'config.egress.errors.origin: must be scheme, host and port alone',
      "config.egress.errors.party: must be 'first-party' or 'third-party'",
      'config.egress.collector.origin: is no option',
    ]) {
      expect(message).toContain(fault);
    }
  });
});

describe('events on disk, consent, and the log', () => {
  it('reach their parts', async () => {
    const folder = makeFolder();
    const asked: unknown[] = [];
    const own = defineCatalog({
      version: '2026-05-telemetry-v1',
      events: {
        order_placed: catalog.events.order_placed,
        order_viewed: defineEvent({
          description: 'An order was looked at.',
          owner: '@team-orders',
          purpose: 'Value: orders.',
          consent: 'analytics',
          feature: 'orders',
          surfaces: ['api'],
          expires: '2099-12-31',
          review: 'docs/privacy.md',
          fields: {},
        }),
      },
    });
    const source = shelf('source');
    const events = {
      adapters: [source.adapter],
      consent: (context: unknown) => asked.push(context) < 0,
      spool: { directory: path.join(folder, 'unused') },
    };
    const file = path.join(folder, 'service.log');
    const environment = { ...KEY, PLUMBLINE_EVENTS_SPOOL_DIR: path.join(folder, 'events') };
    const config = defineConfig({ service, catalog: own, events, logs: { fileMode: 0o600, onLost: () => undefined } });
    const plumbline = await start(config, { environment, signals: false, logDestination: file });
    plumbline.runJob('sale', () => {
      plumbline.events.capture('order_placed', { channel: 'shop' });
      plumbline.events.capture('order_viewed');
    });
    await plumbline.shutdown();
    expect(source.events.map(({ name }) => name)).toEqual(['order_placed']);
    expect(asked).toHaveLength(1);

    expect([existsSync(path.join(folder, 'events')), existsSync(path.join(folder, 'unused'))]).toEqual([true, false]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain('shut down');
  });
});
