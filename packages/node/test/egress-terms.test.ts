import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig, delivered, type EgressConfig, type OutboundBatch } from '@plumbline/core';
import { defineCatalog, defineEvent } from '@plumbline/schema';
import { makeBatch, makeEvent } from '@plumbline/testkit';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { describe, expect, it, vi } from 'vitest';
import { start } from '../src/index.ts';
import { cutAdapter } from '../src/cut-adapter.ts';
import { permit } from '../src/egress.ts';
import { resolveOptions } from '../src/options.ts';
import { lockOf } from './fixtures/lock.ts';
import { catalog, shelf } from './fixtures/parts.ts';
import { cleanup, makeFolder } from './run-child.ts';
import {
  service,
  KEY,
  DSN,
  vendor,
  type Config,
  configOf,
  quiet,
  refusal,
  run,
  LISTED,
} from './fixtures/egress-setting.ts';

describe('the source of truth without a lockfile', () => {
  it.each([
    ['production', 1],
    ['development', 0],
  ])('starts in %s, with %d notice', async (mode, count) => {
    const lines = await run(configOf([shelf('source').adapter]), { ...KEY, NODE_ENV: mode });
    const notices = lines.filter(({ msg }) => String(msg).includes('`npx plumbline egress`'));
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
    const errors = { origin: 'env:SENTRY_DSN' } as const;
    const sentry = await refusal({ service, egress: { errors } }, { ...KEY, SENTRY_DSN: DSN });
    expect(sentry.message).toMatch(
      /PLB_EGRESS_LOCK_MISSING: no egress lockfile allows sentry: [^]*the address in the variable SENTRY_DSN \(third party\)[^]*sentry: exception\.values\[\]\.value \(free text, after redaction\)[^]*sentry: user\.id \(stands for a person, as it is\)/,
    );
    await run(
      { service, egress: { errors, lock: lockOf({ service, egress: { errors } }) } },
      { ...KEY, SENTRY_DSN: DSN },
    );
    const egress = { collector: { party: 'third-party' } } as const;
    const otlp = await refusal(
      { service, egress },
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/v1/traces' },
    );
    expect(otlp.message).toContain('no egress lockfile allows otlp-traces: ');
    await run({ service, egress });
  });

  it('is undeclared in the lockfile where nobody says whose the collector is, which starts without one', async () => {
    const receiver = await startOtlpReceiver();
    cleanup.push(() => receiver.close());
    const environment = { ...KEY, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    await run({ service }, environment);
    expect(receiver.requests.length).toBeGreaterThan(0);
    const lock = lockOf({ service });
    for (const signal of ['otlp-traces', 'otlp-metrics', 'otlp-logs']) {
      expect(lock).toContain(`signal  ${signal}  undeclared  env:OTEL_EXPORTER_OTLP_ENDPOINT  POST  `);
    }
    await run({ service, egress: { lock } }, environment);
    const collector = { party: 'first-party' } as const;
    const claimed = await refusal({ service, egress: { lock, collector } }, environment);
    expect(claimed.code).toBe('PLB_EGRESS_LOCK_DIFFERS');
    await run({ service, egress: { collector, lock: lockOf({ service, egress: { collector } }) } }, environment);
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://otlp.vendor.example', 'otlp-traces, otlp-metrics, otlp-logs'],
    ['OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', 'http://8.8.8.8:4318/v1/logs', 'otlp-logs'],
  ])('is refused where %s alone names a place outside', async (variable, address, signals) => {
    // In no mode: what starts on a desk starts in production.
    for (const mode of ['production', 'development', 'test']) {
      const error = await refusal({ service }, { ...KEY, NODE_ENV: mode, [variable]: address });
      expect(error.code).toBe('PLB_EGRESS_LOCK_MISSING');
      expect(error.message).toContain(
        `no egress lockfile allows ${signals}: \`egress.lock\` is not in the configuration, and ${variable} has an address outside of this machine and its networks, of which nobody says whose it is: where it is your own, \`egress: { collector: { party: 'first-party' } }\` says so. This would leave:`,
      );
      expect(error.message).not.toContain(new URL(address).host);
    }
  });

  it('outside starts once it is said whose it is, and with a warning where a lockfile has it and nobody says it', async () => {
    // Asked before anything is opened, so that nobody outside is called.
    const noticesOf = async (egress: EgressConfig): Promise<readonly object[]> => {
      const environment = {
        ...KEY,
        NODE_ENV: 'production',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.vendor.example',
      };
      const config = { service, egress };
      return (await permit(config, await resolveOptions(config, environment, {}))).notices;
    };
    expect(await noticesOf({ collector: { party: 'first-party' } })).toEqual([]);
    const collector = { party: 'third-party' } as const;
    await expect(noticesOf({ collector })).rejects.toMatchObject({ code: 'PLB_EGRESS_LOCK_MISSING' });
    expect(await noticesOf({ collector, lock: lockOf({ service, egress: { collector } }) })).toEqual([]);
    expect(await noticesOf({ lock: lockOf({ service }) })).toEqual([
      expect.objectContaining({ level: 'warn', fields: { variables: ['OTEL_EXPORTER_OTLP_ENDPOINT'] } }),
    ]);
  });

  it.each([
    ['production', 1],
    ['development', 0],
  ])('is told of at a start in %s where it is near and undeclared, %d times', async (mode, times) => {
    const receiver = await startOtlpReceiver();
    cleanup.push(() => receiver.close());
    const environment = { ...KEY, NODE_ENV: mode, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const told = async (config: Config): Promise<readonly object[]> =>
      (await run(config, environment)).filter(({ msg }) => String(msg).includes('nobody says whose it is'));
    expect(await told({ service })).toEqual(
      Array.from({ length: times }, () =>
        expect.objectContaining({
          level: 'warn',
          variables: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
          msg: "telemetry goes to a collector of which nobody says whose it is; where it is your own, `egress: { collector: { party: 'first-party' } }` says so",
        }),
      ),
    );
    expect(await told({ service, egress: { collector: { party: 'first-party' } } })).toEqual([]);
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

describe('the consent that events wait for', () => {
  it('is not dropped behind a lockfile by which people are asked', async () => {
    const asking = configOf([shelf('source').adapter]);
    const lock = lockOf({ ...asking, events: { ...asking.events, consent: () => true } });
    expect(lock).toContain('\nconsent  asked\n');
    const error = await refusal(configOf([shelf('source').adapter], { lock }));
    expect(error.message).toMatch(/^PLB_EGRESS_LOCK_DIFFERS[^]*\n {2}- nobody is asked for the consent/);
    const { events } = configOf([shelf('source').adapter]);
    await run({ ...configOf([], { lock }), events: { ...events, consent: () => true } });
  });
});

describe('errors that nobody receives', () => {
  it('are those of a configuration that does not name a receiver; the refusal of a DSN says what to write', async () => {
    const lock = lockOf({ service });
    expect(lock).toContain('signal  sentry  off\n');
    for (const egress of [{ lock }, {}, undefined]) {
      const error = await refusal({ service, ...(egress && { egress }) }, { ...KEY, SENTRY_DSN: DSN });
      expect(error.code).toBe('PLB_CONFIG_INVALID');
      expect(error.message).toContain(
        "SENTRY_DSN: is set, but no configuration names who receives errors; write `egress: { errors: { origin: 'https://HOST' } }` with the host of the DSN, or remove the variable",
      );
      expect(error.message).not.toContain('o1.ingest');
    }
  });

  it('cannot go to a receiver without an address', async () => {
    const egress = { errors: { party: 'first-party' } } as unknown as EgressConfig;
    const error = await refusal({ service, egress }, { ...KEY, SENTRY_DSN: DSN });
    expect(error.message).toContain('config.egress.errors.origin: must be scheme, host and port alone');
  });

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
    expect(receiver.sumOf('plumbline.egress.expired', { 'plumbline.destination': 'vendor' })).toBe(1);
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

describe('a destination for people who consented', () => {
  it('gets nothing that is recorded without consent, and the log says so', async () => {
    const { adapter, calls } = vendor(LISTED);
    const source = shelf('source');
    const gates = { vendor: { consent: 'analytics' } } as const;
    const adapters = [source.adapter, adapter];
    const lock = lockOf(configOf(adapters, { gates }));
    const lines = await run(configOf(adapters, { gates, lock }));
    expect([source.events.map(({ name }) => name), calls]).toEqual([['order_placed'], ['opened']]);
    expect(lines).toContainEqual(expect.objectContaining({ destination: 'vendor', events: ['order_placed'] }));
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
